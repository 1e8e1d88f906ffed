import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const README = read('README.md');

/** The text of the code block that follows the first mention of `file`. */
function shown(file: string): string | undefined {
  const behind = README.slice(README.indexOf(`\`${file}\`:`));
  return /```\w+\n([\s\S]*?)```/.exec(behind)?.[1];
}

test.each(['plugins/ping/plugin.json', 'plugins/ping/index.ts'])(
  'the README shows %s as it is, so that a copy of it works',
  (file) => {
    expect(shown(file)).toBe(read(file));
  },
);

test('every npm script that the README names is there, and every file that it links to', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = [...README.matchAll(/`npm (?:run )?([a-z]+)`/g)].map(([, name]) => name);
  expect(named).toContain('start');
  expect(named.filter((name) => scripts[name!] === undefined)).toEqual([]);
  for (const [, path] of README.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) expect(() => read(path!)).not.toThrow();
  for (const [, path] of README.matchAll(/<img src="([^"]+)"/g)) expect(() => read(path!)).not.toThrow();
});
