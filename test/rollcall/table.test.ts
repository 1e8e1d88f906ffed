import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(`${root}/${path}`, 'utf8');

test('every test that the table in the README names is there', () => {
  const tests = globSync('{plugins/rollcall,test/rollcall}/*.test.ts', { cwd: root }).map(read).join('\n');
  const table = read('plugins/rollcall/README.md')
    .split('\n')
    .filter((line) => line.startsWith('|'));
  const named = table.flatMap((line) => [...line.matchAll(/ _([^_|]{10,}?)_/gu)].map(([, name = '']) => name));
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((name) => !tests.includes(name.replace(/ ?…$/u, '')))).toEqual([]);
});
