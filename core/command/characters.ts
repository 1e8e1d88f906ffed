/** What separates words, by UTF-16 unit: tables instead of `\s`, so that each line of a chat costs a few comparisons. */

export const isLineBreak = (unit: number): boolean =>
  unit === 0x0a || unit === 0x0d || unit === 0x85 || unit === 0x2028 || unit === 0x2029;

/** Spaces of any width, U+3000 of a Japanese keyboard too, without line breaks. */
const isSpace = (unit: number): boolean =>
  unit === 0x20 ||
  unit === 0x09 ||
  unit === 0x0b ||
  unit === 0x0c ||
  unit === 0xa0 ||
  unit === 0x3000 ||
  unit === 0x1680 ||
  (unit >= 0x2000 && unit <= 0x200a) ||
  unit === 0x202f ||
  unit === 0x205f;

/** Marks that a keyboard or the clipboard leaves behind and nobody sees: zero-width spaces, byte order and direction marks, loose variation selectors. */
const isInvisible = (unit: number): boolean =>
  unit === 0xad ||
  (unit >= 0x200b && unit <= 0x200f) ||
  (unit >= 0x202a && unit <= 0x202e) ||
  (unit >= 0x2060 && unit <= 0x2069) ||
  (unit >= 0xfe00 && unit <= 0xfe0f) ||
  unit === 0xfeff;

export const isSeparator = (unit: number): boolean => isSpace(unit) || isLineBreak(unit);
export const isBlank = (unit: number): boolean => isSpace(unit) || isLineBreak(unit) || isInvisible(unit);

/** `@`, and the full-width one of an East Asian keyboard. */
export const isAt = (unit: number): boolean => unit === 0x40 || unit === 0xff20;
/** `/` and `／`. */
export const isSlash = (unit: number): boolean => unit === 0x2f || unit === 0xff0f;

/** The first index from `at` that is not blank; the text's length if there is none. */
export function skipBlank(text: string, at: number): number {
  let index = at;
  while (index < text.length && isBlank(text.charCodeAt(index))) index++;
  return index;
}

/** Nothing that anyone could read. */
export const isAllBlank = (text: string): boolean => skipBlank(text, 0) === text.length;
