import 'reflect-metadata';
import { expect, test } from 'vitest';
import { Census } from '../chat/census.ts';
import { chatRef, type ChatRef } from '../chat/chat.ts';
import type { Platform } from '../chat/platform.ts';
import { Profiles } from '../chat/profiles.ts';
import { Roster } from '../chat/roster.ts';
import { PushBudget } from './push-budget.ts';
import { HOST_DEFAULTS, type HostSettings } from './tokens.ts';

const group = (name: string, account = 'Ubot'): ChatRef => chatRef('line', account, 'group', `C${name}`);

/** A budget of a month with `limit` messages; a chat has as many people as its name says: `Ca50` has 50. */
function budgetOf(limit: number | undefined, used = 0) {
  let now = Date.UTC(2026, 10, 22);
  const month = { limit, used };
  const platform = {
    quota: () =>
      Promise.resolve(month.limit === undefined ? { used: month.used } : { limit: month.limit, used: month.used }),
    memberCount: ({ id }: ChatRef) => Promise.resolve(Number(/\d+$/.exec(id)?.[0])),
    memberIds: () => Promise.resolve([]),
    profile: () => Promise.reject(new Error('nobody asks')),
  } as unknown as Platform;
  const profiles = new Profiles({ platformOf: () => platform });
  const roster = new Roster({ roster: () => Promise.resolve([]), remember: () => Promise.resolve() });
  const census = new Census({ platformOf: () => platform, profiles, roster, now: () => now });
  const settings = { ...HOST_DEFAULTS, now: () => now } as unknown as HostSettings;
  return {
    budget: new PushBudget({ all: () => [platform], of: () => platform }, census, settings),
    month,
    passes: (milliseconds: number) => (now += milliseconds),
  };
}

test('what is promised to a notice that waits is not spent on another', async () => {
  const { budget } = budgetOf(100);
  expect(await budget.promise(1, group('a40'))).toBe(true);
  expect(await budget.promise(2, group('b50'))).toBe(true);
  expect(await budget.promise(3, group('c20'))).toBe(false);
  expect(await budget.promise(4, group('d10'))).toBe(true);
});

test('a notice that is promised its cost is promised it once, however often it asks', async () => {
  const { budget } = budgetOf(100);
  for (let times = 0; times < 5; times++) expect(await budget.promise(1, group('a40'))).toBe(true);
  expect(await budget.cost(group('a40'))).toEqual({ people: 40, left: 60 });
});

test('a notice that went out for free gives back what it was promised', async () => {
  const { budget } = budgetOf(100);
  await budget.promise(1, group('a80'));
  expect(await budget.promise(2, group('b30'))).toBe(false);
  budget.release(1);
  expect(await budget.promise(2, group('b30'))).toBe(true);
});

test('what waits no more loses its promise, and what still waits keeps it', async () => {
  const { budget } = budgetOf(100);
  await budget.promise(1, group('a30'));
  await budget.promise(2, group('b30'));
  budget.keep(new Set([2]));
  expect([budget.has(1), budget.has(2)]).toEqual([false, true]);
});

test('a push is spent once, also before the platform has counted it', async () => {
  const { budget, passes } = budgetOf(100);
  await budget.promise(1, group('a40'));
  budget.spend(1);
  budget.spend(1);
  expect(await budget.cost(group('a40'))).toEqual({ people: 40, left: 60 });
  passes(61_000);
  expect(await budget.cost(group('a40'))).toEqual({ people: 40, left: 60 });
});

test('while other chats wait, no chat gets more than half of the month', async () => {
  const { budget } = budgetOf(200);
  await budget.promise(1, group('a10'));
  expect(await budget.promise(2, group('b60'))).toBe(true);
  expect(await budget.promise(3, group('b60'))).toBe(false);
  expect(await budget.promise(4, group('c60'))).toBe(true);
});

test('a chat that is alone may use the whole month', async () => {
  const { budget } = budgetOf(200);
  for (const id of [1, 2, 3]) {
    expect(await budget.promise(id, group('a60'))).toBe(true);
    budget.spend(id);
  }
  expect(await budget.promise(4, group('a60'))).toBe(false);
});

test('the month of one bot is not that of another', async () => {
  const { budget } = budgetOf(100);
  await budget.promise(1, group('a90', 'Ubot1'));
  expect(await budget.promise(2, group('b90', 'Ubot2'))).toBe(true);
});

test('an account without a limit is never short', async () => {
  const { budget } = budgetOf(undefined);
  for (let id = 1; id < 50; id++) expect(await budget.promise(id, group('a500'))).toBe(true);
  expect(await budget.cost(group('a500'))).toEqual({ people: 500 });
});

test('a new month begins at nothing', async () => {
  const { budget, month, passes } = budgetOf(100, 90);
  expect(await budget.promise(1, group('a40'))).toBe(false);
  month.used = 0;
  passes(10 * 86_400_000);
  expect(await budget.promise(1, group('a40'))).toBe(true);
});

test('when the platform says that the month is used up, nothing more is promised', async () => {
  const { budget } = budgetOf(100);
  await budget.promise(1, group('a40'));
  budget.usedUp(group('a40'));
  expect(await budget.promise(2, group('b10'))).toBe(false);
});
