import { durationOf } from './moment/duration.ts';
import type { Option } from './signature.ts';
import type { Token, Word } from './token.ts';
import { longestChoice } from './values/choice.ts';
import { longestName, namedMember, readMention } from './values/member.ts';
import { readMoment } from './values/moment.ts';
import { readValue } from './values/read-value.ts';
import type { ParseContext, Reading } from './values/reading.ts';

/** "30 Nov 2026 at 6 pm" is the longest way to say a time that we read. */
const WORDS_OF_A_TIME = 6;

/** No name begins with a longer word. */
const LONGEST_FIRST_WORD = 200;

/** What one value takes up of a line. */
export interface Spoken {
  readonly reading: Reading;
  readonly typed: string;
  readonly start: number;
  readonly end: number;
  /** How many words it took, the first included. */
  readonly words: number;
}

/** Whether a value of this type may be several words without quotes, and how many. */
function mostWords({ type, definition }: Option, first: Word, context: ParseContext): number {
  if (type === 'choice') return longestChoice(first.text, definition);
  if (type === 'member') return first.text.length > LONGEST_FIRST_WORD ? 1 : longestName(first.text, context.members);
  return type === 'time' || type === 'duration' ? WORDS_OF_A_TIME : 1;
}

/** `first` and the plain words that follow it on its line, as many as one value may take. */
function run(first: Word, following: readonly Token[], from: number, most: number): readonly Word[] {
  const words = [first];
  if (first.quoted || first.mention !== undefined) return words;
  for (let index = from; index < following.length && words.length < most; index++) {
    const token = following[index];
    if (token?.kind !== 'word' || token.quoted || token.mention !== undefined || token.line !== first.line) break;
    words.push(token);
  }
  return words;
}

const ifRight = (reading: Reading): Reading | undefined => (reading.ok ? reading : undefined);

/** Whether several words together are one value. */
function together(option: Option, typed: string, context: ParseContext): Reading | undefined {
  if (option.type === 'member') return namedMember(typed, context);
  if (option.type === 'time') return readMoment(typed, context);
  if (option.type === 'choice') return ifRight(readValue(option, typed, context));
  return durationOf(typed) === undefined ? undefined : readValue(option, typed, context);
}

/**
 * Reads one value that starts with `first`. Times, durations, choices and members' names may be several words without quotes: as many of them
 * as make sense together are taken. `whole`: nothing else is expected behind, so if none make sense all of them are to blame.
 */
export function speak(
  option: Option,
  first: Word,
  following: readonly Token[],
  from: number,
  text: string,
  context: ParseContext,
  whole: boolean,
): Spoken {
  const words = run(first, following, from, mostWords(option, first, context));
  const taken = (count: number): Omit<Spoken, 'reading'> => {
    const end = words[count - 1]!.end;
    const typed = count === 1 ? first.text : text.slice(first.start, end);
    return { typed, start: first.start, end, words: count };
  };
  for (let count = words.length; count > 1; count--) {
    const part = taken(count);
    const reading = together(option, part.typed, context);
    if (reading !== undefined) return { ...part, reading };
  }
  const one = taken(1);
  if (option.type === 'member' && first.mention !== undefined) {
    const { index, length } = first.mention;
    const clinging = first.quoted ? '' : text.slice(index + length, first.end);
    return {
      ...one,
      reading: readMention(
        first.mention,
        text.slice(index, index + length),
        clinging,
        option.definition.member?.others,
      ),
    };
  }
  const reading = readValue(option, first.text, context);
  if (reading.ok || words.length === 1) return { ...one, reading };
  const all = taken(words.length);
  const whatAll = readValue(option, all.typed, context);
  // Of a choice of several words, all of them are one slip.
  const isSlip = option.type === 'choice' && !whatAll.ok && whatAll.near !== undefined;
  return whole || isSlip ? { ...all, reading: whatAll } : { ...one, reading };
}
