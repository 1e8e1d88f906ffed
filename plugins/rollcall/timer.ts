import type { Schedule } from 'tenko';
import type { RollCall } from './rules.ts';

/** Sets or cancels the timer of a roll call that was just made or closed. Its line is its id, so each has one at most. */
export async function setTimer(schedule: Schedule, { number, closed, until }: RollCall): Promise<void> {
  if (until === undefined) return;
  const line = `/rollcall close --call ${number}`;
  if (closed) await schedule.cancel(line);
  else await schedule.at(until, line);
}
