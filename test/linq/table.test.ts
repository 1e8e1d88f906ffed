import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const rows = [...read('core/linq/README.md').matchAll(/^\| (.+?) +\| `(\S+)`: (.+?) +\|$/gm)];

test('the table has rows', () => {
  expect(rows.length).toBeGreaterThan(25);
});

test.each(rows.map(([, concept, file, title]) => [concept!, file!, title!]))(
  '%s is held by %s: %s',
  (_, file, title) => {
    const titles = [...read(file).matchAll(/(?:test|it)(?:\.each\([^]*?\n\s*\]\))?\(\s*'([^']+)'/g)].map(
      ([, one]) => one!,
    );
    expect(titles.filter((one) => one.startsWith(title))).toHaveLength(1);
  },
);
