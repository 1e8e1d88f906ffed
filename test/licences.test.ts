import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, cpSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { wrongLicences } from '../scripts/licences.ts';

const file = (name: string): URL => new URL(`../${name}`, import.meta.url);
const lock = JSON.parse(readFileSync(file('package-lock.json'), 'utf8')) as Parameters<typeof wrongLicences>[0];

test('every package may be passed on', () => {
  expect(Object.keys(lock.packages).length).toBeGreaterThan(100);
  expect(wrongLicences(lock)).toEqual([]);
});

test('a package that may not be, or does not say, is named', () => {
  const packages = {
    '': { license: 'MIT' },
    'node_modules/a': { license: 'GPL-3.0-only' },
    'node_modules/b/node_modules/@c/d': {},
    'node_modules/e': { license: '(MIT OR GPL-3.0)' },
    'node_modules/f': { license: 'MIT AND SSPL-1.0' },
    'node_modules/g': { license: 'MPL-2.0' },
  };
  expect(wrongLicences({ packages })).toEqual([
    'a is under GPL-3.0-only, which is not among those that this project passes on',
    '@c/d names no licence',
    'f is under MIT AND SSPL-1.0, which is not among those that this project passes on',
    'g is under MPL-2.0, which is not among those that this project passes on',
  ]);
});

test('npm run sbom lists what a host consists of, without a network', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenko-sbom-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ['package.json', 'package-lock.json']) cpSync(file(name), join(folder, name));
  const { scripts } = JSON.parse(readFileSync(file('package.json'), 'utf8')) as { scripts: Record<string, string> };
  const env = { ...process.env, npm_config_offline: 'true', npm_config_registry: 'http://127.0.0.1:9/' };
  const { stdout, stderr } = spawnSync('sh', ['-c', scripts['sbom']!], { cwd: folder, encoding: 'utf8', env });
  expect(stderr).not.toMatch(/npm error/);
  const bom = JSON.parse(stdout) as {
    bomFormat: string;
    components: { name: string; version: string; purl: string }[];
  };
  expect(bom.bomFormat).toBe('CycloneDX');
  const names = bom.components.map(({ name }) => name);
  for (const name of ['fastify', 'tsyringe', 'pino', 'prom-client']) expect(names).toContain(name);
  expect(names).not.toContain('vitest');
});
