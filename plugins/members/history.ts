/** The book of who came and went: no words, no I/O. It keeps how many on which day, and of nobody who. */

/** A day in the chat's time zone, `2026-11-22`. */
type Day = { readonly day: string; readonly joined: number; readonly left: number };

export type Book = {
  /** Since when comings and goings have been counted, milliseconds since 1970. */
  readonly since: number;
  /** Days on which somebody came or went, the oldest first. */
  readonly days: readonly Day[];
};

export type Step = 'day' | 'week' | 'month';

/** One stretch of time of the chart. */
export interface Period {
  /** Its first day. */
  readonly from: string;
  readonly joined: number;
  readonly left: number;
  /** How many there were at its end. */
  readonly members: number;
}

/** Days with a change that a chat keeps: more than a year of them. */
const KEPT = 400;
/** How many stretches a chart shows. */
const SHOWN: Readonly<Record<Step, number>> = { day: 14, week: 8, month: 12 };

export const dayOf = (time: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone).toPlainDate().toString();

/** Noon of a day: whoever shows it as a date shows that day. */
export const noonOf = (day: string, zone: string): number =>
  Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: '12:00' }).epochMilliseconds;

/** Events may come late and out of order: each is counted on its own day. */
export function record(book: Book, day: string, change: { readonly joined?: number; readonly left?: number }): Book {
  const before = book.days.find((other) => other.day === day) ?? { day, joined: 0, left: 0 };
  const after = { day, joined: before.joined + (change.joined ?? 0), left: before.left + (change.left ?? 0) };
  const others = book.days.filter((other) => other.day !== day);
  const days = [...others, after].sort((a, b) => (a.day < b.day ? -1 : 1)).slice(-KEPT);
  return { ...book, days };
}

/**
 * The newest stretches up to `today`, the oldest first, none from before the counting began. How many people there were is worked out
 * backwards from how many there are now.
 */
export function periods(book: Book, firstDay: string, today: string, members: number, step: Step): readonly Period[] {
  const found: Period[] = [];
  let end = Temporal.PlainDate.from(today);
  let from = startOf(end, step);
  for (let there = members; found.length < SHOWN[step];) {
    const { joined, left } = within(book, from.toString(), end.toString());
    found.unshift({ from: from.toString(), joined, left, members: Math.max(0, there) });
    if (from.toString() <= firstDay) break;
    there -= joined - left;
    end = from.subtract({ days: 1 });
    from = startOf(end, step);
  }
  return found;
}

/** How many came and went in the `length` days up to `today`. */
export function lately(book: Book, today: string, length: number): { readonly joined: number; readonly left: number } {
  const from = Temporal.PlainDate.from(today).subtract({ days: length - 1 });
  return within(book, from.toString(), today);
}

function within({ days }: Book, from: string, to: string): { joined: number; left: number } {
  let joined = 0;
  let left = 0;
  for (const each of days) {
    if (each.day < from || each.day > to) continue;
    joined += each.joined;
    left += each.left;
  }
  return { joined, left };
}

/** Weeks begin on Monday. */
function startOf(day: Temporal.PlainDate, step: Step): Temporal.PlainDate {
  if (step === 'month') return day.with({ day: 1 });
  return step === 'week' ? day.subtract({ days: day.dayOfWeek - 1 }) : day;
}
