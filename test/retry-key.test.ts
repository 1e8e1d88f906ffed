import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { VirtualLine } from '../core/simulator/virtual-line.ts';
import { startTenko, words, type Tenko } from './support/tenko.ts';
import { until } from './support/until.ts';

const PLUGINS = fileURLToPath(new URL('./fixtures/plugins', import.meta.url));
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let now: number;
let line: VirtualLine;
let folder: string;
let tenko: Tenko;
let chat: string;

const start = (): Promise<Tenko> =>
  startTenko({ on: line, dataDir: folder, plugins: PLUGINS, settings: { now: () => now } });

/** The host is down for so long, and LINE is well again when it comes back. */
async function downFor(milliseconds: number): Promise<void> {
  await tenko.stop();
  line.faults.nextPush = [];
  now += milliseconds;
  tenko = await start();
  for (let beats = 0; beats < 5; beats++) {
    await tenko.beat();
    now += MINUTE;
  }
}

const heard = (): number => tenko.fromBot(chat).filter((message) => words([message]) === 'ringing for e1').length;
const failed = async (): Promise<number> =>
  (await tenko.failures()).filter(({ kind, body }) => kind === 'notice' && body.includes('ringing for e1')).length;

beforeEach(async () => {
  now = Date.UTC(2026, 10, 22, 3, 0);
  folder = mkdtempSync(join(tmpdir(), 'tenko-retry-'));
  line = await VirtualLine.start({ now: () => now, quota: null });
  tenko = await start();
  const member = line.world.createMember('m1');
  chat = line.world.createGroup('Group', [member]);
  await tenko.say(chat, member, '/push e0'); // takes the token of the join
  await tenko.say(chat, member, `/later e1 ${MINUTE}`);
});

afterEach(async () => {
  await tenko.stop();
  await line.stop();
  rmSync(folder, { recursive: true });
});

describe('a push that LINE carried out and did not answer for', () => {
  beforeEach(async () => {
    line.faults.nextPush = [{ status: 500, carriedOut: true }, ...Array.from({ length: 20 }, () => ({ status: 500 }))];
    // No token is young any more: what the clock says now has to be paid for.
    now += 2 * MINUTE;
    await until('the push', () => (heard() === 1 ? undefined : `${heard()} of it`), 10_000);
  });

  test('is not heard again when the host comes back within the life of its retry key', async () => {
    await downFor(20 * HOUR);
    expect(heard()).toBe(1);
    expect(line.requests.findLast(({ path }) => path === '/v2/bot/message/push')?.status).toBe(409);
    expect(await failed()).toBe(0);
  });

  test('is not heard again when the host comes back after it, and is among the failures', async () => {
    await downFor(25 * HOUR);
    expect(heard()).toBe(1);
    expect(await failed()).toBe(1);
  });
});
