import type { CommandDefinition } from './definition.ts';
import { quoted } from './correction.ts';
import { fold } from './fold.ts';
import { nearest } from './nearest.ts';
import { offeredIn, subcommandsOf } from './subcommands.ts';
import type { Token } from './token.ts';

/** A line whose first word stands where a text would, and is hardly meant as one. */
export type LoneWord = {
  /** The subcommand that it is a slip of, or `help`. */
  readonly meant: { readonly subcommand: string; readonly word: string } | 'help';
  /** The line that takes the word for a text. */
  readonly asText: { readonly start: number; readonly end: number; readonly text: string };
};

const HELP = new Set(
  [
    'help',
    '?',
    'h',
    'usage',
    'ヘルプ',
    '使い方',
    '説明',
    '幫助',
    '帮助',
    '說明',
    '用法',
    '求助',
    'ช่วยเหลือ',
    'ช่วยด้วย',
    'วิธีใช้',
  ].map(fold),
);

/** Whoever asks a question says so; what ends so is a text. */
const ASKS = /[?？]$/;
/** What people put behind a word of ours all the same: `/poll results?`. */
const MARKS = /[?!.。]+$/u;
const NUMBER = /^[#＃]?\d{1,4}$/u;
/** A slip in a shorter word is any other word. */
const SHORTEST = 3;

/**
 * A command with subcommands may take a text in their place, and so would a slip of one become a text: `/poll colse` a poll about
 * "colse". It is asked about where the word stands alone, or with numbers as a subcommand would: `/poll vot 2 #3`. In quotes it is a text.
 */
export function loneWord(
  tokens: readonly Token[],
  definition: CommandDefinition,
  mayRun?: (subcommand: string) => boolean,
): LoneWord | undefined {
  const [first, ...others] = tokens;
  if (first?.kind !== 'word' || first.quoted || first.mention !== undefined) return undefined;
  const words = subcommandsOf(definition);
  if (!others.every((token) => isNumber(token) || isStranger(token))) return undefined;
  const { start, end, text } = first;
  const asText = { start, end, text: quoted(text) };
  const folded = fold(text);
  if (words.size === 0) return undefined;
  if (others.length === 0 && HELP.has(folded)) return { meant: 'help', asText };
  const plain = folded.replace(MARKS, '');
  const exact = words.get(plain);
  const isOffered = exact !== undefined && definition.subcommands?.[exact]?.hidden !== true;
  if (isOffered && others.length === 0) return { meant: { subcommand: exact, word: plain }, asText };
  if (ASKS.test(text) || Array.from(folded).length < SHORTEST) return undefined;
  const word = nearest(text, offeredIn(definition, mayRun), 1);
  const subcommand = word === undefined ? undefined : words.get(word);
  return word === undefined || subcommand === undefined ? undefined : { meant: { subcommand, word }, asText };
}

const isNumber = (token: Token): boolean => token.kind === 'word' && !token.quoted && NUMBER.test(fold(token.text));

/** An option that the command does not have: its subcommand may. */
const isStranger = (token: Token): boolean => token.kind === 'named' && token.option === undefined;
