import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from './definition.ts';
import type { CommandDefinition, OptionDefinition } from './definition.ts';
import { parse } from './parser.ts';
import type { ParsedCommand, ParseProblem } from './parser.ts';
import { readLine } from './reader.ts';
import type { TypedMention } from './reader.ts';
import { commands, context, parsed } from '../../test/support/lines.ts';

/** What lines are made of, and what breaks parsers. */
const PIECES: readonly string[] = commands
  .all()
  .flatMap(({ name, definition }) =>
    LANGUAGES.map((language) => `/${definition.names?.[language] ?? name} `).concat(
      `/${name} `,
      Object.keys(definition.options ?? {}).flatMap((option) => [`--${option}`, `${option}:`, `--no-${option} `]),
      Object.keys(definition.subcommands ?? {}),
    ),
  )
  .concat(
    Array.from('"\'“”‘’「」『』｢｣„＂@＠/／:：=＝-—ー－,、 　\t\n\r\u2028\u200b\ufeff\ufe0f\u202e\u0000'),
    [
      '--',
      '——',
      'me',
      '私',
      '@Yuki Tanaka',
      '18:00',
      '明日9時',
      'next ',
      'อีก ',
      '1h',
      '１２',
      '半',
      '十',
      '-5',
      '0.',
      '1,000',
    ],
    [
      '<@U-yuki>',
      '<@',
      'so so',
      '__proto__',
      'constructor',
      'ﷺ',
      '👨‍👩‍👧',
      '\ud83d',
      '\udc00',
      'e\u0301',
      'น้ำ',
      'مرحبا',
      '{0}',
      '${x}',
      '%s',
      'a',
    ],
  );
const line = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join(''));
const number = fc.oneof(fc.integer({ min: -3, max: 80 }), fc.constantFrom(Number.NaN, Infinity, 0.5));
const mentions = fc.array(
  fc.record(
    { index: number, length: number, memberId: fc.constantFrom('U1', 'U2'), isSelf: fc.boolean(), all: fc.boolean() },
    { requiredKeys: ['index', 'length'] },
  ),
  { maxLength: 6 },
) as fc.Arbitrary<readonly TypedMention[]>;

const valueIsThere = (
  result: ParsedCommand,
  name: string,
  { list, required, default: fallback }: OptionDefinition,
): boolean => {
  const value = result.options[name];
  return list === undefined
    ? value !== undefined || (required !== true && fallback === undefined)
    : Array.isArray(value);
};

/** What is wrong with a result, whatever was typed. */
function faults(result: ParsedCommand | ParseProblem, definition: CommandDefinition): readonly string[] {
  const chosen = result.subcommand === undefined ? definition : definition.subcommands?.[result.subcommand];
  const options = Object.entries(chosen?.options ?? {});
  const declared = new Set(options.map(([name]) => name));
  if (!result.ok) {
    const slash = result.corrected.line.startsWith('/') ? [] : ['corrected is no command line'];
    return result.option === undefined || declared.has(result.option) ? slash : [...slash, `blames ${result.option}`];
  }
  return [
    ...Object.keys(result.options).filter((name) => !declared.has(name)),
    ...options.filter(([name, option]) => !valueIsThere(result, name, option)).map(([name]) => `no ${name}`),
  ];
}

describe('whatever is typed', () => {
  test('any text with any mentions is read, or is not for us, and nothing throws', () => {
    fc.assert(
      fc.property(fc.oneof(line, fc.string({ unit: 'binary' })), mentions, (text, spans) => {
        const typed = readLine(text, spans);
        fc.pre(typed !== undefined);
        const match = commands.find(typed.word) ?? commands.split(typed)?.match;
        commands.near(typed.word);
        if (match !== undefined) parse(typed, match, context);
        if (match !== undefined) parse(typed, match, { ...context, isOurs: true, quoted: text });
        expect(text.slice(typed.restStart)).toBe(typed.rest);
        expect(text.slice(0, typed.restStart)).toMatch(/[/／][^/／]*$/);
      }),
      { numRuns: 1500 },
    );
  });

  test('a command line either runs with its declared options, or says what is wrong and how it would be right', () => {
    fc.assert(
      fc.property(fc.constantFrom(...commands.all()), line, mentions, (match, rest, spans) => {
        const typed = readLine(`/${match.name} ${rest}`, spans);
        // A mention of the bot may hide the slash.
        fc.pre(typed !== undefined);
        expect(faults(parse(typed, match, context), match.definition)).toEqual([]);
        const ours = { ...context, isOurs: true, quoted: rest };
        expect(faults(parse(typed, match, ours), match.definition)).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  test('a quoted question comes through as it was written', () => {
    const question = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((text) => !/["“”„＂{]/.test(text) && text.trim() !== '' && text.length <= 100);
    fc.assert(
      fc.property(question, (text) => {
        expect(parsed(`/poll "${text}"`)).toMatchObject({ ok: true, options: { question: text } });
      }),
      { numRuns: 500 },
    );
  });
});

const long = (head: string, piece: string): string => (head + piece.repeat(5000)).slice(0, 5000);

describe('a message as long as LINE lets them be', () => {
  test.each(commands.all())('5,000 characters of anything behind /$name end in a result', (match) => {
    const found = PIECES.map((piece) => {
      const typed = readLine(long(`/${match.name} `, piece))!;
      return { piece, faults: faults(parse(typed, match, context), match.definition) };
    });
    expect(found.filter(({ faults }) => faults.length > 0)).toEqual([]);
  });

  test('a word of 5,000 characters is looked up, cut and compared', () => {
    const words = PIECES.flatMap((piece) => readLine(long('/', piece)) ?? []);
    expect(words.length).toBeGreaterThan(20);
    for (const typed of words) {
      commands.near(typed.word);
      const cut = commands.split(typed);
      expect([undefined, typed.text]).toContain(cut?.line.text);
    }
  });
});
