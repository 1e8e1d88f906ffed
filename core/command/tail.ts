import type { Option } from './signature.ts';
import type { Spoken } from './spoken.ts';
import type { Named, Token, Word } from './token.ts';

/** Reads the value of an option that starts with a word; the tokens behind that one start at `next`. */
type Speak = (option: Option, word: Word, next: number) => Spoken;

/**
 * The index of the first token of which all, up to the last, are options with values that they can take: what is behind a text and no
 * part of it. From the right, each token once.
 */
export function tailOf(tokens: readonly Token[], speak: Speak): number {
  const isTail = Array.from({ length: tokens.length + 1 }, () => false);
  isTail[tokens.length] = true;
  let first = tokens.length;
  for (let at = tokens.length - 1; at >= 0; at--) {
    const token = tokens[at]!;
    const behind = token.kind === 'named' ? behindOption(tokens, at, token, speak) : undefined;
    if (behind === undefined || isTail[behind] !== true) continue;
    isTail[at] = true;
    first = at;
  }
  return first;
}

/** The token behind the option at `at` and its value, if it is one. */
function behindOption(tokens: readonly Token[], at: number, token: Named, speak: Speak): number | undefined {
  const { option, value, flag } = token;
  if (option === undefined || option.type === 'text') return undefined;
  if (flag && option.type === 'boolean') return at + 1;
  const next = tokens[at + 1];
  const word = value ?? (next?.kind === 'word' ? next : undefined);
  if (word === undefined || word.open) return option.definition.bare === undefined || !flag ? undefined : at + 1;
  const behind = value === undefined ? at + 2 : at + 1;
  const { reading, words } = speak(option, word, behind);
  return reading.ok ? behind + words - 1 : undefined;
}
