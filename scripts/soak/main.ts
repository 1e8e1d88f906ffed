/**
 * `npm run soak -- --minutes 20`: the built host for a long time under mixed load, in front of a LINE that misbehaves. Tells what it took
 * over time, and at the end whether anything leaked, was lost or was done twice. Ends with 1 when something was.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { audit, rest } from './audit.ts';
import { SoakedHost, type Sample } from './host.ts';
import { Load, watchConsole } from './load.ts';
import { verdict, type Kept } from './verdict.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '20' }, rate: { type: 'string', default: '80' } },
});
const minutes = Number(values.minutes);
const rate = Number(values.rate);
if (!(minutes > 0 && rate > 0 && rate <= 1_000)) {
  console.error('npm run soak -- [--minutes 20] [--rate 80]: minutes, and acts a second, at most 1000');
  process.exit(64);
}

const MIB = 2 ** 20;
const SAMPLE_EVERY = 10_000;
/** A whole collection stops the host for a moment. */
const COLLECT_EVERY = 60_000;
const TOKEN = 'soak-token-that-nobody-guesses';
const row = (...cells: readonly (string | number)[]): void => console.log(`| ${cells.join(' | ')} |`);
const mib = (bytes: number): string => (bytes / MIB).toFixed(1);

const folder = mkdtempSync(join(tmpdir(), 'tenko-soak-'));
const line = await VirtualLine.start({ quota: null, redelivery: true });
const host = new SoakedHost(folder, line, TOKEN);
const problems: string[] = [];

let stopped = false;
async function stop(): Promise<void> {
  if (stopped) return;
  stopped = true;
  const code = await Promise.race([host.stop(), pause(15_000, 'nothing within 15 s')]);
  if (code !== 0) problems.push(`SIGTERM: the host ended with ${code}`);
}

try {
  const url = await host.ready;
  line.setWebhookUrl(`${url}/webhook/line`);
  const load = new Load(line, url);
  await load.open();
  const over = new AbortController();
  const samples: Sample[] = [];
  const kept: Kept[] = [];
  let collectAt = performance.now() + COLLECT_EVERY;
  const failed = (error: unknown): undefined => {
    problems.push(error instanceof Error ? error.message : String(error));
    over.abort();
  };
  const running = load.run(rate, over.signal).catch(failed);
  const watching = watchConsole(url, TOKEN, over.signal).catch(failed);
  void host.ended.then((code) => over.signal.aborted || failed(new Error(`the host ended with ${code}`)));
  const end = performance.now() + minutes * 60_000;
  row('minute', 'resident MiB', 'heap MiB', 'descriptors', 'children', 'loop p99 ms', 'waiting', 'stored MiB');
  row('--:', '--:', '--:', '--:', '--:', '--:', '--:', '--:');
  let told = -Infinity;
  while (performance.now() < end && !over.signal.aborted) {
    await pause(Math.min(SAMPLE_EVERY, end - performance.now()));
    const now = await host.sample();
    samples.push(now);
    if (performance.now() >= collectAt) {
      collectAt += COLLECT_EVERY;
      kept.push({ minute: now.minute, bytes: await host.kept() });
    }
    if (now.minute < told + minutes / 20) continue;
    told = now.minute;
    const { minute, resident, heap, descriptors, children, lag, waiting, stored } = now;
    row(minute.toFixed(1), mib(resident), mib(heap), descriptors, children, lag.toFixed(1), waiting, mib(stored));
  }
  over.abort();
  await running;
  const looks = await watching;
  const acts = [...load.done].map(([what, count]) => `${what} ${count}`).join(', ');
  console.log(`\n${acts}; the console was looked at ${looks ?? 0} times.`);
  problems.push(...verdict(samples, kept), ...(await rest(line, host, load)));
  console.log(`sent: ${await host.sends()}`);
  await stop();
  problems.push(...(await audit(line, host, load)));
} finally {
  await stop();
  await line.stop();
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) console.log(`WRONG: ${problem}`);
if (problems.length === 0) console.log('Nothing leaked, nothing was lost, nothing was done twice.');
process.exit(problems.length === 0 ? 0 : 1);
