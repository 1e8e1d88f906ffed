import { FormatError, ErrorCode, IntlMessageFormat } from 'intl-messageformat';
import { LANGUAGES, type Language } from '../command/definition.ts';
import { nearest } from '../command/nearest.ts';
import { Failure } from '../errors.ts';
import { dateFormat, formattersIn, listFormat } from './formatters.ts';

export type MessageValues = Readonly<Record<string, string | number | boolean | Date>>;

/** What each language says: flat keys, ICU messages. */
export type Locales = Readonly<Partial<Record<Language, Readonly<Record<string, string>>>>>;

type Compiled = (timeZone: string, values: MessageValues) => string;

// Without one of these a text means itself: no need to parse it, and most texts are like that.
const ICU_SYNTAX = /[{}<>]|''/;

/**
 * The texts of one plugin, or of the host, in every language it has. A key that a language lacks is answered in English, else in any language that has it. Values are
 * put in as they are: braces in a member's name mean nothing. Numbers and plurals follow the language that the text is written in,
 * and dates the time zone that is asked for.
 */
export class Messages {
  readonly #locales: Locales;
  readonly #compiled = new Map<string, Compiled>();

  constructor(locales: Locales) {
    this.#locales = locales;
  }

  /** Whether any language has the key. */
  has(key: string): boolean {
    return Object.values(this.#locales).some((texts) => Object.hasOwn(texts, key));
  }

  /**
   * Throws BAD_CALL for a key that no language has and for a value that the text needs and was not given, and
   * PLUGIN_BROKEN for a text that is not an ICU message.
   */
  format(language: Language, timeZone: string, key: string, values: MessageValues = {}): string {
    const cacheKey = `${language} ${key}`;
    let compiled = this.#compiled.get(cacheKey);
    if (!compiled) {
      compiled = this.#compile(language, key);
      this.#compiled.set(cacheKey, compiled);
    }
    return compiled(timeZone, values);
  }

  /** "A, B and C" as the language has it. */
  list(language: Language, items: readonly string[]): string {
    // Thai writes no spaces between its words, but names of other scripts would run into the "and" between them.
    if (language === 'th') return spacedList(items);
    return listFormat(language).format(items);
  }

  #find(language: Language, key: string): { readonly language: Language; readonly text: string } {
    for (const candidate of [language, 'en' as const, ...LANGUAGES]) {
      const texts = this.#locales[candidate];
      if (texts && Object.hasOwn(texts, key)) return { language: candidate, text: texts[key]! };
    }
    const near = nearest(key, Object.keys(this.#locales.en ?? {}));
    throw new Failure(
      'BAD_CALL',
      `no text has the key ${JSON.stringify(key)}: ${near ? `did you mean ${JSON.stringify(near)}?` : 'add it to locales/en.json'}`,
    );
  }

  #compile(wanted: Language, key: string): Compiled {
    const { language, text } = this.#find(wanted, key);
    if (!ICU_SYNTAX.test(text)) return () => text;
    const where = `the text ${JSON.stringify(key)} in ${language}`;
    // Formatting is synchronous, so the zone of the present call can be kept beside the message.
    let zone = 'UTC';
    let message: IntlMessageFormat;
    try {
      // Tags are off: `/poll <question>` is a usage line and not markup.
      message = new IntlMessageFormat(text, language, undefined, {
        ignoreTag: true,
        formatters: formattersIn(() => zone),
      });
    } catch (error) {
      throw new Failure('PLUGIN_BROKEN', `${where} is not an ICU message: ${(error as Error).message}`);
    }
    return (timeZone, values) => {
      zone = timeZone;
      let parts: unknown;
      try {
        parts = message.format(spelled(values));
      } catch (error) {
        throw new Failure('BAD_CALL', `${where} cannot be filled in: ${why(error)}`);
      }
      // A date in a bare `{placeholder}` comes back as it went in.
      const words = Array.isArray(parts) ? (parts as unknown[]) : [parts];
      return words
        .map((word) => (word instanceof Date ? dateFormat(language, timeZone).format(word) : String(word)))
        .join('');
    };
  }
}

/** ICU messages know no booleans: `{open, select, true {…} other {…}}` wants the word. */
function spelled(values: MessageValues): Record<string, string | number | Date> {
  const result: Record<string, string | number | Date> = {};
  for (const [name, value] of Object.entries(values)) result[name] = typeof value === 'boolean' ? String(value) : value;
  return result;
}

function why(error: unknown): string {
  // The library's words for a value that fits no branch repeat the value, which may be what a member wrote.
  if (error instanceof FormatError && error.code === ErrorCode.INVALID_VALUE)
    return 'a value fits none of its branches';
  return error instanceof Error ? error.message : String(error);
}

const spacedList = (items: readonly string[]): string =>
  listFormat('th')
    .formatToParts(items)
    .map(({ type, value }) => (type === 'literal' ? value.replace(/\s*และ\s*/u, ' และ ') : value))
    .join('');
