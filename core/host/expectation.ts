import { inLine } from '../chat/in-line.ts';
import type { Bounds, Language, OptionDefinition } from '../command/definition.ts';
import { hostText } from './host-text.ts';

const CHOICES_SHOWN = 20;
const CHOICE_GRAPHEMES = 30;

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
  ['millisecond', 1],
] as const;

/** "90 minutes" in a language: in the largest unit that it is a whole number of. */
export function lengthOfTime(language: Language, milliseconds: number): string {
  const [unit, size] = UNITS.find(([, size]) => milliseconds >= size && milliseconds % size === 0) ?? ['second', 1_000];
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' });
  return format.format(milliseconds / size);
}

function boundValues({ min, max }: Bounds, spell: (bound: number) => string): Record<string, string> {
  const bounds =
    min !== undefined && max !== undefined ? 'both' : min !== undefined ? 'min' : max !== undefined ? 'max' : 'none';
  return { bounds, min: min === undefined ? '' : spell(min), max: max === undefined ? '' : spell(max) };
}

/** The words that can be typed for a choice: those of the language, or the value itself where its words are several. */
function choices(choice: NonNullable<OptionDefinition['choice']>, language: Language): string {
  const words = Object.entries(choice).map(([value, words]) => {
    const shown = words[language] ?? words.en;
    return /\s/.test(shown) ? value : inLine(shown, CHOICE_GRAPHEMES);
  });
  const comma = language === 'ja' || language === 'zh-TW' ? '、' : ', ';
  return words.length > CHOICES_SHOWN ? `${words.slice(0, CHOICES_SHOWN).join(comma)}…` : words.join(comma);
}

/** What one value of an option should be, to be read after "it should be": "a whole number from 2 to 1,000". */
export function expectedValue(definition: OptionDefinition, language: Language): string {
  const { string, text, integer, number, choice, duration } = definition;
  const number_ = new Intl.NumberFormat(language, { maximumFractionDigits: 20 });
  const plain = (bound: number): string => number_.format(bound);
  if (string) {
    // "1 to 300 characters" says no more than "at most 300": a word has a character.
    const { min = 0, ...rest } = string;
    return hostText(language, 'expect-string', boundValues(min > 1 ? string : rest, plain));
  }
  if (integer) return hostText(language, 'expect-integer', boundValues(integer, plain));
  if (number) return hostText(language, 'expect-number', boundValues(number, plain));
  if (choice) return hostText(language, 'expect-choice', { choices: choices(choice, language) });
  if (duration)
    return hostText(
      language,
      'expect-duration',
      boundValues(duration, (bound) => lengthOfTime(language, bound)),
    );
  if (definition.boolean) return hostText(language, 'expect-boolean');
  if (definition.member) return hostText(language, 'expect-member');
  if (definition.time) return hostText(language, 'expect-time');
  return hostText(language, 'expect-text', boundValues(text ?? {}, plain));
}

/** How many values a list should have: "2 to 30 of them". */
export function expectedCount({ list = {} }: OptionDefinition, language: Language): string {
  return hostText(language, 'expect-list', boundValues(list, String));
}
