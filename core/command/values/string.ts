import type { ReadValue } from './reading.ts';
import { boundValues, outside, read, wrong } from './reading.ts';

/** A word or a text, as it was written; bounds are its length in UTF-16 units. */
export const readString: ReadValue = (typed, { string, text }) => {
  const bounds = string ?? text ?? {};
  const side = outside(typed.length, bounds);
  if (side === undefined) return read(typed);
  return wrong(side === 'below' ? 'too-short' : 'too-long', { ...boundValues(bounds), count: typed.length });
};
