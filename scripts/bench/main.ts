/**
 * `npm run bench`: what the built host costs beside a bare floor, in one run. The two take turns on one core while the load and a fake
 * LINE have another; every figure is the median of the rounds, and the ratios are what to trust. `-- --hosts N`: see `hosts.ts`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { fakeLine } from './fake-line.ts';
import { benchHosts } from './hosts.ts';
import { latency, throughput, type Latency } from './load.ts';
import { start, type Subject } from './process.ts';
import { SECRET, type Mix } from './webhooks.ts';

const ROUNDS = 5;
const EVENTS = 20_000;
const WARM_UP = 5_000;
const LATENCY_RATE = 400;
const CHATTER: Mix = { name: 'chat lines only', commands: 0, perWebhook: 1 };
const COMMANDS: Mix = { name: 'commands only, 1 event a webhook', commands: 1, perWebhook: 1 };
const MIXES: readonly Mix[] = [
  { name: '90 % chat lines, 1 event a webhook', commands: 0.1, perWebhook: 1 },
  { name: '90 % chat lines, 5 events a webhook', commands: 0.1, perWebhook: 5 },
  COMMANDS,
  { name: 'commands only, 5 events a webhook', commands: 1, perWebhook: 5 },
];

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** With `--hosts N` several hosts on PostgreSQL are measured instead; fewer events and rounds only show that it works. */
const { values } = parseArgs({
  options: {
    hosts: { type: 'string' },
    rounds: { type: 'string', default: String(ROUNDS) },
    events: { type: 'string', default: String(EVENTS) },
  },
});
if (values.hosts !== undefined) {
  const many = { rounds: Number(values.rounds), events: Number(values.events) };
  await benchHosts(await bundled('one-host.ts'), Number(values.hosts), many);
  process.exit(0);
}
if (process.platform !== 'linux' || spawnSync('taskset', ['-V']).status !== 0 || cpus().length < 2) {
  console.error('npm run bench reads /proc and pins processes with taskset: it needs Linux, util-linux and two cores.');
  process.exit(1);
}
spawnSync('taskset', ['-cp', '1', String(process.pid)]);

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const fixed = (value: number, digits = 1): string => value.toFixed(digits);
const row = (...cells: readonly string[]): void => console.log(`| ${cells.join(' | ')} |`);

/** A part of the bench that uses the host's own classes. */
async function bundled(file: string): Promise<string> {
  const outfile = at(`../../dist/bench/${file.replace('.ts', '.js')}`);
  await build({
    entryPoints: [at(file)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  return outfile;
}

const line = await fakeLine();
const dataDir = mkdtempSync(join(tmpdir(), 'tenko-bench-'));
const env = {
  LINE_CHANNEL_SECRET: SECRET,
  LINE_CHANNEL_ACCESS_TOKEN: 'bench-token',
  LINE_API_BASE_URL: line.url,
  DATA_DIR: dataDir,
};
const subjects: Record<'floor' | 'host', Subject> = {
  floor: await start([at('floor.ts')], env),
  host: await start(['--enable-source-maps', at('../../dist/main.js')], env),
};
const names = ['floor', 'host'] as const;

try {
  const idle = { floor: subjects.floor.memory(), host: subjects.host.memory() };
  for (const name of names) for (const mix of MIXES) await throughput(subjects[name], line, mix, WARM_UP);

  row('load', 'floor CPU µs/event', 'host CPU µs/event', 'ratio', 'floor events/s', 'host events/s');
  row('---', '--:', '--:', '--:', '--:', '--:');
  for (const mix of MIXES) {
    const cpu = { floor: [] as number[], host: [] as number[] };
    const rate = { floor: [] as number[], host: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of names) {
        const measured = await throughput(subjects[name], line, mix, EVENTS);
        cpu[name].push(measured.cpuPerEvent);
        rate[name].push(measured.eventsPerSecond);
      }
    }
    const [floor, host] = [median(cpu.floor), median(cpu.host)];
    row(
      mix.name,
      fixed(floor),
      fixed(host),
      fixed(host / floor, 2),
      fixed(median(rate.floor), 0),
      fixed(median(rate.host), 0),
    );
  }

  const rates = { floor: [] as number[], host: [] as number[] };
  for (let round = 0; round < ROUNDS; round++)
    for (const name of names)
      rates[name].push((await throughput(subjects[name], line, COMMANDS, EVENTS)).eventsPerSecond);
  const half = Math.round(median(rates.host) / 2);
  console.log();
  row('webhook → reply', 'p50 ms', 'p99 ms');
  row('---', '--:', '--:');
  for (const [what, rate, seconds] of [
    [`${LATENCY_RATE} commands/s`, LATENCY_RATE, 10],
    [`${half} commands/s, half of the host's top rate`, half, 4],
  ] as const)
    for (const name of names) {
      const rounds: Latency[] = [];
      for (let round = 0; round < ROUNDS; round++)
        rounds.push(await latency(subjects[name], line, rate, Math.round((rate * seconds) / ROUNDS)));
      const of = (quantile: keyof Latency): string => fixed(median(rounds.map((measured) => measured[quantile])), 2);
      row(`${name}, ${what}`, of('p50'), of('p99'));
    }

  // The roster is written behind, seconds after a new member was seen: let that be over first.
  await new Promise((resolve) => setTimeout(resolve, 7_000));
  const before = { bytes: subjects.host.diskBytes(), calls: line.calls() };
  await throughput(subjects.host, line, CHATTER, EVENTS);
  console.log(
    `\n${EVENTS} ordinary chat lines: ${subjects.host.diskBytes() - before.bytes} bytes written to the disk, ${line.calls() - before.calls} calls to LINE.`,
  );

  console.log();
  row('process', 'cold start ms', 'memory idle MB', 'memory loaded MB');
  row('---', '--:', '--:', '--:');
  for (const name of names) {
    const subject = subjects[name];
    row(name, fixed(subject.coldStart, 0), fixed(idle[name] / 1e6, 0), fixed(subject.memory() / 1e6, 0));
  }
  console.log(`\n0 replies lost, 0 doubled; ${line.otherCalls()} calls to LINE besides replies.`);
} finally {
  await Promise.all(names.map((name) => subjects[name].stop()));
  await line.close();
  rmSync(dataDir, { recursive: true });
}

console.log();
execFileSync(process.execPath, ['--enable-source-maps', await bundled('store.ts')], { stdio: 'inherit' });
console.log();
execFileSync(process.execPath, ['--enable-source-maps', await bundled('isolate.ts')], { stdio: 'inherit' });
