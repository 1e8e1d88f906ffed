import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../core/command/definition.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = [
  'core/host/locales',
  ...readdirSync(join(root, 'plugins'))
    .map((name) => `plugins/${name}/locales`)
    .filter((folder) => existsSync(join(root, folder))),
];

const read = (folder: string, language: string): Record<string, string> =>
  JSON.parse(readFileSync(join(root, folder, `${language}.json`), 'utf8')) as Record<string, string>;

type Elements = ReturnType<IntlMessageFormat['getAst']>;

// A literal (0) has its text as its value; the number sign of a plural (7) has none.
const isPlaceholder = (type: number): boolean => type !== 0 && type !== 7;

/** Names of the placeholders in a message, those inside its plurals and selects too. Throws for one that is no ICU message. */
function placeholders(text: string, language: string): Set<string> {
  const names = new Set<string>();
  const visit = (elements: Elements): void => {
    for (const element of elements) {
      if ('value' in element && isPlaceholder(element.type)) names.add(element.value);
      if ('options' in element) for (const { value } of Object.values(element.options)) visit(value);
    }
  };
  visit(new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).getAst());
  return names;
}

describe.each(folders)('the texts in %s', (folder) => {
  const english = read(folder, 'en');

  it.each(LANGUAGES)('are complete in %s, and none is empty', (language) => {
    const texts = read(folder, language);
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
    expect(Object.entries(texts).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it.each(LANGUAGES)('ask in %s for no value that the English ones do not have', (language) => {
    const unknown: string[] = [];
    for (const [key, text] of Object.entries(read(folder, language))) {
      const given = placeholders(english[key] ?? '', 'en');
      for (const name of placeholders(text, language)) if (!given.has(name)) unknown.push(`${key}: {${name}}`);
    }
    expect(unknown).toEqual([]);
  });
});
