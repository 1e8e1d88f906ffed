import type { Schedule } from 'tenko';
import type { Plan } from './plan.ts';
import { patternOf } from './recurrence.ts';
import type { Poll } from './rules.ts';

const closing = ({ number }: Poll): string => `/poll close --poll ${number}`;
const lastCall = ({ number }: Poll): string => `poll-${number}-answered`;
const reminding = ({ number }: Poll): string => `poll-${number}-remind`;

/** Sets or cancels the timer of a poll that was just made, changed, closed or opened again. Each poll has one at most. */
export async function setTimer(schedule: Schedule, poll: Poll): Promise<void> {
  const { closed, until } = poll;
  if (until !== undefined && !closed) await schedule.at(until, closing(poll));
  else if (until !== undefined) await schedule.cancel(closing(poll));
  if (closed) await dropTimers(schedule, poll);
}

/** Everyone has answered, and may still pick another choice: it closes when nobody has done so for a while. */
export const closeAfter = (schedule: Schedule, poll: Poll, time: number): Promise<void> =>
  schedule.at(time, closing(poll), { id: lastCall(poll) });

export const remindAt = (schedule: Schedule, poll: Poll, time: number, push: boolean): Promise<void> =>
  schedule.at(time, `/poll remind --poll ${poll.number}${push ? ' --push' : ''}`, { id: reminding(poll) });

const planning = ({ number }: Plan): string => `poll-plan-${number}`;

/** When the clock asks a plan's poll: once, or again and again. */
export async function setPlanTimer(schedule: Schedule, plan: Plan, zone: string): Promise<void> {
  const line = `/poll clock-start --plan ${plan.number}`;
  const { first, every } = plan;
  if (every === undefined) await schedule.at(first, line, { id: planning(plan) });
  else await schedule.every(patternOf(first, every, zone), line, { id: planning(plan) });
}

export const dropPlanTimer = async (schedule: Schedule, plan: Plan): Promise<void> => {
  await schedule.cancel(planning(plan));
};

/** Takes away every timer of a poll that is over or gone. */
export async function dropTimers(schedule: Schedule, poll: Poll): Promise<void> {
  for (const id of [closing(poll), lastCall(poll), reminding(poll)]) await schedule.cancel(id);
}
