import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, expect, test } from 'vitest';
import { pino } from 'pino';
import { PluginFolders } from '../core/plugin/plugin-folders.ts';
import { Registry } from '../core/plugin/registry.ts';
import { bridge, isolates } from './support/isolates.ts';
import { until } from './support/until.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';

const MB = 1_000_000;
/** What one version of the plugin weighs, as code and when it is loaded: kept, it would show after a few dozen. */
const WEIGHT = 800_000;
const TEXT = 'x'.repeat(100_000);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const [shipped, foreign] = [newFolder(), newFolder()];
const place = isolates(shipped);
afterAll(async () => {
  await place.stop();
  for (const path of [shipped, foreign]) rmSync(path, { recursive: true });
});

const version = (parent: string, number: number): string =>
  writePlugin(
    parent,
    { name: 'heavy', permissions: ['storage'], commands: { weigh: command() } },
    {
      'index.ts': `
import { Storage } from 'tenko';
import { inject, injectable } from 'tsyringe';
const text = '${TEXT}';
const weight = Array.from({ length: ${WEIGHT / 8} }, (_, index) => index + ${number} + 0.5);
@injectable() class Shelf { constructor(@inject(Storage) readonly storage: Storage) {} }
@injectable()
export default class Heavy {
  constructor(@inject(Shelf) private readonly shelf: Shelf) {}
  async weigh() { await this.shelf.storage.get('x'); return weight[0]! + text.length - text.length; }
}`,
    },
  );

async function settled(): Promise<number> {
  for (let times = 0; times < 3; times++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Timers, pipes and the like that the event loop knows of, and open files. */
const handles = (): number => process.getActiveResourcesInfo().length;
const files = (): number => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0);
/** Processes of this one, but for the bundler's, which stays. */
function children(): readonly string[] {
  if (process.platform !== 'linux') return [];
  const pids = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return pids.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).filter((line) => !line.includes('esbuild'));
}

/** Reloads the plugin many times, and says by how many bytes the heap has grown. */
async function reloaded(parent: string, times: number): Promise<number> {
  const registry = new Registry();
  const places = { shipped, foreign, trusted: new Set<string>(), pinned: false };
  const folders = new PluginFolders(registry, place.options, places, pino({ level: 'silent' }));
  const next = async (number: number): Promise<void> => {
    await folders.reload(version(parent, number));
    const { scope } = registry.ready('heavy')!;
    const running = scope.run('weigh', {}, bridge({ 'storage.get': async () => undefined })) as Promise<unknown>;
    expect(await running).toBe(number + 0.5);
  };
  for (let warm = 0; warm < 20; warm++) await next(warm);
  const before = { memory: await settled(), files: files(), handles: handles() };
  for (let number = 0; number < times; number++) await next(number);
  const left = (): string | undefined =>
    files() > before.files || handles() > before.handles ? `${files()} files, ${handles()} handles` : undefined;
  await until('nothing is open that was not', left, 10_000);
  const grown = (await settled()) - before.memory;
  await folders.stop();
  return grown;
}

test('a plugin in process that is loaded five hundred times leaves nothing behind', { timeout: 120_000 }, async () => {
  expect(await reloaded(shipped, 500)).toBeLessThan(10 * MB);
});

test('nor does one in an isolate, in the host or as a process', { timeout: 120_000 }, async () => {
  expect(await reloaded(foreign, 100)).toBeLessThan(4 * MB);
  expect(children()).toEqual([]);
});
