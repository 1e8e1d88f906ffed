/** When the clock asks a poll again. Counted in the chat's own calendar, so a summer time changes no hour. No words, no I/O. */

export const EVERY = ['day', 'weekday', 'week', 'fortnight', 'month'] as const;
export type Every = (typeof EVERY)[number];

const DAYS = { day: 1, week: 7, fortnight: 14 } as const;

const zoned = (time: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone);

/** The `count`-th time after `first`. The 31st of a month is the last day of a shorter one; a weekend counts as its Friday. */
export function repeated(first: number, every: Every, count: number, zone: string): number {
  const start = zoned(first, zone);
  if (every === 'month') return start.add({ months: count }).epochMilliseconds;
  if (every !== 'weekday') return start.add({ days: count * DAYS[every] }).epochMilliseconds;
  const weekday = Math.min(start.dayOfWeek, 5) - 1 + count;
  const days = Math.floor(weekday / 5) * 7 + (weekday % 5) - (start.dayOfWeek - 1);
  return start.add({ days: count === 0 ? 0 : days }).epochMilliseconds;
}

/** As a cron pattern in the chat's zone. It may come too often (each week for a fortnight, on the 28th to 31st): `reached` says when. */
export function patternOf(first: number, every: Every, zone: string): string {
  const { hour, minute, day, dayOfWeek } = zoned(first, zone);
  const days = { day: '* * *', weekday: '* * 1-5', month: day > 28 ? 'L * *' : `${day} * *` };
  return `${minute} ${hour} ${every in days ? days[every as keyof typeof days] : `* * ${dayOfWeek % 7}`}`;
}

/** The newest repetition whose time has come; -1 before the first. */
export function reached(first: number, every: Every, now: number, zone: string): number {
  if (now < first) return -1;
  const shortest = { ...DAYS, weekday: 1, month: 28 }[every];
  let low = 0;
  let high = Math.ceil((now - first) / (shortest * 86_400_000)) + 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (repeated(first, every, middle, zone) <= now) low = middle;
    else high = middle - 1;
  }
  return low;
}
