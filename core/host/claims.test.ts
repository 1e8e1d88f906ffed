import 'reflect-metadata';
import { expect, test } from 'vitest';
import { Claims } from './claims.ts';
import type { Sharing, Store } from './store.ts';

const SHARED = { sharing: {} as Sharing } as Store;
const FUTURE = Number.MAX_SAFE_INTEGER;

test('the only host of a store has every chat, always', () => {
  const claims = new Claims({} as Store);
  const held = claims.of('a')!;
  expect([claims.isSafe, claims.isSure(held), claims.of('b') === held]).toEqual([true, true, true]);
});

test('among others a host has the chats that it took, until they are gone', () => {
  const claims = new Claims(SHARED);
  expect(claims.of('a')).toBeUndefined();
  claims.renewed(FUTURE);
  claims.take('a');
  const first = claims.of('a')!;
  expect(claims.isSure(first)).toBe(true);
  claims.take('a');
  const second = claims.of('a')!;
  expect([first.lost, second.lost]).toEqual([true, false]);
  // Word of the first time comes late.
  expect(claims.drop('a', first)).toBe(false);
  expect(claims.of('a')).toBe(second);
  expect(claims.drop('a', second)).toBe(true);
  expect(claims.of('a')).toBeUndefined();
});

test('whoever is in doubt waits until it is known whether the chat is still this host’s', async () => {
  const claims = new Claims(SHARED);
  claims.take('kept');
  claims.take('lost');
  const [kept, lost] = [claims.of('kept')!, claims.of('lost')!];
  expect([claims.isSafe, claims.isSure(kept)]).toEqual([false, false]);
  const answers: string[] = [];
  const asked = Promise.all([
    claims.sure(kept).then((is) => answers.push(`kept ${is}`)),
    claims.sure(lost).then((is) => answers.push(`lost ${is}`)),
  ]);
  claims.renewed(performance.now() - 1);
  await Promise.resolve();
  expect(answers).toEqual([]);
  claims.drop('lost', lost);
  claims.renewed(FUTURE);
  await asked;
  expect(answers.sort()).toEqual(['kept true', 'lost false']);
});

test('a chat that is to leave does so when nothing runs there any more, and not when it is lost', () => {
  const claims = new Claims(SHARED);
  const free: string[] = [];
  claims.onFree((chat) => free.push(chat));
  for (const chat of ['stays', 'leaves', 'lost']) {
    claims.take(chat);
    claims.of(chat)!.tasks = 2;
  }
  const [leaves, lost] = [claims.of('leaves')!, claims.of('lost')!];
  leaves.leaving = lost.leaving = lost.lost = true;
  for (const chat of ['stays', 'leaves', 'lost']) claims.ended(chat, claims.of(chat)!);
  expect(free).toEqual([]);
  for (const chat of ['stays', 'leaves', 'lost']) claims.ended(chat, claims.of(chat)!);
  expect(free).toEqual(['leaves']);
});
