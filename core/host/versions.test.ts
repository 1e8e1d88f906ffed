import 'reflect-metadata';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Registry } from '../plugin/registry.ts';
import { Held } from './claims.ts';
import type { InboxRow } from './store.ts';
import { Versions } from './versions.ts';

const plugin = { state: 'READY', name: 'poll', manifest: { version: '1.0.0' } };
const registry = {
  all: () => [plugin, { state: 'FAILED', name: 'broken' }],
  ready: (name: string) => (name === 'poll' ? plugin : undefined),
} as unknown as Registry;
const row = (version?: string, name = 'poll') =>
  ({ plugin: name, ...(version === undefined ? {} : { version }) }) as InboxRow;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

function versions(...others: readonly string[]): Versions {
  const made = new Versions(registry);
  made.living(new Set(['poll@1.0.0', ...others]));
  return made;
}

test('a host tells what it has loaded, and runs what it has, whoever else has it', async () => {
  const own = versions('poll@2.0.0', 'dice@1.0.0');
  expect(own.own).toEqual(['poll@1.0.0']);
  expect([own.of('poll'), own.of('broken')]).toEqual([{ version: '1.0.0' }, {}]);
  expect(await own.isMine(row('1.0.0'), new Held())).toBe(true);
  expect(await own.isMine(row(), new Held())).toBe(true);
});

test('what another version understood, or another plugin, is for a living host that has it', async () => {
  const own = versions('poll@2.0.0', 'dice@1.0.0');
  expect(await own.isMine(row('2.0.0'), new Held())).toBe(false);
  expect(await own.isMine(row(undefined, 'dice'), new Held())).toBe(false);
});

test('what nobody alive has is waited for, and then run by whoever has the chat', async () => {
  const own = versions();
  const asked = own.isMine(row('0.9.0'), new Held());
  let answer: boolean | undefined;
  void asked.then((is) => (answer = is));
  await vi.advanceTimersByTimeAsync(9_000);
  expect(answer).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1_500);
  expect(answer).toBe(true);
  // The next one does not wait again.
  expect(await own.isMine(row('0.9.0'), new Held())).toBe(true);
});

test('a host with what is missing may come back while it is waited for, and the chat may go', async () => {
  const own = versions();
  const lost = new Held();
  const asked = [own.isMine(row('0.9.0'), new Held()), own.isMine(row('0.8.0'), lost)];
  await vi.advanceTimersByTimeAsync(3_000);
  own.living(new Set(['poll@1.0.0', 'poll@0.9.0']));
  lost.lost = true;
  await vi.advanceTimersByTimeAsync(300);
  expect(await asked[0]).toBe(false);
  await asked[1];
});
