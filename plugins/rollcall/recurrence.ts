/** Roll calls that come again: no words, no I/O. All of it is counted in the chat's own calendar, so a summer time changes no clock. */

export const EVERY = ['day', 'weekday', 'week', 'fortnight', 'month'] as const;
export type Every = (typeof EVERY)[number];

export type Series = {
  /** The number of its first roll call. */
  readonly number: number;
  readonly every: Every;
  /** When the first one was asked, at a whole minute: each further one is asked at the same time of its own day. */
  readonly first: number;
  readonly at?: number;
  readonly until?: number;
  readonly title: string;
  readonly place?: string;
  readonly capacity?: number;
  readonly among?: readonly string[];
  readonly remind?: readonly number[];
  readonly creator?: string;
  /** The newest repetition that was asked or left out; the first roll call is the 0th. */
  readonly last: number;
  /** Repetitions that are left out. */
  readonly skip: readonly number[];
  /** Members who answered for all that come. */
  readonly standing: { readonly [memberId: string]: 'yes' | 'no' | 'maybe' | 'late' };
};

const zoned = (time: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone);

/** The time of the `count`-th repetition. The 31st of a month is the last day of a shorter one. */
export function repeated(time: number, every: Every, count: number, zone: string): number {
  const start = zoned(time, zone);
  if (every === 'month') return start.add({ months: count }).epochMilliseconds;
  if (every === 'week') return start.add({ weeks: count }).epochMilliseconds;
  if (every === 'fortnight') return start.add({ weeks: 2 * count }).epochMilliseconds;
  if (every === 'day') return start.add({ days: count }).epochMilliseconds;
  return start.add({ days: weekdays(start.dayOfWeek, count) }).epochMilliseconds;
}

/** Days from a day of the week to the `count`-th working day after it. */
function weekdays(dayOfWeek: number, count: number): number {
  if (count === 0) return 0;
  // A weekend counts as the Friday before it.
  const workday = Math.min(dayOfWeek, 5);
  const ahead = workday - 1 + count;
  return Math.floor(ahead / 5) * 7 + (ahead % 5) - (dayOfWeek - 1);
}

/** When the clock asks, as a cron pattern in the chat's time zone. */
export function patternOf({ first, every }: Pick<Series, 'first' | 'every'>, zone: string): string {
  const { hour, minute, day, dayOfWeek } = zoned(first, zone);
  const days = { day: '* * *', weekday: '* * 1-5', month: day > 28 ? 'L * *' : `${day} * *` };
  return `${minute} ${hour} ${every in days ? days[every as keyof typeof days] : `* * ${dayOfWeek % 7}`}`;
}

/** The newest repetition whose time has come; 0 before the first. */
export function reached({ first, every }: Pick<Series, 'first' | 'every'>, now: number, zone: string): number {
  const length = { day: 1, weekday: 1, week: 7, fortnight: 14, month: 28 }[every];
  let low = 0;
  let high = Math.max(0, Math.ceil((now - first) / (length * 86_400_000))) + 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (repeated(first, every, middle, zone) <= now) low = middle;
    else high = middle - 1;
  }
  return low;
}

export interface Opening {
  readonly count: number;
  readonly at?: number;
  readonly until?: number;
}

const timesOf = ({ at, until, every }: Series, count: number, zone: string): Omit<Opening, 'count'> => ({
  ...(at === undefined ? {} : { at: repeated(at, every, count, zone) }),
  ...(until === undefined ? {} : { until: repeated(until, every, count, zone) }),
});

/**
 * What the clock is to ask now, if anything, and the series afterwards. However often and however late it comes, each repetition is
 * asked once, in order, and none whose time is over.
 */
export function turn(
  series: Series,
  now: number,
  zone: string,
): { readonly series: Series; readonly opening?: Opening } {
  const count = reached(series, now, zone);
  if (count <= series.last) return { series };
  const after = { ...series, last: count, skip: series.skip.filter((skipped) => skipped > count) };
  if (series.skip.includes(count)) return { series: after };
  const times = timesOf(series, count, zone);
  const over = (times.at ?? Infinity) <= now || (times.until ?? Infinity) <= now;
  return over ? { series: after } : { series: after, opening: { count, ...times } };
}

/** The next repetition that will be asked: when that is, and when it takes place. */
export function upcoming(series: Series, zone: string): Opening & { readonly asked: number } {
  let count = series.last + 1;
  while (series.skip.includes(count)) count += 1;
  return { count, asked: repeated(series.first, series.every, count, zone), ...timesOf(series, count, zone) };
}

/** Leaves out the next one; taken back, the one that was left out last comes after all. */
export function skipNext(series: Series, zone: string): Series {
  return { ...series, skip: [...series.skip, upcoming(series, zone).count] };
}

export function unskip(series: Series): Series | undefined {
  return series.skip.length === 0 ? undefined : { ...series, skip: series.skip.slice(0, -1) };
}
