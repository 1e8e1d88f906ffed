import { isAt, isSeparator, isSlash, skipBlank } from './characters.ts';
import { fold } from './fold.ts';

/** A mention as the parser knows it; UTF-16 units of the text as received. */
export interface TypedMention {
  readonly index: number;
  readonly length: number;
  readonly memberId?: string;
  readonly isSelf?: boolean;
  readonly all?: boolean;
}

/** A line that starts with a command word. Whether a command has that word, only the table knows. */
export interface TypedLine {
  /** The command word as it is looked up: folded, without the slash. */
  readonly word: string;
  readonly typedWord: string;
  /** Everything after the word, untouched. */
  readonly rest: string;
  /** UTF-16 index of `rest` in `text`. */
  readonly restStart: number;
  /** The whole text as received. */
  readonly text: string;
  readonly mentions: readonly TypedMention[];
}

const NONE: readonly TypedMention[] = [];

/** The index behind the mention of the bot that starts at `at`, and behind the `:` or `,` that people put after a name; else `at`. */
function skipSelf(text: string, at: number, mentions: readonly TypedMention[]): number {
  for (const { index, length, isSelf } of mentions) {
    // A platform's spans are not taken on trust: one that leaves the text counts for nothing.
    if (isSelf !== true || index !== at || !(length > 0) || index + length > text.length) continue;
    const end = index + length;
    return end < text.length && ':,：，、'.includes(text.charAt(end)) ? end + 1 : end;
  }
  return at;
}

// Where a word of a language without spaces ends all the same: `/投票「昼ごはん」`, `/担当@ゆき`. No command has these in its name.
const endsWord = (text: string, index: number, unit: number): boolean =>
  isSeparator(unit) || isAt(unit) || '"＂“”„「『｢'.includes(text.charAt(index));

/**
 * Reads the command word of a line; `undefined` if the line is not a command. It runs on every line of every chat, so an ordinary
 * line is told by its first character. A path such as `/usr/bin` is not a command: no command word has a slash in it.
 */
export function readLine(text: string, mentions: readonly TypedMention[] = NONE): TypedLine | undefined {
  let at = skipBlank(text, 0);
  for (let tries = mentions.length; tries > 0; tries--) {
    const behind = skipSelf(text, at, mentions);
    if (behind === at) break;
    at = skipBlank(text, behind);
  }
  if (at >= text.length || !isSlash(text.charCodeAt(at))) return undefined;
  const start = at + 1;
  let end = start;
  for (; end < text.length; end++) {
    const unit = text.charCodeAt(end);
    if (isSlash(unit)) return undefined;
    if (endsWord(text, end, unit)) break;
  }
  const typedWord = text.slice(start, end);
  const word = fold(typedWord);
  if (word === '') return undefined;
  return { word, typedWord, rest: text.slice(end), restStart: end, text, mentions };
}
