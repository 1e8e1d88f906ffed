import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Census } from '../core/chat/census.ts';
import { chatRef, type ChatRef } from '../core/chat/chat.ts';
import type { Platform } from '../core/chat/platform.ts';
import { Profiles } from '../core/chat/profiles.ts';
import { Roster } from '../core/chat/roster.ts';
import { PushBudget } from '../core/host/push-budget.ts';
import { HOST_DEFAULTS, type HostSettings } from '../core/host/tokens.ts';
import { reply, sent } from './store/place.ts';
import { openTestStore } from './support/test-store.ts';

const group = (name: string, account = 'Ubot'): ChatRef => chatRef('line', account, 'group', `C${name}`);

/** A budget of a month with `limit` messages; a chat has as many people as its name says: `Ca50` has 50. */
async function budgetOf(limit: number | undefined, used = 0) {
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
  const folder = await mkdtemp(join(tmpdir(), 'tenko-budget-'));
  const store = await openTestStore(folder);
  onTestFinished(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  const platforms = { all: () => [platform], of: () => platform, find: () => platform };
  const budget = new PushBudget(platforms, census, settings, store);
  return {
    budget,
    month,
    store,
    passes: (milliseconds: number) => (now += milliseconds),
    /** A notice that waits in the chat. */
    notice: async (chat: ChatRef) => {
      const [row] = await sent(store, [reply({ kind: 'notice', by: 1 })], { chat: chat.key });
      return { id: row!.id, promise: () => budget.promise(row!.id, chat) };
    },
  };
}

test('a push costs as many messages as the chat has members, and what is promised to one notice is not spent on another', async () => {
  const { budget, notice } = await budgetOf(100);
  for (const [chat, fits] of [
    ['a40', true],
    ['b50', true],
    ['c20', false],
    ['d10', true],
  ] as const)
    expect(await (await notice(group(chat))).promise()).toBe(fits);
  expect(await budget.cost(group('a40'))).toEqual({ people: 40, left: 0 });
});

test('a notice that went out for free gives back what it was promised', async () => {
  const { notice, store } = await budgetOf(100);
  const [a, b] = [await notice(group('a80')), await notice(group('b30'))];
  await a.promise();
  expect(await b.promise()).toBe(false);
  store.settled([a.id]);
  expect(await b.promise()).toBe(true);
});

test('a push is spent once, also before the platform has counted it', async () => {
  const { budget, notice, passes } = await budgetOf(100);
  const { id, promise } = await notice(group('a40'));
  await promise();
  expect([await budget.spend(id), await budget.spend(id)]).toEqual([40, 0]);
  expect(await budget.cost(group('a40'))).toEqual({ people: 40, left: 60 });
  passes(61_000);
  expect(await budget.cost(group('a40'))).toEqual({ people: 40, left: 60 });
  expect(await budget.of(group('a40'))).toEqual({ limit: 100, used: 40 });
});

test('what somebody else spends of the month is seen when the platform has counted it', async () => {
  const { budget, month, passes } = await budgetOf(100);
  expect(await budget.cost(group('a40'))).toEqual({ people: 40, left: 100 });
  month.used = 70;
  expect(await budget.cost(group('a40'))).toEqual({ people: 40, left: 100 });
  passes(61_000);
  expect(await budget.cost(group('a40'))).toEqual({ people: 40, left: 30 });
});

test('while other chats wait, no chat gets more than half of the month', async () => {
  const { notice } = await budgetOf(200);
  await (await notice(group('a10'))).promise();
  expect(await (await notice(group('b60'))).promise()).toBe(true);
  expect(await (await notice(group('b60'))).promise()).toBe(false);
  expect(await (await notice(group('c60'))).promise()).toBe(true);
});

test('a chat that is alone may use the whole month', async () => {
  const { budget, notice } = await budgetOf(200);
  for (let times = 0; times < 3; times++) {
    const { id, promise } = await notice(group('a60'));
    expect(await promise()).toBe(true);
    await budget.spend(id);
  }
  expect(await (await notice(group('a60'))).promise()).toBe(false);
});

test('the month of one bot is not that of another', async () => {
  const { notice } = await budgetOf(100);
  expect(await (await notice(group('a90', 'Ubot1'))).promise()).toBe(true);
  expect(await (await notice(group('b90', 'Ubot2'))).promise()).toBe(true);
});

test('an account without a limit is never short', async () => {
  const { budget, notice } = await budgetOf(undefined);
  for (let times = 0; times < 20; times++) expect(await (await notice(group('a500'))).promise()).toBe(true);
  expect(await budget.cost(group('a500'))).toEqual({ people: 500 });
});

test('a new month begins at nothing', async () => {
  const { notice, month, passes } = await budgetOf(100, 90);
  const { promise } = await notice(group('a40'));
  expect(await promise()).toBe(false);
  month.used = 0;
  passes(10 * 86_400_000);
  expect(await promise()).toBe(true);
});

test('when the platform says that the month is used up, nothing more is promised', async () => {
  const { budget, notice } = await budgetOf(100);
  await (await notice(group('a40'))).promise();
  await budget.usedUp(group('a40'));
  expect(await (await notice(group('b10'))).promise()).toBe(false);
});
