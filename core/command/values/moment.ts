import { durationOf } from '../moment/duration.ts';
import { timeOf } from '../moment/time.ts';
import type { ParseContext, ReadValue, Reading } from './reading.ts';
import { boundValues, outside, read, wrong } from './reading.ts';

/** A length of time in milliseconds; so are its bounds. */
export const readDuration: ReadValue = (typed, { duration: bounds = {} }) => {
  const length = durationOf(typed);
  if (length === undefined) return wrong('not-a-duration', boundValues(bounds));
  const side = outside(length, bounds);
  if (side === undefined) return read(length);
  return wrong(side === 'below' ? 'too-small' : 'too-large', boundValues(bounds));
};

/** A moment, by the clock and the time zone of the context. */
export function readMoment(typed: string, { now, timeZone }: ParseContext): Reading | undefined {
  const moment = timeOf(typed, now, timeZone);
  return moment === undefined ? undefined : read(moment);
}

export const readTime: ReadValue = (typed, _definition, context) => readMoment(typed, context) ?? wrong('not-a-time');
