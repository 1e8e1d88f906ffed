import { afterEach, describe, expect, test } from 'vitest';
import { HOST_DEFAULTS } from '../../core/host/tokens.ts';
import { startTenko, words } from '../support/tenko.ts';
import { DAY, HOUR, MINUTE, NOON, startClub, type Club } from './club.ts';

let club: Club | undefined;
afterEach(async () => {
  await club?.stop();
  club = undefined;
});

/** LINE allows names of 20 characters; a braced one, one that turns the writing direction, one of wide emoji, and two of a kind. */
const NASTY = ['{Aki}', '\u202eniloC', 'שלום עולם', '👩‍👩‍👧‍👦'.repeat(9), 'Ken', 'Ken', '@All', '＠ゆき'];

describe('a group of five hundred', () => {
  test('has its answers, reminders, list and export within LINE’s limits', async () => {
    club = await startClub({ line: { verified: true } });
    const { world, say } = club;
    const many = Array.from({ length: 500 }, (_, index) => world.createMember(NASTY[index % NASTY.length]!));
    const chat = world.createGroup('Whole school', many);
    await club.quiet();
    const [boss, ...others] = many as [string, ...string[]];
    const asked = await say(chat, boss, '/rollcall Sports day --at Fri 9:00 --capacity 30 --remind 1h');
    expect(words(asked)).toContain('more');
    const statuses = ['yes', 'late the bus', 'no {why}', 'maybe'];
    for (const [index, memberId] of others.slice(0, 80).entries())
      await say(chat, memberId, `/rollcall ${statuses[index % 4]}`);
    const [guests] = await say(chat, others[0]!, '/rollcall guest 20');
    expect(words([guests!])).toContain('Coming: 30 of 30');
    expect(words([guests!])).toContain('30 waiting');

    const [reminder] = await say(chat, boss, '/rollcall remind');
    expect(words([reminder!]).length).toBeLessThanOrEqual(5_000);
    expect(JSON.stringify(reminder!.content).match(/"mentionee"/g)).toHaveLength(20);
    expect(words(await say(chat, boss, '/rollcall missing')).length).toBeLessThanOrEqual(5_000);
    const [exported] = await say(chat, boss, '/rollcall export');
    expect(words([exported!])).toContain('{why}');
    for (const freed of others.slice(0, 8)) await say(chat, freed, '/rollcall no');
    expect(words(club.fromBot(chat))).toContain('a place is free');
    expect(await club.failures()).toEqual([]);
    const refused = club.line.requests.filter(({ path, status }) => path.includes('/message/') && status >= 400);
    expect(refused).toEqual([]);
  });
});

test('sixty taps at once all count, and make only a handful of cards', async () => {
  const tenko = await startTenko({ settings: HOST_DEFAULTS });
  try {
    const { world } = tenko;
    const many = Array.from({ length: 60 }, (_, index) => world.createMember(`m${index}`));
    const chat = world.createGroup('Crowd', many);
    const [card] = await tenko.say(chat, many[0]!, '/rollcall Flash mob --capacity 40');
    const yes = world.actions(card!.id).find(({ label }) => label === 'Yes')!;
    const before = tenko.fromBot(chat).length;
    for (const memberId of many) world.tap(chat, memberId, card!.id, yes);
    await tenko.quiet();
    expect(words(tenko.fromBot(chat).slice(-1))).toContain('Coming: 40 of 40 · 20 waiting');
    expect(tenko.fromBot(chat).length - before).toBeLessThanOrEqual(8);
  } finally {
    await tenko.stop();
  }
});

test('fifty open roll calls with times, reminders and ends keep their clocks; the list names them all', async () => {
  club = await startClub();
  const { chat, yuki, say, passTo } = club;
  for (let n = 1; n <= 50; n += 1)
    await say(
      chat,
      yuki,
      `/rollcall Day ${n} --at tomorrow ${n % 24}:00 --until tomorrow ${n % 24}:00 --remind 5m,4m,3m,2m,1m`,
    );
  expect(words(await say(chat, yuki, '/rollcall One more'))).toContain('50 open roll calls');
  const list = words(await say(chat, yuki, '/rollcall list'));
  for (let n = 1; n <= 50; n += 1) expect(list).toContain(`#${n} Day ${n} ·`);
  for (let hour = 1; hour <= 40; hour += 1) await passTo(NOON + hour * HOUR + MINUTE);
  await passTo(NOON + 2 * DAY);
  expect(words(await say(chat, yuki, '/rollcall list'))).toContain('No roll call is open');
  expect(await club.failures()).toEqual([]);
});

test('whoever runs the host may close what somebody else started, a member may not', async () => {
  club = await startClub({ owned: true });
  const { chat, yuki, ken, mei, say } = club;
  await say(chat, yuki, '/rollcall Practice');
  expect(words(await say(chat, ken, '/rollcall close'))).toContain('Only ゆき');
  expect(words(await say(chat, mei, '/rollcall close'))).toContain('Closed');
});
