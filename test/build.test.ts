import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = [
  'core',
  'plugins',
  'scripts',
  'package.json',
  'package-lock.json',
  'plugin.schema.json',
  'tsconfig.json',
];

function copyOfTheSource(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tenko-build-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of SOURCES) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

test('a plugin that cannot be bundled does not stop the build: the host is there to say what is wrong with it', () => {
  const folder = copyOfTheSource();
  writeFileSync(join(folder, 'plugins', 'ping', 'plugin.json'), '{ "name": "ping", }');
  writeFileSync(join(folder, 'plugins', 'poll', 'index.ts'), 'export default class {');
  symlinkSync('nowhere', join(folder, 'plugins', 'help', '.#index.ts'));
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: folder, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'tenko: building …\n' });
  for (const made of ['main.js', 'page/index.html', 'bundles'])
    expect(existsSync(join(folder, 'dist', made))).toBe(true);
});
