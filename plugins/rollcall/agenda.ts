/** What the clock has to do for a roll call, and when: no words, no I/O. */
import { arrivalWindow } from './arrival.ts';
import { DAY, HOUR, MINUTE, type RollCall } from './roll-call.ts';

export type Task = {
  readonly time: number;
  readonly what: 'remind' | 'close' | 'settle' | 'ask-again';
};

/** A safety check is repeated after these times, and then every hour. */
const AGAIN = [15, 30, 45, 60].map((minutes) => minutes * MINUTE);
/** It goes on for a day at most. */
const SAFETY_LASTS = DAY;

export const safetyEnds = (created: number): number => created + SAFETY_LASTS;

/** Everything that is still to come, in order. */
function agendaOf(call: RollCall): readonly Task[] {
  const { at, until, remind = [], closed, settled, kind, created, seen } = call;
  const tasks: Task[] = [];
  if (!closed && at !== undefined) for (const before of remind) tasks.push({ time: at - before, what: 'remind' });
  if (!closed && until !== undefined) tasks.push({ time: until, what: 'close' });
  const window = arrivalWindow(call);
  if (window !== undefined && settled !== true) tasks.push({ time: window.to, what: 'settle' });
  if (!closed && kind === 'safety') tasks.push({ time: nextAsking(created, seen), what: 'ask-again' });
  return tasks.filter(({ time }) => time > seen).sort((a, b) => a.time - b.time);
}

function nextAsking(created: number, seen: number): number {
  const passed = seen - created;
  const next = AGAIN.find((after) => after > passed) ?? (Math.floor(passed / HOUR) + 1) * HOUR;
  return created + next;
}

export const nextTask = (call: RollCall): Task | undefined => agendaOf(call)[0];

/** What is due by now. Whatever the clock does afterwards, it does none of it twice. */
export function dueTasks(call: RollCall, now: number): { readonly call: RollCall; readonly tasks: readonly Task[] } {
  const tasks = agendaOf(call).filter(({ time }) => time <= now);
  return { call: { ...call, seen: Math.max(call.seen, now) }, tasks };
}

/** The clock runs a line at most a day late (`Schedule`). If the bot was away for longer, nothing closes the roll call any more. */
export function outlived({ closed, until, at }: RollCall, now: number): boolean {
  const end = until ?? (at === undefined ? undefined : at + DAY);
  return !closed && end !== undefined && now - end > DAY;
}

/** A reminder is of use for a day, and not after the roll call's own times. */
export function reminderExpires({ until, at }: RollCall, now: number): number {
  const ends = [until, at].filter((time) => time !== undefined && time > now) as number[];
  return Math.min(now + DAY, ...ends);
}
