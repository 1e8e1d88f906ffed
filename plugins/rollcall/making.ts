import { charactersIn } from 'tenko';
import type { Every } from './recurrence.ts';
import type { Spot } from './spot.ts';
import { DAY, isSomething, LIMITS, type Reason, type RollCall, type Ruling } from './roll-call.ts';

export interface Draft {
  readonly number: number;
  readonly kind: RollCall['kind'];
  readonly title: string;
  readonly place?: string | undefined;
  readonly spot?: Spot | undefined;
  readonly creator: string | undefined;
  readonly from: string | undefined;
  readonly now: number;
  readonly at?: number | undefined;
  readonly until?: number | undefined;
  readonly capacity?: number | undefined;
  /** Member ids. Nobody: everyone is asked. */
  readonly among?: readonly string[] | undefined;
  /** Milliseconds before `at`. */
  readonly remind?: readonly number[];
  readonly series?: number | undefined;
  readonly every?: Every | undefined;
}

/** A new roll call without answers, or why there can be none. */
export function createCall(draft: Draft): Ruling {
  const { number, kind, spot, creator, from, now, at, until, capacity, series, every } = draft;
  const among = [...new Set(draft.among)];
  const title = draft.title.trim();
  const place = draft.place?.trim();
  // The longest warning first, whatever order they were typed in.
  const remind = [...new Set(draft.remind)].sort((a, b) => b - a);
  const refused = wrongWords(title, place) ?? wrongTimes(draft) ?? wrongReminders(remind, at, now);
  if (refused !== undefined) return { refused };
  const call: RollCall = {
    number,
    kind,
    title,
    ...(isSomething(place) ? { place } : {}),
    ...(spot === undefined ? {} : { spot }),
    ...(creator === undefined ? {} : { creator }),
    ...(from === undefined ? {} : { from }),
    created: now,
    ...(at === undefined ? {} : { at }),
    ...(until === undefined ? {} : { until }),
    ...(capacity === undefined ? {} : { capacity }),
    ...(among.length === 0 ? {} : { among }),
    ...(remind.length === 0 ? {} : { remind }),
    ...(series === undefined ? {} : { series }),
    ...(every === undefined ? {} : { every }),
    closed: false,
    seen: now,
    entries: [],
    arrived: {},
  };
  return { call };
}

export function closeCall(call: RollCall): Ruling {
  return call.closed ? { refused: 'already-closed' } : { call: { ...call, closed: true } };
}

export function wrongWords(title: string, place: string | undefined): Reason | undefined {
  if (!isSomething(title)) return 'title-empty';
  if (charactersIn(title) > LIMITS.titleLength) return 'title-long';
  return place !== undefined && charactersIn(place) > LIMITS.detailLength ? 'detail-long' : undefined;
}

export function wrongTimes({ at, until, now }: Pick<Draft, 'at' | 'until' | 'now'>): Reason | undefined {
  const furthest = now + LIMITS.daysAhead * DAY;
  if (at !== undefined && at <= now) return 'at-past';
  if (at !== undefined && at > furthest) return 'at-far';
  if (until !== undefined && until <= now) return 'until-past';
  return until !== undefined && until > furthest ? 'until-far' : undefined;
}

function wrongReminders(remind: readonly number[], at: number | undefined, now: number): Reason | undefined {
  if (remind.length === 0) return undefined;
  if (at === undefined) return 'remind-no-time';
  if (remind.length > LIMITS.reminders) return 'remind-many';
  return remind.some((before) => at - before <= now) ? 'remind-late' : undefined;
}
