import type { Card } from 'tenko';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Language } from '../../core/command/definition.ts';
import { Failure } from '../../core/errors.ts';
import { FakeMembers, NOON, PluginBench, type Sent } from '../../test/support/plugin-bench.ts';
import RollCall from './index.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** In Tokyo. */
const SIX = NOON + 6 * HOUR;

function group(language: Language = 'en'): PluginBench<RollCall> {
  return new PluginBench(
    'plugins/rollcall',
    new FakeMembers({ U1: 'Aki', U2: 'Bo', U3: 'Chai' }),
    ({ chat, caller, members, storage, schedule, texts, log, clock }) =>
      new RollCall(chat, caller, members, storage, schedule, texts, log, clock),
    language,
  );
}

let chat = group();
beforeEach(() => {
  chat = group();
});

const start = (until: number | null = SIX, title = 'Practice') =>
  chat.run('U1', (plugin) =>
    plugin.rollcall({
      title,
      at: 'Fri 19:00',
      place: undefined,
      until: until === null ? undefined : new Date(until),
    }),
  );
const come = (who: string, call?: string) => chat.run(who, (plugin) => plugin.rollcallYes({ note: undefined, call }));
const close = (who = 'U1') => chat.run(who, (plugin) => plugin.rollcallClose({ call: undefined }));
const results = () => chat.run('U1', (plugin) => plugin.rollcallResults({ call: undefined }));
const remind = (call?: string) => chat.run('U2', (plugin) => plugin.rollcallRemind({ call }));

function cardOf(sent: readonly Sent[]): Card {
  const message = sent[0]?.message;
  if (typeof message !== 'object' || message.type !== 'card') throw new Error('no card was sent');
  return message;
}
const timers = async () => (await chat.schedule.list()).map(({ line, due }) => [line, due]);
const refusal = (words: RegExp) =>
  expect.objectContaining({ name: 'Refusal', message: expect.stringMatching(words) as string });

describe('a roll call with --until', () => {
  it('says in full when it closes, beside the time that people wrote, and sets its timer', async () => {
    const card = cardOf(await start());
    expect(card.text).toBe('🗓 Fri 19:00\nComing: 0\nCloses Sun, 22 Nov, 18:00');
    expect(card.alt).toBe('🙋 Practice – 🗓 Fri 19:00 · Coming: 0 · Closes Sun, 22 Nov, 18:00');
    expect(await timers()).toEqual([['/rollcall close --call 1', SIX]]);
  });

  it.each([
    ['en', 'Closes Mon, 23 Nov, 00:05'],
    ['ja', '締切：11月23日（月）00:05'],
    ['zh-TW', '截止：11月23日（週一）00:05'],
    ['th', 'ปิดรับ วันจันทร์ที่ 23 พ.ย. 00:05 น.'],
  ] as const)('says so in %s', async (language, line) => {
    chat = group(language);
    expect(
      cardOf(await start(NOON + 12 * HOUR + 300_000))
        .text?.split('\n')
        .at(-1),
    ).toBe(line);
  });

  it('is refused kindly when the time is over, now or too far off, and leaves nothing behind', async () => {
    await expect(start(NOON - 3 * HOUR)).rejects.toEqual(
      refusal(/^Sun, 22 Nov, 09:00 is over already.*--until 18:00$/),
    );
    await expect(start(NOON)).rejects.toEqual(refusal(/over already/));
    await expect(start(NOON + 90 * DAY + 1)).rejects.toEqual(refusal(/too far off.*up to 90 days/));
    expect(chat.storage.entries.size).toBe(0);
    expect(await timers()).toEqual([]);
    expect(cardOf(await start(NOON + 90 * DAY)).text).toMatch(/Closes Sat, 20 Feb, 12:00$/);
  });
});

describe('when the time comes', () => {
  it('the clock closes the roll call, and who comes waits for the next reply for seven days, never pushed', async () => {
    await start();
    await come('U2');
    expect(await chat.passTo(SIX)).toEqual([]);
    expect(chat.notices).toEqual([
      {
        message: expect.objectContaining({ title: 'Practice', text: '🗓 Fri 19:00\nClosed. Coming: 1' }) as Card,
        expires: SIX + 7 * DAY,
        key: 'call-1',
      },
    ]);
    await expect(come('U3', '1')).rejects.toEqual(refusal(/“Practice” is closed/));
    expect(await timers()).toEqual([]);
  });

  it('the clock needs no roster', async () => {
    await start();
    chat.members.failure = new Failure('PLATFORM_TIMEOUT', 'no answer');
    await chat.passTo(SIX);
    expect(chat.notices).toHaveLength(1);
  });

  it('one that was closed by hand has no timer any more, and a clock that comes too late says nothing', async () => {
    await start();
    await expect(close('U2')).rejects.toEqual(refusal(/Only Aki/));
    expect(await timers()).toEqual([['/rollcall close --call 1', SIX]]);
    expect((await close()).map(({ key }) => key)).toEqual(['call-1']);
    expect(await timers()).toEqual([]);
    expect(await chat.run(undefined, (plugin) => plugin.rollcallClose({ call: '1' }), 'clock')).toEqual([]);
    expect(chat.notices).toEqual([]);
  });

  it('an answer that is run before the clock’s line still counts', async () => {
    await start();
    chat.clock.time = SIX + 5_000;
    expect(cardOf(await come('U2')).bars?.[0]?.value).toBe('1');
  });

  it('one whose time passed while the bot was away for days is closed when someone asks', async () => {
    await start();
    await come('U2');
    // The host gives up on a timer that is more than a day late.
    chat.schedule.timers.clear();
    chat.clock.time = SIX + 3 * DAY;
    await expect(come('U3')).rejects.toEqual(refusal(/“Practice” is closed.*results #1/));
    expect(cardOf(await results()).text).toMatch(/Closed. Coming: 1$/);
    expect((await chat.run('U1', (plugin) => plugin.rollcallList()))[0]?.message).toMatch(/^No roll call is open/);
  });
});

describe('/rollcall remind', () => {
  it('says in one line what it did, and leaves a free notice that names who is missing, for a day', async () => {
    await start(null);
    await come('U2');
    chat.members.unknown = 2;
    const sent = await remind();
    expect(sent.map(({ message }) => message)).toEqual([
      'A reminder for “Practice” comes with this answer or my next one here. It costs nothing.',
    ]);
    expect(chat.notices).toEqual([
      {
        message: {
          type: 'card',
          title: 'Practice',
          text: '🗓 Fri 19:00\nNot answered yet: Aki and Chai – and 2 I cannot name',
          buttons: [
            { label: 'Yes', command: '/rollcall yes --call 1' },
            { label: 'No', command: '/rollcall no --call 1' },
            { label: 'Maybe', command: '/rollcall maybe --call 1' },
            { label: 'Late', command: '/rollcall late --call 1' },
          ],
          footer: 'Or type: /rollcall late 10 min #1',
          alt: '⏰ Practice – 🗓 Fri 19:00 · Not answered yet: Aki and Chai – and 2 I cannot name',
        },
        expires: NOON + DAY,
        key: 'call-1-remind',
      },
    ]);
  });

  it('is of no use past the roll call’s own time, which it tells', async () => {
    await start();
    await remind();
    expect(chat.notices[0]).toMatchObject({
      message: { text: '🗓 Fri 19:00\nNot answered yet: Aki, Bo, and Chai\nCloses Sun, 22 Nov, 18:00' },
      expires: SIX,
    });
  });

  it('reminds nobody when everyone has answered, and says so', async () => {
    await start(null);
    for (const who of ['U1', 'U2', 'U3']) await come(who);
    expect((await remind())[0]?.message).toBe('Practice\nEveryone has answered 🎉');
    expect(chat.notices).toEqual([]);
  });

  it('is refused for a closed roll call, without one, and while nobody knows who is here', async () => {
    await expect(remind()).rejects.toEqual(refusal(/No roll call is open/));
    await start(null);
    chat.members.failure = new Failure('PLATFORM_TIMEOUT', 'no answer');
    await expect(remind()).rejects.toEqual(refusal(/cannot see who is in this chat/));
    chat.members.failure = undefined;
    await close();
    await expect(remind('1')).rejects.toEqual(refusal(/is closed/));
    expect(chat.notices).toEqual([]);
  });
});
