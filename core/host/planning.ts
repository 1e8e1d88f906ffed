import { Cron } from 'croner';
import { Failure } from '../errors.ts';
import type { Timer } from '../plugin/tokens.ts';
import type { TimerRow } from './store.ts';

type Planned = Omit<TimerRow, 'plugin'>;

/** A rule as it is kept: a croner pattern in a time zone. */
interface Rule {
  readonly pattern: string;
  readonly zone: string;
}

const LONGEST_LINE = 5_000;
/** A plugin says "now" when its invocation began: what was meant for now is not in the past yet. */
const GRACE = 60_000;
const FURTHEST = 366 * 86_400_000 * 2;

function nameOf(line: string, id: unknown): string {
  if (line.length > LONGEST_LINE) throw new Failure('BAD_CALL', `a timer's line is at most ${LONGEST_LINE} characters`);
  if (id === undefined) return line.slice(0, 200);
  if (typeof id !== 'string' || id === '' || id.length > 200)
    throw new Failure('BAD_CALL', "a timer's id is a string of 1 to 200 characters");
  return id;
}

export function plannedOnce(time: unknown, line: string, id: unknown, now: number): Planned {
  if (typeof time !== 'number' || !Number.isFinite(time) || time < now - GRACE || time > now + FURTHEST)
    throw new Failure('BAD_CALL', 'schedule.at takes milliseconds since 1970, not in the past and within two years');
  return { name: nameOf(line, id), due: Math.max(Math.round(time), now), line };
}

export function plannedRepeatedly(pattern: unknown, line: string, id: unknown, now: number, zone: string): Planned {
  // Five fields, so that nothing runs more often than once a minute.
  if (typeof pattern !== 'string' || pattern.trim().split(/\s+/).length !== 5)
    throw new Failure('BAD_CALL', 'schedule.every takes a cron pattern of five fields, such as 0 19 * * 5');
  const rule: Rule = { pattern: pattern.trim(), zone };
  const due = nextRun(rule, now);
  if (due === undefined) throw new Failure('BAD_CALL', `the pattern ${JSON.stringify(pattern)} never comes true`);
  return { name: nameOf(line, id), due, rule: JSON.stringify(rule), line };
}

function nextRun({ pattern, zone }: Rule, after: number): number | undefined {
  try {
    return new Cron(pattern, { timezone: zone }).nextRun(new Date(after))?.getTime();
  } catch (error) {
    throw new Failure('BAD_CALL', `the pattern ${JSON.stringify(pattern)} is wrong: ${(error as Error).message}`);
  }
}

/** When a timer that has gone off runs again: the next time after `now`, however many were missed; `undefined` for one that ran once. */
export function nextDue({ rule }: Pick<TimerRow, 'rule'>, now: number, zone: string): number | undefined {
  // The chat's zone as it is now: a group that moves its clock moves what runs every Friday, too.
  return rule === undefined ? undefined : nextRun({ ...(JSON.parse(rule) as Rule), zone }, now);
}

export function shownTimer({ name, line, due, rule }: Planned): Timer {
  return { id: name, line, due, ...(rule === undefined ? {} : { every: (JSON.parse(rule) as Rule).pattern }) };
}
