import { foldDigits } from '../fold.ts';
import { chinese } from './chinese.ts';
import { english } from './english.ts';
import { japanese } from './japanese.ts';
import { thai } from './thai.ts';
import type { TimeWord } from './word.ts';

/** A number as it was typed, a word, or one of `: / - . ,`. */
export type Lexeme = { readonly is: 'digits'; readonly text: string; readonly value: number } | TimeWord | Mark;
interface Mark {
  readonly is: ':' | '/' | '-' | '.' | ',';
}

// All languages at once: a chat's members type in several, and hardly a word means two things.
const WORDS = new Map<string, TimeWord>();
for (const [word, meaning] of [...english, ...japanese, ...chinese, ...thai]) {
  const key = foldDigits(word);
  if (!WORDS.has(key)) WORDS.set(key, meaning);
}
/** The lengths of the words that start with a character, longest first. */
const LENGTHS = new Map<string, readonly number[]>();
for (const word of WORDS.keys()) {
  const first = word.charAt(0);
  LENGTHS.set(
    first,
    [...new Set([...(LENGTHS.get(first) ?? []), word.length])].toSorted((a, b) => b - a),
  );
}
/** More than anyone needs to say a time; also what bounds the work. */
const LONGEST = 64;

/** The 30th is 30. */
const DIGITS = /\d{1,10}(?:(?:st|nd|rd|th)(?![a-z]))?/y;
const MARK = /[:/\-.,]/y;
const CJK_NUMBER = /[〇零一二兩两三四五六七八九十]{1,3}/y;
const CJK_DIGITS = '〇一二三四五六七八九';

const cjkDigit = (one: string): number => CJK_DIGITS.indexOf(one.replace(/[兩两]/, '二').replace('零', '〇'));

/** 三, 十八, 三十, 二十五: what is said of hours and days. */
function cjkNumber(text: string): number | undefined {
  const [tens, ones, ...more] = text.split('十');
  if (more.length > 0 || tens === undefined) return undefined;
  if (ones === undefined) return tens.length === 1 ? cjkDigit(tens) : undefined;
  if (tens.length > 1 || ones.length > 1) return undefined;
  return (tens === '' ? 1 : cjkDigit(tens)) * 10 + (ones === '' ? 0 : cjkDigit(ones));
}

function wordAt(text: string, at: number): string | undefined {
  for (const length of LENGTHS.get(text.charAt(at)) ?? []) {
    const word = text.slice(at, at + length);
    // `mon` is not the start of `month`.
    if (WORDS.has(word) && !(/[a-z]$/.test(word) && /[a-z]/.test(text.charAt(at + length)))) return word;
  }
  return undefined;
}

/** The words of a time or a duration, longest first; `undefined` if there is anything else in it. */
export function lex(typed: string): readonly Lexeme[] | undefined {
  if (typed.length > LONGEST) return undefined;
  const text = foldDigits(typed);
  const lexemes: Lexeme[] = [];
  for (let at = 0; at < text.length;) {
    const match = (pattern: RegExp): string | undefined => {
      pattern.lastIndex = at;
      return pattern.exec(text)?.[0];
    };
    const digits = match(DIGITS);
    const word = digits === undefined ? wordAt(text, at) : undefined;
    const cjk = word === undefined && digits === undefined ? match(CJK_NUMBER) : undefined;
    if (text.charAt(at) === ' ') {
      at++;
    } else if (digits !== undefined) {
      const figures = digits.replace(/\D+$/, '');
      lexemes.push({ is: 'digits', text: figures, value: Number(figures) });
      at += digits.length;
    } else if (word !== undefined) {
      lexemes.push(WORDS.get(word)!);
      at += word.length;
    } else if (cjk !== undefined) {
      const value = cjkNumber(cjk);
      if (value === undefined) return undefined;
      lexemes.push({ is: 'number', value });
      at += cjk.length;
    } else {
      const mark = match(MARK);
      if (mark === undefined) return undefined;
      lexemes.push({ is: mark as Mark['is'] });
      at++;
    }
  }
  return lexemes;
}
