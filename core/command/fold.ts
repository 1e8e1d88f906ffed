// Alternatives and not one class: a class with variation selectors in it reads as a mistake.
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|\p{Variation_Selector}/gu;
const DASHES = /[\u2010-\u2015\u2212]/g;
const PLAIN = /^[\x21-\x7e]*$/;
const THAI_DIGITS = /[\u0e50-\u0e59]/g;

/**
 * How two names are compared: full width as half width, upper as lower case, any dash as `-`, what nobody sees left out.
 * Only for command words, option names and values out of a fixed set: what people write stays as they wrote it.
 */
export function fold(name: string): string {
  if (PLAIN.test(name)) return name.toLowerCase();
  return name.normalize('NFKC').replace(INVISIBLE, '').replace(DASHES, '-').toLowerCase();
}

/** `fold` for numbers and times: Thai digits too, which NFKC leaves alone, and every run of spaces as one. */
export function foldDigits(typed: string): string {
  return fold(typed)
    .replace(THAI_DIGITS, (digit) => String(digit.charCodeAt(0) - 0x0e50))
    .replace(/\s+/g, ' ')
    .trim();
}
