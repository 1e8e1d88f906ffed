import { fold } from './fold.ts';
import type { Mistake } from './mistake.ts';
import type { Option } from './signature.ts';
import { speak } from './spoken.ts';
import type { Word } from './token.ts';
import { namedMember } from './values/member.ts';
import { readValue } from './values/read-value.ts';
import { boundValues, outside } from './values/reading.ts';
import type { OptionValue, ParseContext, WrongReason } from './values/reading.ts';

interface Item {
  readonly typed: string;
  readonly start: number;
  readonly end: number;
}

const COMMAS = /[,，、]/;

/** The words of each line. A line of quoted words only stays as it is: who quotes, separates. */
function byLine(words: readonly Word[], text: string): readonly Item[] {
  const lines = new Map<number, Word[]>();
  for (const word of words) {
    const line = lines.get(word.line);
    if (line === undefined) lines.set(word.line, [word]);
    else line.push(word);
  }
  return [...lines.values()].flatMap((line): readonly Item[] => {
    if (line.every(({ quoted }) => quoted)) return line.map(asItem);
    const first = line[0]!;
    const end = line.at(-1)!.end;
    return [{ typed: text.slice(first.start, end), start: first.start, end }];
  });
}

const asItem = ({ text, start, end }: Word): Item => ({ typed: text, start, end });

/** `1,3` and `1、3` are two items, where a comma cannot be part of one. */
function byComma(word: Word): readonly Item[] {
  if (word.quoted || !COMMAS.test(word.text)) return [asItem(word)];
  const items: Item[] = [];
  let start = word.start;
  for (const typed of word.text.split(COMMAS)) {
    if (typed !== '') items.push({ typed, start, end: start + typed.length });
    start += typed.length + 1;
  }
  return items;
}

function items({ type }: Option, words: readonly Word[], text: string): readonly Item[] {
  const lines = words.length > 0 && words.at(-1)!.line !== words[0]!.line;
  if (lines && (type === 'string' || type === 'text' || type === 'choice')) return byLine(words, text);
  if (type === 'string' || type === 'text') return words.map(asItem);
  return (lines && (type === 'time' || type === 'duration') ? byLine(words, text) : words.flatMap(byComma)).filter(
    ({ typed }) => fold(typed) !== '',
  );
}

type ListReading =
  | { readonly ok: true; readonly value: readonly OptionValue[] }
  | { readonly ok: false; readonly mistake: Mistake };

/** More values than these are no list that anyone typed, and reading them (times above all) would cost the host too much. */
const MOST_VALUES = 200;

function miscounted(option: Option, count: number): Mistake | undefined {
  const declared = option.definition.list ?? {};
  const bounds = option.type === 'string' ? declared : { max: MOST_VALUES, ...declared };
  const side = outside(count, bounds);
  if (side === undefined) return undefined;
  const reason: WrongReason = side === 'below' ? 'too-few' : 'too-many';
  return { code: 'WRONG_OPTION', option, values: { reason, ...boundValues(bounds), count } };
}

/** `わたし、太郎` are two, where nobody is called so. */
function names(word: Word, context: ParseContext): readonly Word[] {
  if (word.quoted || word.mention !== undefined || !COMMAS.test(word.text)) return [word];
  if (namedMember(word.text, context) !== undefined) return [word];
  const { kind, line } = word;
  return byComma(word).map(({ typed, start, end }): Word => {
    return { kind, start, end, text: typed, quoted: false, open: false, line };
  });
}

/** Members one after the other; a name without `@` or quotes may be several words. */
function readMembers(option: Option, typedWords: readonly Word[], text: string, context: ParseContext): ListReading {
  const words = typedWords.flatMap((word) => names(word, context));
  const value: OptionValue[] = [];
  for (let at = 0; at < words.length;) {
    const { reading, typed, start, end, words: used } = speak(option, words[at]!, words, at + 1, text, context, false);
    if (!reading.ok) return { ok: false, mistake: itemMistake(option, { typed, start, end }, reading) };
    value.push(reading.value);
    at += used;
    // So many are no list that anyone typed: the rest is not worth reading.
    if (value.length > MOST_VALUES) break;
  }
  const mistake = miscounted(option, value.length);
  return mistake === undefined ? { ok: true, value } : { ok: false, mistake };
}

function itemMistake(
  option: Option,
  { typed, start, end }: Item,
  { code, values, near }: Pick<Mistake, 'code' | 'values'> & { readonly near?: string },
): Mistake {
  const wrong: Mistake = { code, values, option, typed, at: start };
  // As with a single text, one of the wrong length is for its writer to mend.
  if (values['reason'] === 'too-long' || values['reason'] === 'too-short') return wrong;
  return { ...wrong, edit: { start, end, text: near ?? '' } };
}

/**
 * Reads the words that were given for a list. Line breaks among them separate the items, so that each line is one, spaces and all;
 * otherwise each word is. An empty quotation is no item.
 */
export function readList(option: Option, words: readonly Word[], text: string, context: ParseContext): ListReading {
  if (option.type === 'member') return readMembers(option, words, text, context);
  const given = items(option, words, text).filter(({ typed }) => typed.trim() !== '');
  // Before reading: a list that is far too long should not cost anything.
  const mistake = given.length === 0 ? undefined : miscounted(option, given.length);
  if (mistake !== undefined) return { ok: false, mistake };
  const value: OptionValue[] = [];
  for (const item of given) {
    const reading = readValue(option, item.typed, context);
    if (!reading.ok) return { ok: false, mistake: itemMistake(option, item, reading) };
    value.push(reading.value);
  }
  return { ok: true, value };
}
