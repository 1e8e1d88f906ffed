import { describe, expect, it } from 'vitest';
import { problems, roll, words, wrong } from '../../test/support/manifest-problems.ts';

const taps = { count: 3, within: '5m' };
const sub = (guard: object, parts: object): object =>
  roll({ guard, subcommands: { again: { description: words, ...parts } } });

describe('the rules of a command', () => {
  it.each([
    { guard: { moderator: true } },
    { guard: { owner: true } },
    { guard: { taps } },
    { guard: { moderator: true, taps } },
    { guard: { owner: true, taps: { count: 20, within: '1d' } } },
    { guard: { owner: true }, chats: ['user'] },
    { confirm: true, warning: words },
    { guard: { taps }, warning: words },
    { cooldown: '30d' },
    { guard: { moderator: true, taps }, confirm: true, cooldown: '1h', warning: words, hidden: true },
  ])('may be %j', (rules) => {
    expect(wrong(roll(rules))).toEqual([]);
  });

  it('may be lifted from a subcommand, or be others there', () => {
    expect(wrong(sub({ owner: true }, { guard: { everyone: true } }))).toEqual([]);
    expect(wrong(sub({ owner: true }, { guard: { taps }, warning: words }))).toEqual([]);
    // The command's own taps ask before the subcommand, too.
    expect(wrong(sub({ taps }, { warning: words }))).toEqual([]);
  });

  it.each([
    [{ guard: {} }, 'guard: should not be empty, or be left out'],
    [{ guard: { moderator: false } }, 'guard.moderator: should be true, or be left out'],
    [
      { guard: { admin: true } },
      'guard: has the unknown key "admin"; it takes "moderator", "owner", "taps", "everyone"',
    ],
    [{ guard: { taps: 3 } }, 'guard.taps: should be an object, and is a number'],
    [{ guard: { taps: { count: 3 } } }, 'guard.taps: needs "within"'],
    [{ guard: { taps: { count: 1, within: '5m' } } }, 'guard.taps.count: should be 2 or more'],
    [{ guard: { taps: { count: 21, within: '5m' } } }, 'guard.taps.count: should be 20 or less'],
    [
      { guard: { taps: { count: 3, within: '5 minutes' } } },
      'guard.taps.within: is "5 minutes" and should be a length of time such as "30s", "5m", "2h" or "1d"',
    ],
    [{ confirm: false }, 'confirm: should be true, or be left out'],
    [{ cooldown: '0s' }, 'cooldown: is "0s" and should be a length of time such as "30s", "5m", "2h" or "1d"'],
    [{ cooldown: 30 }, 'cooldown: should be a text, and is a number'],
  ])('cannot be %j', (rules, problem) => {
    expect(wrong(roll(rules))).toEqual([`commands.roll.${problem}`]);
  });

  it.each([
    [
      { guard: { moderator: true, owner: true } },
      'guard: lets a moderator through, and an owner is one everywhere: leave "owner" out',
    ],
    [
      { guard: { everyone: true, owner: true } },
      'guard: lets everyone through, whatever else it says: keep "everyone" alone',
    ],
    [
      { guard: { moderator: true }, chats: ['user'] },
      'guard: guards nothing in a 1:1 chat, where there is nobody else: take "owner", or leave it out',
    ],
    [
      { guard: { taps: { count: 2, within: '30s' } } },
      'guard: has taps within "30s", and should give them from "1m" to "1d"',
    ],
    [
      { guard: { taps: { count: 2, within: '25h' } } },
      'guard: has taps within "25h", and should give them from "1m" to "1d"',
    ],
    [{ cooldown: '31d' }, 'cooldown: is "31d", and should be "30d" at the longest'],
    [
      { guard: { moderator: true }, warning: words },
      'warning: would be read by nobody: only "confirm" and taps ask before it runs',
    ],
  ])('that would do nothing, or not what they seem to, are told: %j', (rules, problem) => {
    expect(wrong(roll(rules))[0]).toBe(`commands.roll.${problem}`);
  });

  it('are told when there is no guard to lift', () => {
    expect(wrong(roll({ guard: { everyone: true } }))).toEqual([
      'commands.roll.guard: lets everyone through, as they are without it: leave it out',
    ]);
    expect(wrong(roll({ subcommands: { again: { description: words, guard: { everyone: true } } } }))).toEqual([
      'commands.roll.subcommands.again.guard: lets everyone through, as they are without it: leave it out',
    ]);
  });

  it('have no `guard` for a whole plugin', () => {
    expect(problems({ guard: { owner: true } })).toContainEqual(expect.stringContaining('unknown key "guard"'));
  });
});
