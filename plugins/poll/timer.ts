import type { Schedule } from 'tenko';
import type { Poll } from './rules.ts';

/** Sets or cancels the timer of a poll that was just made, closed or opened again. Its line is its id, so each poll has one at most. */
export async function setTimer(schedule: Schedule, { number, closed, until }: Poll): Promise<void> {
  if (until === undefined) return;
  const line = `/poll close --poll ${number}`;
  if (closed) await schedule.cancel(line);
  else await schedule.at(until, line);
}
