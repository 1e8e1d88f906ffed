import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import manifest from '../../test/fixtures/manifests/dice.json' with { type: 'json' };
import { uses } from '../../test/fixtures/manifests/dice-uses.ts';
import { methodName } from './method.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = join(root, 'test/fixtures/manifests');
const proof = join(here, 'dice-uses.ts');

/** The lines of `file` that the compiler finds fault with, under the repository's own settings. */
async function faults(file: string, folder: string): Promise<readonly number[]> {
  const config = join(folder, 'tsconfig.json');
  const settings = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { types: [], paths: {} },
    files: [file],
    include: [],
  };
  await writeFile(config, JSON.stringify(settings));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const output = await new Promise<string>((done) => {
    execFile(process.execPath, [compiler, '-p', config, '--pretty', 'false'], (_error, stdout, stderr) =>
      done(stdout + stderr),
    );
  });
  const lines = output.split('\n').filter((line) => line.includes('error TS'));
  return lines.map((line) => {
    const place = /^[^(]*dice-uses\.ts\((\d+),/.exec(line);
    if (place === null) throw new Error(`an error outside of the proof: ${line}`);
    return Number(place[1]);
  });
}

describe('the types that follow from a manifest', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tenko-types-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('right uses compile, and each wrong one is refused where it is marked', async () => {
    expect(await faults(proof, folder)).toEqual([]);
  });

  test('without the marks the compiler refuses exactly the marked lines', async () => {
    const lines = (await readFile(proof, 'utf8')).split('\n');
    const marked = lines.flatMap((line, index) => (line.includes('@ts-expect-error') ? [index + 2] : []));
    expect(marked.length).toBeGreaterThanOrEqual(8);
    const bare = lines
      .map((line) => line.replace('@ts-expect-error', 'here:'))
      .join('\n')
      .replace(/from '(\..*?)'/g, (_match, path: string) => `from '${resolve(here, path)}'`);
    const copy = join(folder, 'dice-uses.ts');
    await writeFile(copy, bare);
    expect([...new Set(await faults(copy, folder))]).toEqual(marked);
  });

  test('the methods that the types ask for are those that the host calls', () => {
    const methods = Object.entries(manifest.commands).flatMap(([command, definition]) => {
      const subcommands = 'subcommands' in definition ? Object.keys(definition.subcommands) : [];
      return [methodName(command)].concat(subcommands.map((subcommand) => methodName(command, subcommand)));
    });
    const plugin = new uses.Right();
    expect(methods.map((method) => [method, typeof Reflect.get(plugin, method)])).toEqual([
      ['roll', 'function'],
      ['rollHistory', 'function'],
      ['flipCoin', 'function'],
    ]);
  });
});
