import type { Lexeme } from './lexer.ts';
import { lex } from './lexer.ts';
import { DAY, HOUR, MINUTE } from './word.ts';

/** A length that nobody means, and that dates could not hold. */
const LONGEST = 3_660 * DAY;

const unitOf = (lexeme: Lexeme | undefined): number | undefined => {
  if (lexeme?.is === 'unit') return lexeme.length;
  if (lexeme?.is === 'weekday') return lexeme.unit;
  return lexeme?.is === 'monthDay' ? DAY : undefined;
};

const isNumber = (lexeme: Lexeme | undefined): lexeme is Lexeme & { readonly value: number } =>
  lexeme?.is === 'digits' || lexeme?.is === 'number';

/** `lexemes[at]` as a number, with its decimals: `[value, how many lexemes]`. */
function numberAt(lexemes: readonly Lexeme[], at: number): readonly [number, number] | undefined {
  const whole = lexemes[at];
  if (!isNumber(whole)) return undefined;
  const decimals = lexemes[at + 2];
  if (lexemes[at + 1]?.is === '.' && decimals?.is === 'digits') return [Number(`${whole.value}.${decimals.text}`), 3];
  return [whole.value, 1];
}

/**
 * The length that lexemes say, in milliseconds: pairs of number and unit, with halves ("1 h 30 m", 2時間半, half an hour, 一個半小時).
 * `undefined` if anything else stands among them.
 */
export function lengthOf(lexemes: readonly Lexeme[]): number | undefined {
  let length = 0;
  let parts = 0;
  for (let at = 0; at < lexemes.length; parts++) {
    const lexeme = lexemes[at];
    if (lexeme?.is === 'filler' || lexeme?.is === ',') {
      at++;
      parts--;
      continue;
    }
    if (lexeme?.is === 'half') {
      const article = lexemes[at + 1]?.is === 'number' ? 1 : 0;
      const unit = unitOf(lexemes[at + 1 + article]);
      if (unit === undefined) return undefined;
      length += unit / 2;
      at += 2 + article;
      continue;
    }
    const number = numberAt(lexemes, at);
    if (number === undefined) return undefined;
    const [value, used] = number;
    at += used;
    const unit = unitOf(lexemes[at]);
    if (unit === undefined) return undefined;
    const named = lexemes[at];
    at++;
    length += value * unit + (named?.is === 'unit' && named.half === true ? unit / 2 : 0);
    if (lexemes[at]?.is === 'half' && unitOf(lexemes[at + 1]) === undefined) {
      length += unit / 2;
      at++;
    }
  }
  return parts > 0 && length <= LONGEST ? Math.round(length) : undefined;
}

/** `1:30` is an hour and a half. */
function clockLength([hours, colon, minutes, ...more]: readonly Lexeme[]): number | undefined {
  if (hours?.is !== 'digits' || colon?.is !== ':' || minutes?.is !== 'digits' || more.length > 0) return undefined;
  if (minutes.text.length !== 2 || minutes.value > 59 || hours.value > 999) return undefined;
  return hours.value * HOUR + minutes.value * MINUTE;
}

/** A duration in milliseconds: `2h`, `1h30m`, `90分`, `2時間半`, `30分鐘`, `2 ชั่วโมง`, `1:30`. A bare number has no unit, so it is none. */
export function durationOf(typed: string): number | undefined {
  const lexemes = lex(typed);
  return lexemes === undefined ? undefined : (clockLength(lexemes) ?? lengthOf(lexemes));
}
