import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const rows = read('SECURITY.md')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('every threat in SECURITY.md has a defence, and names tests that are there and say something', () => {
  expect(rows.length).toBeGreaterThan(15);
  const lacking = rows.flatMap(([, threat = '', defence = '', tests = '']) => {
    const named = [...tests.matchAll(/`([^`]+)`/g)].map(([, path]) => path!);
    const silent = named.filter((path) => !/\bexpect[.(]/.test(read(path)));
    return threat === '' || defence === '' || named.length === 0 || silent.length > 0 ? [{ threat, silent }] : [];
  });
  expect(lacking).toEqual([]);
});
