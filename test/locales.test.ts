import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../core/command/definition.ts';

const PLUGINS = fileURLToPath(new URL('../plugins', import.meta.url));
const withTexts = readdirSync(PLUGINS).filter((name) => existsSync(join(PLUGINS, name, 'locales')));

type Messages = Readonly<Record<string, string>>;
const messagesOf = (plugin: string, language: string): Messages =>
  JSON.parse(readFileSync(join(PLUGINS, plugin, 'locales', `${language}.json`), 'utf8')) as Messages;

/** The names of the placeholders in a message, those inside plurals too. */
function placeholders(message: string, language: string): readonly string[] {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const part of node) visit(part);
    else if (typeof node === 'object' && node !== null) {
      const { value, options } = node as { value?: unknown; options?: Readonly<Record<string, { value: unknown }>> };
      // 0 is plain text and 7 the `#` of a plural; everything else stands for a value that is given.
      if (![0, 7].includes((node as { type: number }).type)) names.add(String(value));
      for (const branch of Object.values(options ?? {})) visit(branch.value);
    }
  };
  visit(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst());
  return [...names].sort();
}

const placeholdersOf = (messages: Messages, language: string): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(Object.entries(messages).map(([key, message]) => [key, placeholders(message, language)]));

/** The plugin's own sources in one text. */
function sourcesOf(plugin: string): string {
  const files = readdirSync(join(PLUGINS, plugin), { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  return sources.map((file) => readFileSync(join(PLUGINS, plugin, file), 'utf8')).join('\n');
}

describe.each(withTexts)('the texts of %s', (plugin) => {
  const english = messagesOf(plugin, 'en');

  it.each(LANGUAGES)(
    'in %s have the same keys and the same placeholders as in English, and none is empty',
    (language) => {
      const messages = messagesOf(plugin, language);
      expect(Object.keys(messages).sort()).toEqual(Object.keys(english).sort());
      expect(Object.keys(messages).filter((key) => messages[key]?.trim() === '')).toEqual([]);
      expect(placeholdersOf(messages, language)).toEqual(placeholdersOf(english, 'en'));
    },
  );

  it('are all used', () => {
    const sources = sourcesOf(plugin);
    const unused = Object.keys(english).filter(
      (key) => !["'", '"', '`'].some((mark) => sources.includes(mark + key + mark)),
    );
    expect(unused).toEqual([]);
  });
});

it('the reader of placeholders sees those inside plurals', () => {
  expect(placeholders('{a} {n, plural, one {# {b}} other {{c, number}}}', 'en')).toEqual(['a', 'b', 'c', 'n']);
});
