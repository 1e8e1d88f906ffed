import { foldDigits } from '../fold.ts';
import type { ReadValue, Reading } from './reading.ts';
import { boundValues, outside, read, wrong } from './reading.ts';
import type { Bounds } from '../definition.ts';

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;
const GROUPED = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;
/** What stands before or behind an amount of money: it says what is counted, not how much. */
const CURRENCY = /^[¥￥$＄€£฿]|(?:円|元|บาท)$/gu;
/** A longer word is no number that anyone means. */
const LONGEST = 40;

function numberOf(typed: string): number | undefined {
  if (typed.length > LONGEST) return undefined;
  const folded = foldDigits(typed);
  if (GROUPED.test(folded)) return Number(folded.replaceAll(',', ''));
  return NUMBER.test(folded) ? Number(folded) : undefined;
}

function within(value: number, bounds: Bounds): Reading {
  const side = outside(value, bounds);
  // `-0` would print as 0 and compare as 0; it is one.
  return side === undefined
    ? read(value === 0 ? 0 : value)
    : wrong(side === 'below' ? 'too-small' : 'too-large', boundValues(bounds));
}

/** Digits of any width, a sign, a point, `1,000`, and amounts as people write them: `¥1,000`, `1000円`. */
export const readNumber: ReadValue = (typed, { number: bounds = {} }) => {
  const value = typed.length > LONGEST ? undefined : numberOf(typed.replaceAll(CURRENCY, ''));
  return value === undefined ? wrong('not-a-number', boundValues(bounds)) : within(value, bounds);
};

/** A whole number that JavaScript can count to. */
export const readInteger: ReadValue = (typed, { integer: bounds = {} }) => {
  const value = numberOf(typed);
  if (value === undefined) return wrong('not-a-number', boundValues(bounds));
  if (!Number.isInteger(value)) return wrong('not-whole', boundValues(bounds));
  if (!Number.isSafeInteger(value)) return wrong(value < 0 ? 'too-small' : 'too-large', boundValues(bounds));
  return within(value, bounds);
};
