/**
 * What an isolate costs beside the same plugin in process: an invocation that answers at once and one that asks its storage, the time
 * until a new one is ready, and the memory that each holds of its own (a process's text is shared by all of them).
 */
import 'reflect-metadata';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import * as tsyringe from 'tsyringe';
import * as tenko from '../../core/index.ts';
import type { Bridge } from '../../core/plugin/bridge.ts';
import { evaluate } from '../../core/plugin/evaluate.ts';
import { Isolation } from '../../core/plugin/isolate/isolation.ts';
import type { Cargo } from '../../core/plugin/isolate/protocol.ts';
import { Messages } from '../../core/plugin/messages.ts';
import { readManifest } from '../../core/plugin/manifest.ts';
import { checkInjection, PluginScope, type Scope } from '../../core/plugin/scope.ts';

const WARM_UP = 3_000;
const RUNS = 10_000;
const STARTS = 15;
// Seen from the bundle of this file, in dist/bench.
const GUEST = fileURLToPath(new URL('../guest.cjs', import.meta.url));

const manifest = readManifest(
  {
    name: 'echo',
    version: '1.0.0',
    api: 1,
    description: { en: 'Echo' },
    permissions: ['storage'],
    commands: { answer: { description: { en: 'Answers' } }, ask: { description: { en: 'Asks its storage' } } },
  },
  'plugin.json',
);
const code = `
const { Storage } = require('tenko');
const { inject, injectable } = require('tsyringe');
class Echo {
  constructor(storage) { this.storage = storage; }
  answer() { return 'hello'; }
  async ask() { return this.storage.get('key'); }
}
inject(Storage)(Echo, undefined, 0);
injectable()(Echo);
exports.default = Echo;`;
const cargo: Cargo = { code, file: 'tenko-plugin:echo/bench', manifest, locales: {} };

const bridge = {
  snapshot: {
    chat: { kind: 'group', platform: 'line', can: ['buttons', 'mention'] },
    caller: { id: 'U0123456789abcdef0123456789abcdef', by: 'message', isModerator: false, invocation: '01HZX' },
    language: 'en',
    timeZone: 'Asia/Tokyo',
    now: 1_800_000_000_000,
    seed: '01HZX',
  },
  calls: { 'storage.get': async () => 'hello' },
} as unknown as Bridge;

function inProcess(): Scope {
  const { inject, injectable } = tsyringe;
  const modules = { tenko, tsyringe: { inject, injectable } };
  const target = evaluate({ code, map: '', hash: 'bench' }, cargo.file, modules);
  return new PluginScope(tsyringe.container, target, checkInjection(target, manifest), new Messages({}));
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const at = (values: readonly number[], share: number): number => sorted(values)[Math.floor(values.length * share)]!;

/** Microseconds of each round trip. */
async function trips(scope: Scope, method: string): Promise<readonly number[]> {
  const took: number[] = [];
  for (let run = 0; run < WARM_UP + RUNS; run++) {
    const began = performance.now();
    await (scope.run(method, {}, bridge) as Promise<unknown>);
    if (run >= WARM_UP) took.push((performance.now() - began) * 1_000);
  }
  return took;
}

/** The isolate's own process: the last one below the walls that were put round it. */
function innermost(pid: number): number {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return child === undefined || child === '' ? pid : innermost(Number(child));
}

/** Memory that no other process shares, MB. */
function own(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const parts = [...rollup.matchAll(/^Private_\w+:\s+(\d+) kB$/gm)].map(([, kB]) => Number(kB));
  return parts.reduce((sum, part) => sum + part, 0) / 1_000;
}

// Whoever started this is pinned to one core; a host and its isolates have all of them.
spawnSync('taskset', ['-cp', `0-${cpus().length - 1}`, String(process.pid)]);

const isolation = new Isolation({ guest: GUEST, handlerTimeout: 8_000, tell: () => undefined });
await (await isolation.open(cargo, false)).end();
const started: number[] = [];
const fresh: number[] = [];
for (let start = 0; start < STARTS; start++) {
  const began = performance.now();
  const isolate = await isolation.open(cargo, true);
  started.push(performance.now() - began);
  await isolate.run('answer', {}, bridge);
  fresh.push(own(innermost((await isolate.pid())!)));
  await isolate.end();
}
const isolate = await isolation.open(cargo, true);
const here = inProcess();
const rows = [
  ['in process', await trips(here, 'answer'), await trips(here, 'ask')],
  ['isolate', await trips(isolate, 'answer'), await trips(isolate, 'ask')],
] as const;
// It tidies up when it has nothing to do.
await new Promise((resolve) => setTimeout(resolve, 2_000));
const used = own(innermost((await isolate.pid())!));
await isolate.end();

const us = (values: readonly number[]): string => `${at(values, 0.5).toFixed(1)} (${at(values, 0.99).toFixed(0)})`;
console.log(
  '| one invocation | answers at once, µs p50 (p99) | asks its storage, µs p50 (p99) | ready after, ms p50 | own memory, MB, new / used |',
);
console.log('| --- | --: | --: | --: | --: |');
for (const [name, answer, ask] of rows) {
  const costs =
    name === 'isolate'
      ? [at(started, 0.5).toFixed(0), `${at(fresh, 0.5).toFixed(1)} / ${used.toFixed(1)}`]
      : ['–', '–'];
  console.log(`| ${[name, us(answer), us(ask), ...costs].join(' | ')} |`);
}
console.log(`\nWalls of the operating system: ${isolation.layers?.join(', ') || 'none'}.`);
