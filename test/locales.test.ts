import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../core/command/definition.ts';
import { placeholders } from '../scripts/plugin/check-texts.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = [
  'core/host/locales',
  ...readdirSync(join(root, 'plugins'))
    .map((name) => `plugins/${name}/locales`)
    .filter((folder) => existsSync(join(root, folder))),
];

const read = (folder: string, language: string): Record<string, string> =>
  JSON.parse(readFileSync(join(root, folder, `${language}.json`), 'utf8')) as Record<string, string>;

/** The first argument of each call of `t(` in a source: up to the comma or the bracket that ends it. */
function firstArguments(source: string): string[] {
  return [...source.matchAll(/\.t\(/g)].map(({ index }) => {
    let depth = 0;
    let end = index + 3;
    for (; end < source.length; end++) {
      const character = source[end]!;
      if ('([{'.includes(character)) depth++;
      else if (')]}'.includes(character) && depth-- === 0) break;
      else if (character === ',' && depth === 0) break;
    }
    return source.slice(index + 3, end);
  });
}

/** What the code in a folder says about texts: words in quotes, templates with a changing part, and the keys that `t` is called with. */
function uses(folder: string) {
  const literals = new Set<string>();
  const patterns: RegExp[] = [];
  const asked = new Set<string>();
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))) {
    const source = readFileSync(join(folder, file), 'utf8');
    for (const [, word] of source.matchAll(/'([\w:-]+)'/g)) literals.add(word!);
    for (const [, template] of source.matchAll(/`([\w:-]*\$\{[^}`]*\}[\w:-]*)`/g))
      patterns.push(new RegExp(`^${template!.replaceAll(/\$\{[^}]*\}/g, '[\\w:-]+')}$`));
    for (const argument of firstArguments(source)) {
      const chosen = argument.replaceAll(/[!=]==\s*'[^']*'/g, '');
      for (const [, key] of chosen.matchAll(/'([^']+)'/g)) asked.add(key!);
    }
  }
  // A template that is nothing but its changing part would use everything.
  return { literals, patterns: patterns.filter(({ source }) => source !== '^[\\w:-]+$'), asked };
}

describe.each(folders)('the texts in %s', (folder) => {
  const english = read(folder, 'en');

  it.each(LANGUAGES)('are complete in %s, and none is empty', (language) => {
    const texts = read(folder, language);
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
    expect(Object.entries(texts).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it.each(LANGUAGES)('ask in %s for the same values as the English ones', (language) => {
    const different: string[] = [];
    for (const [key, text] of Object.entries(read(folder, language))) {
      const [here, there] = [placeholders(text, language), placeholders(english[key] ?? '', 'en')];
      for (const name of here.symmetricDifference(there)) different.push(`${key}: {${name}}`);
    }
    expect(different).toEqual([]);
  });

  it('are all used, and none that is asked for is missing', () => {
    const { literals, patterns, asked } = uses(join(root, folder, '..'));
    const isUsed = (key: string): boolean => literals.has(key) || patterns.some((pattern) => pattern.test(key));
    expect(Object.keys(english).filter((key) => !isUsed(key))).toEqual([]);
    expect([...asked].filter((key) => !Object.hasOwn(english, key))).toEqual([]);
  });
});
