import type { Card, Message } from 'tenko';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Language } from '../../core/command/definition.ts';
import { Failure } from '../../core/errors.ts';
import { FakeMembers, NOON, PluginBench, type Sent } from '../../test/support/plugin-bench.ts';
import type Poll from './index.ts';
import { newPoll, plain } from '../../test/support/poll-bench.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** In Tokyo. */
const SIX = NOON + 6 * HOUR;

function group(language: Language = 'en'): PluginBench<Poll> {
  return new PluginBench('plugins/poll', new FakeMembers({ U1: 'Aki', U2: 'Bo', U3: 'Chai' }), newPoll, language);
}

let chat = group();
beforeEach(() => {
  chat = group();
});

const start = (until: number | null = SIX, question = 'Lunch?') =>
  chat.run('U1', (plugin) =>
    plugin.poll({
      ...plain,
      question,
      choices: ['sushi', 'ramen'],
      until: until === null ? undefined : new Date(until),
    }),
  );
const vote = (who: string, poll?: string) =>
  chat.run(who, (plugin) => plugin.pollVote({ choices: ['2'], poll, revision: undefined, note: undefined }));
const close = (who = 'U1', poll?: string) => chat.run(who, (plugin) => plugin.pollClose({ poll }));
const reopen = () => chat.run('U1', (plugin) => plugin.pollReopen({ poll: undefined }));
const results = (poll?: string) => chat.run('U1', (plugin) => plugin.pollResults({ poll }));
const remind = (who = 'U2', poll?: string, at?: number, push = false) =>
  chat.run(who, (plugin) => plugin.pollRemind({ poll, at: at === undefined ? undefined : new Date(at), push }));
/** A text as it reads where it cannot mention. */
function wordsOf(sent: { readonly message: Message } | undefined): string {
  const text = typeof sent?.message === 'object' && sent.message.type === 'text' ? sent.message.text : '';
  return typeof text === 'string'
    ? text
    : text.map((part) => (typeof part === 'string' ? part : `@${part.name}`)).join('');
}

function cardOf(sent: readonly Sent[], index = 0): Card {
  const message = sent[index]?.message;
  if (typeof message !== 'object' || message.type !== 'card') throw new Error('no card was sent');
  return message;
}
const timers = async () => (await chat.schedule.list()).map(({ line, due }) => [line, due]);
const refusal = (words: RegExp) =>
  expect.objectContaining({ name: 'Refusal', message: expect.stringMatching(words) as string });

describe('a poll with --until', () => {
  it('says in full when it closes, and sets its timer', async () => {
    const card = cardOf(await start());
    expect(card.text).toBe('Pick one · no votes yet\nCloses Sun, 22 Nov, 18:00');
    expect(card.alt).toBe('🗳 Lunch? – Pick one · no votes yet · Closes Sun, 22 Nov, 18:00');
    expect(await timers()).toEqual([['/poll close --poll 1', SIX]]);
  });

  it.each([
    ['en', 'Closes Mon, 23 Nov, 00:05'],
    ['ja', '締切：11月23日（月）00:05'],
    ['zh-TW', '截止：11月23日（週一）00:05'],
    ['th', 'ปิดโหวต วันจันทร์ที่ 23 พ.ย. 00:05 น.'],
  ] as const)('says so in %s', async (language, line) => {
    chat = group(language);
    expect(cardOf(await start(NOON + 12 * HOUR + 300_000)).text?.split('\n')[1]).toBe(line);
  });

  it('keeps each poll’s own time, and none for one without', async () => {
    await start(SIX);
    await start(null, 'Dinner?');
    await start(SIX + HOUR, 'Tea?');
    expect(await timers()).toEqual([
      ['/poll close --poll 1', SIX],
      ['/poll close --poll 3', SIX + HOUR],
    ]);
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
  it('the clock closes the poll, and the result waits for the next reply for seven days, never pushed', async () => {
    await start();
    await vote('U2');
    expect(await chat.passTo(SIX)).toEqual([]);
    expect(chat.notices).toEqual([
      {
        message: expect.objectContaining({
          title: 'Lunch?',
          text: 'Closed. 🏆 ramen wins with 1 vote. 1 person voted.',
        }) as Card,
        expires: SIX + 7 * DAY,
        key: 'poll-1',
      },
    ]);
    await expect(vote('U3', '1')).rejects.toEqual(refusal(/“Lunch\?” is closed/));
    expect(await timers()).toEqual([]);
  });

  it('the clock needs nobody’s leave, and no roster', async () => {
    await start();
    chat.members.failure = new Failure('PLATFORM_TIMEOUT', 'no answer');
    await chat.passTo(SIX);
    expect(chat.notices).toHaveLength(1);
  });

  it('each of several polls closes at its own time', async () => {
    await start(SIX + HOUR);
    await start(SIX, 'Dinner?');
    await chat.passTo(SIX + 2 * HOUR);
    expect(chat.notices.map(({ key, expires }) => [key, expires])).toEqual([
      ['poll-2', SIX + 7 * DAY],
      ['poll-1', SIX + HOUR + 7 * DAY],
    ]);
  });

  it('a poll that was closed by hand has no timer any more, and a clock that comes too late says nothing', async () => {
    await start();
    expect((await close()).map(({ key }) => key)).toEqual(['poll-1']);
    expect(await timers()).toEqual([]);
    const late = (plugin: Poll) => plugin.pollClose({ poll: '1' });
    expect(await chat.run(undefined, late, 'clock')).toEqual([]);
    expect(chat.notices).toEqual([]);
  });

  it('a refused close leaves the timer as it was', async () => {
    await start();
    await expect(close('U2')).rejects.toEqual(refusal(/Only Aki/));
    expect(await timers()).toEqual([['/poll close --poll 1', SIX]]);
  });

  it('a poll that is opened again before its time closes at it', async () => {
    await start();
    await close();
    expect(cardOf(await reopen()).text).toMatch(/Closes Sun, 22 Nov, 18:00$/);
    expect(await timers()).toEqual([['/poll close --poll 1', SIX]]);
    await chat.passTo(SIX);
    expect(chat.notices).toHaveLength(1);
  });

  it('one that is opened again after it has no time any more, and an old clock does not close it', async () => {
    await start();
    await chat.passTo(SIX + HOUR);
    expect(cardOf(await reopen()).text).toBe('Pick one · no votes yet');
    expect(await timers()).toEqual([]);
    await chat.run(undefined, (plugin) => plugin.pollClose({ poll: '1' }), 'clock');
    expect(cardOf(await results()).bars?.[0]?.button?.command).toBe('/poll vote 1 --poll 1 --revision 0');
  });

  it('a vote that is run before the clock’s line still counts', async () => {
    await start();
    chat.clock.time = SIX + 5_000;
    expect(cardOf(await vote('U2')).bars?.[1]?.value).toBe('1 · 100%');
  });

  it('a poll whose time passed while the bot was away for days is closed when someone asks', async () => {
    await start();
    await vote('U2');
    // The host gives up on a timer that is more than a day late.
    chat.schedule.timers.clear();
    chat.clock.time = SIX + 3 * DAY;
    await expect(vote('U3')).rejects.toEqual(refusal(/“Lunch\?” is closed.*results #1/));
    expect(cardOf(await results()).text).toMatch(/^Closed. 🏆 ramen wins/);
    expect((await chat.run('U1', (plugin) => plugin.pollList()))[0]?.message).toMatch(/^No poll is open/);
  });
});

describe('/poll remind', () => {
  it('says in one line what it did, and leaves a free notice that mentions who is missing and nobody else, for a day', async () => {
    await start(null);
    await vote('U2');
    chat.members.unknown = 2;
    const sent = await remind();
    expect(sent.map(({ message }) => message)).toEqual([
      'A reminder for “Lunch?” comes with this answer or my next one here. It costs nothing.',
    ]);
    expect(chat.notices).toEqual([
      {
        message: {
          type: 'text',
          text: [
            '⏰ “Lunch?” waits for you:\n',
            { mention: 'U1', name: 'Aki' },
            ' ',
            { mention: 'U3', name: 'Chai' },
            '\nThere are 2 people here I cannot name.\nOr type: /poll vote 1 #1',
          ],
          buttons: [{ label: 'Vote now', command: '/poll results --poll 1', style: 'primary' }],
        },
        expires: NOON + DAY,
        key: 'poll-1-remind',
      },
    ]);
  });

  it('is of no use past the poll’s own time, which it tells', async () => {
    await start();
    await remind();
    expect(wordsOf(chat.notices[0])).toBe(
      '⏰ “Lunch?” waits for you:\n@Aki @Bo @Chai\nCloses Sun, 22 Nov, 18:00\nOr type: /poll vote 1 #1',
    );
    expect(chat.notices[0]?.expires).toBe(SIX);
  });

  it('for later tells the price of a push before anything is armed, and is free unless that is tapped', async () => {
    await start();
    const [armed] = await remind('U2', undefined, SIX - HOUR);
    expect(armed?.message).toEqual({
      type: 'text',
      text:
        'At Sun, 22 Nov, 17:00 I have a reminder for “Lunch?”. It comes with my next answer here after that, and costs nothing.\n' +
        'A push would cost 4 messages, one for each person here, of the 150 that are left this month.',
      buttons: [{ label: 'Push it then', command: '/poll remind --at "2026-11-22 17:00" --push --poll 1' }],
    });
    expect(chat.notices).toEqual([]);
    await chat.passTo(SIX - HOUR);
    expect(chat.notices.map(({ by, key }) => [by, key])).toEqual([[undefined, 'poll-1-remind']]);
  });

  it('is pushed only when who started the poll, or a moderator, has said so', async () => {
    await start();
    await expect(remind('U2', undefined, SIX - HOUR, true)).rejects.toEqual(refusal(/Only Aki/));
    const [armed] = await remind('U1', undefined, SIX - HOUR, true);
    expect(armed?.message).toMatch(/^At Sun, 22 Nov, 17:00 I push a reminder.*\nA push would cost 4 messages/);
    chat.moderators = ['U3'];
    await remind('U3', undefined, SIX - 2 * HOUR, true);
    await chat.passTo(SIX - HOUR);
    expect(chat.notices.map(({ by }) => by)).toEqual([SIX - 2 * HOUR]);
  });

  it('comes before the poll’s own time, and not for one that is over', async () => {
    await start();
    await expect(remind('U1', undefined, SIX)).rejects.toEqual(refusal(/closes at Sun, 22 Nov, 18:00/));
    await expect(remind('U1', undefined, NOON)).rejects.toEqual(refusal(/over already/));
    await remind('U1', undefined, SIX - HOUR);
    await close();
    expect(await timers()).toEqual([]);
  });

  it('reminds nobody when everyone has answered, and says so', async () => {
    await start(null);
    chat.members.unknown = 1;
    for (const who of ['U1', 'U2', 'U3']) await vote(who);
    await remind();
    expect(wordsOf(chat.notices[0])).toMatch(/^⏰ “Lunch\?” waits for you:\nThere is 1 person here I cannot name/);
    chat.members.unknown = 0;
    expect((await remind())[0]?.message).toBe('Lunch?\nEveryone has answered 🎉');
    expect(chat.notices).toHaveLength(1);
  });

  it('is refused for a closed poll, without one, and while nobody knows who is here', async () => {
    await expect(remind()).rejects.toEqual(refusal(/No poll is open/));
    await start(null);
    chat.members.failure = new Failure('PLATFORM_TIMEOUT', 'no answer');
    await expect(remind()).rejects.toEqual(refusal(/cannot see who is in this chat/));
    chat.members.failure = undefined;
    await close();
    await expect(remind('U2', '1')).rejects.toEqual(refusal(/is closed/));
    expect(chat.notices).toEqual([]);
  });

  it('names hundreds in short', async () => {
    chat.members.members = Array.from({ length: 500 }, (_, index) => ({
      id: `M${index}`,
      displayName: '名'.repeat(30),
    }));
    await start(null);
    await remind();
    const text = wordsOf(chat.notices[0]);
    expect(text).toMatch(/\n400 more\nOr type/);
    expect(text.length).toBeLessThanOrEqual(5_000);
  });
});
