import { beforeEach, describe, expect, it } from 'vitest';
import { FakeMembers, NOON, PluginBench } from '../../test/support/plugin-bench.ts';
import { cardOf, newPoll, plain, refusal, said } from '../../test/support/poll-bench.ts';
import type Poll from './index.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let chat: PluginBench<Poll>;
beforeEach(() => {
  const names = { U1: 'Aki', U2: 'Bo', U3: 'Chai' };
  chat = new PluginBench<Poll>('plugins/poll', new FakeMembers(names), newPoll);
});

type Given = Parameters<Poll['poll']>[0];
const ask = (options: Partial<Given> = {}, who = 'U1') =>
  chat.run(
    who,
    (plugin) => plugin.poll({ ...plain, question: 'Lunch?', choices: ['sushi', 'ramen'], ...options }),
    'message',
    'i-plan',
  );
const list = () => chat.run('U2', (plugin) => plugin.pollList());
const cancel = (who = 'U1', plan?: string) => chat.run(who, (plugin) => plugin.pollCancel({ plan }));
const clock = (plan = 1) => chat.run(undefined, (plugin) => plugin.pollClockStart({ plan }), 'clock');
const titles = () =>
  chat.notices.map(({ message, key }) => [
    typeof message === 'object' && 'title' in message ? message.title : message,
    key,
  ]);

describe('a poll for later', () => {
  it('is told, listed, and asked by the clock with its own time to close', async () => {
    const told = said(await ask({ start: new Date(NOON + 2 * HOUR), until: new Date(NOON + 5 * HOUR) }));
    expect(told).toMatch(/“Lunch\?” comes at Sun, 22 Nov, 14:00: .*\nCall it off: \/poll cancel 1/);
    expect(cardOf(await list()).text).toContain('1: Lunch? · Sun, 22 Nov, 14:00');
    await chat.passTo(NOON + 2 * HOUR);
    expect(titles()).toEqual([['Lunch?', 'poll-1']]);
    expect(cardOf(await list()).text).not.toContain('Planned');
    expect(chat.schedule.timers.get('/poll close --poll 1')?.due).toBe(NOON + 5 * HOUR);
  });

  it('is called off by its button’s line, by who planned it or a moderator', async () => {
    const [sent] = await ask({ start: new Date(NOON + HOUR) });
    expect(sent?.message).toMatchObject({ buttons: [{ command: '/poll cancel --plan 1' }] });
    await expect(cancel('U2')).rejects.toEqual(refusal(/Only Aki/));
    expect(said(await cancel())).toContain('will not be asked any more');
    expect(chat.schedule.timers.size).toBe(0);
    await expect(cancel()).rejects.toEqual(refusal(/No poll is planned here/));
  });

  it('is taken back with its message', async () => {
    await ask({ start: new Date(NOON + HOUR) });
    const sent = await chat.run('U1', (plugin) => plugin.onUnsend({ id: 'i-plan', memberId: 'U1' }), 'event');
    expect(said(sent)).toContain('was taken back');
    expect(chat.schedule.timers.size).toBe(0);
  });

  it('that nobody could ask is told once, and gone', async () => {
    await ask({ start: new Date(NOON + HOUR) });
    chat.clock.time = NOON + 3 * DAY;
    expect(cardOf(await list()).text).toContain('not asked, I was away');
    expect(said(await list())).toContain('No poll is open here');
  });

  it.each([
    ['is over already', { start: new Date(NOON - 1) }],
    ['too far off', { start: new Date(NOON + 91 * DAY) }],
    ['before it has started', { start: new Date(NOON + 2 * HOUR), until: new Date(NOON + HOUR) }],
    ['too long', { start: new Date(NOON + HOUR), choices: ['x'.repeat(101), 'b'] }],
  ])('is refused where it %s', async (words, options) => {
    await expect(ask(options)).rejects.toEqual(refusal(new RegExp(words)));
    expect(chat.storage.entries.size).toBe(0);
  });

  it('is one of twenty at most', async () => {
    for (let count = 0; count < 20; count++) await ask({ start: new Date(NOON + HOUR) });
    await expect(ask({ start: new Date(NOON + HOUR) })).rejects.toEqual(refusal(/20 polls planned/));
    await expect(cancel()).rejects.toEqual(refusal(/Which one\?.*\/poll cancel 20/));
    expect(said(await cancel('U1', '#7'))).toContain('will not be asked');
  });
});

describe('a poll that comes again', () => {
  it('is asked now and each week; the last one closes when the next begins', async () => {
    const sent = await ask({ every: 'week', until: new Date(NOON + 3 * HOUR) });
    expect(cardOf(sent).title).toBe('Lunch?');
    expect(said(sent)).toMatch(/comes at Sun, 29 Nov, 12:00, then every week/);
    expect(chat.schedule.timers.get('poll-plan-1')).toMatchObject({ every: '0 12 * * 0' });
    await clock();
    expect(titles()).toEqual([]);
    chat.clock.time = NOON + 7 * DAY;
    await clock();
    await clock();
    expect(titles()).toEqual([
      ['Lunch?', 'poll-1'],
      ['Lunch?', 'poll-2'],
    ]);
    expect(chat.schedule.timers.get('/poll close --poll 2')?.due).toBe(NOON + 7 * DAY + 3 * HOUR);
  });

  it('goes on after a time away with the newest one only', async () => {
    await ask({ every: 'day', start: new Date(NOON + HOUR) });
    chat.clock.time = NOON + 10 * DAY;
    await clock();
    expect(chat.notices).toHaveLength(1);
    expect(cardOf(await list()).text).toMatch(/Wed, 2 Dec, 13:00, every day/);
  });

  it('stays when who planned it is forgotten, and is anyone’s to call off then', async () => {
    await ask({ every: 'day' });
    await chat.run(undefined, (plugin) => plugin.onMemberForgotten('U1'), 'event');
    expect(JSON.stringify([...chat.storage.entries])).not.toContain('U1');
    expect(said(await cancel('U2'))).toContain('will not be asked any more');
  });

  it('is made of an older poll by /poll again', async () => {
    await ask({ ranked: true });
    const again = { poll: undefined, until: undefined, start: new Date(NOON + HOUR), every: 'week' } as const;
    expect(said(await chat.run('U2', (plugin) => plugin.pollAgain(again)))).toContain('then every week');
    await chat.passTo(NOON + HOUR);
    chat.clock.time = NOON + HOUR;
    await clock();
    const { message } = chat.notices.at(-1)!;
    expect(JSON.stringify(message)).toContain('Points: a first place');
  });
});
