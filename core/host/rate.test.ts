import 'reflect-metadata';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pino } from 'pino';
import { chatRef } from '../chat/chat.ts';
import type { Platform } from '../chat/platform.ts';
import { Patience } from './patience.ts';
import { Rate } from './rate.ts';
import type { Sharing, Store } from './store.ts';
import type { Platforms } from './tokens.ts';

const chat = chatRef('line', 'Ubot', 'group', 'C1');
const other = chatRef('line', 'Uother', 'group', 'C1');

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

function rateOf(callsPerSecond: number | undefined, take?: Sharing['take']) {
  const platform = (callsPerSecond === undefined ? {} : { callsPerSecond }) as Platform;
  const platforms: Platforms = { all: () => [platform], of: () => platform, find: () => platform };
  const patience = new Patience(pino({ level: 'silent' }));
  return { rate: new Rate(platforms, (take ? { sharing: { take } } : {}) as Store, patience), patience };
}

/** How many of so many calls have had their turn. */
function calls(rate: Rate, times: number) {
  let done = 0;
  for (let call = 0; call < times; call++) {
    const turn = rate.turn(chat, 'reply');
    if (turn) void turn.then((is) => (done += is ? 1 : 0));
    else done++;
  }
  return () => done;
}

test('a platform that tells no rate is asked at once, however often', () => {
  expect(calls(rateOf(undefined).rate, 10_000)()).toBe(10_000);
});

test('a second’s worth goes at once, and what is more has its turn as time goes by', async () => {
  const { rate } = rateOf(100);
  const done = calls(rate, 160);
  expect(done()).toBe(100);
  expect(rate.turn(chat, 'push')).toBeUndefined();
  expect(rate.turn(other, 'reply')).toBeUndefined();
  await vi.advanceTimersByTimeAsync(300);
  expect(done()).toBeGreaterThanOrEqual(120);
  expect(done()).toBeLessThan(140);
  await vi.advanceTimersByTimeAsync(700);
  expect(done()).toBe(160);
});

test('after the platform has said that it is too much, half of it is asked for, for a while', async () => {
  const { rate } = rateOf(100);
  calls(rate, 1);
  rate.tooMuch(chat, 'reply');
  const done = calls(rate, 1_000);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(done()).toBeGreaterThanOrEqual(40);
  expect(done()).toBeLessThanOrEqual(60);
  await vi.advanceTimersByTimeAsync(10_000);
  const before = done();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(done() - before).toBeGreaterThan(60);
});

test('hosts that share a store take slices of what the account has, one question at a time', async () => {
  const asked: unknown[] = [];
  let left = 7;
  const { rate } = rateOf(100, (bucket, perSecond, most) => {
    asked.push([bucket, perSecond, most]);
    const taken = Math.min(left, most);
    left -= taken;
    return Promise.resolve(taken);
  });
  const done = calls(rate, 8);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked[0]).toEqual(['line:Ubot reply', 100, 5]);
  await vi.advanceTimersByTimeAsync(200);
  expect(done()).toBe(7);
  left = 3;
  await vi.advanceTimersByTimeAsync(200);
  expect(done()).toBe(8);
});

test('nobody waits for a turn when the host stops', async () => {
  const { rate, patience } = rateOf(1);
  calls(rate, 1);
  const turn = rate.turn(chat, 'reply');
  patience.stop();
  await vi.advanceTimersByTimeAsync(100);
  expect(await turn).toBe(false);
});
