import { charactersIn, fitsIn } from '../length.ts';
import type { ReadValue } from './reading.ts';
import { boundValues, read, wrong } from './reading.ts';

/** A word or a text, as it was written; bounds are its length in characters, as people count them. */
export const readString: ReadValue = (typed, { string, text }) => {
  const bounds = string ?? text ?? {};
  const { min = 0, max = Infinity } = bounds;
  const isShort = typed.length < min || (min > 1 && charactersIn(typed) < min);
  if (!isShort && fitsIn(typed, max)) return read(typed);
  return wrong(isShort ? 'too-short' : 'too-long', { ...boundValues(bounds), count: charactersIn(typed) });
};
