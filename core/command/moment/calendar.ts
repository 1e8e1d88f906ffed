import type { SaidTime } from './time-reader.ts';

/** A day without a time of its own is meant to its end: "until Friday". */
const DAY_END = { hour: 23, minute: 59 } as const;

/** The date, or `undefined` where the calendar has none (2/30). */
function dateOf(year: number, month: number, day: number): Temporal.PlainDate | undefined {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return undefined;
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  return day <= first.daysInMonth ? first.with({ day }) : undefined;
}

/** Places what was said in the calendar of one time zone, as seen at one moment. */
export class Calendar {
  readonly #now: number;
  readonly #zone: string;
  readonly #today: Temporal.PlainDate;

  /** `now` in milliseconds since 1970; RangeError for a zone that does not exist. */
  constructor(now: number, zone: string) {
    this.#now = now;
    this.#zone = zone;
    this.#today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  }

  /** Hours of 24 and more belong to the days after. */
  at(date: Temporal.PlainDate, hour: number, minute: number): Date {
    const time = Temporal.PlainTime.from({ hour: hour % 24, minute });
    const day = date.add({ days: Math.floor(hour / 24) });
    return new Date(day.toZonedDateTime({ timeZone: this.#zone, plainTime: time }).epochMilliseconds);
  }

  /** `undefined` if there is no such time. */
  place(said: SaidTime): Date | undefined {
    const clock = this.#clock(said);
    if (clock === undefined) return undefined;
    let day: Temporal.PlainDate | undefined;
    let moment: Date | undefined;
    for (day of this.#days(said)) {
      moment = this.at(day, clock.hour, clock.minute);
      if (moment.getTime() > this.#now) break;
    }
    // "Friday 11/30" names one day twice, and the two must agree.
    return said.weekday === undefined || day?.dayOfWeek === said.weekday ? moment : undefined;
  }

  #clock({ hour, minute = 0, part }: SaidTime): { readonly hour: number; readonly minute: number } | undefined {
    if (hour === undefined) return part === undefined ? DAY_END : { hour: part.alone, minute: 0 };
    const of24 = part === undefined ? hour : part.of(hour);
    // 25時 is how late programmes are announced in Japan; nobody counts beyond 29.
    return of24 >= 0 && of24 < 30 ? { hour: of24, minute } : undefined;
  }

  /** The days that may be meant, nearest first; the first on which the time is still to come is taken, else the last. */
  #days(said: SaidTime): readonly Temporal.PlainDate[] {
    const today = this.#today;
    const { year, month, monthDay, daysAhead, weekday, week } = said;
    const ways = [month ?? monthDay, daysAhead, weekday ?? week].filter((way) => way !== undefined);
    if (month !== undefined || monthDay !== undefined || year !== undefined) {
      if (daysAhead !== undefined || week !== undefined || monthDay === undefined) return [];
      return this.#dates(year, month, monthDay);
    }
    if (ways.length > 1) return [];
    if (daysAhead !== undefined) return [today.add({ days: daysAhead })];
    if (week === 0 && weekday !== undefined) {
      // Where weeks begin on Sunday, this week's Friday is still to come then; one that is over is nobody's until.
      const days = weekday - today.dayOfWeek;
      return [today.add({ days }), today.add({ days: days + 7 })];
    }
    if (week !== undefined) {
      return [today.add({ days: week * 7 + (weekday === undefined ? 0 : weekday - today.dayOfWeek) })];
    }
    if (weekday !== undefined) {
      const days = (weekday - today.dayOfWeek + 7) % 7;
      return [today.add({ days }), today.add({ days: days + 7 })];
    }
    return [today, today.add({ days: 1 })];
  }

  #dates(year: number | undefined, month: number | undefined, day: number): readonly Temporal.PlainDate[] {
    const dates: Temporal.PlainDate[] = [];
    const add = (date: Temporal.PlainDate | undefined): void => {
      if (date !== undefined) dates.push(date);
    };
    const today = this.#today;
    if (month === undefined) {
      if (year !== undefined) return [];
      // No two months in a row lack a 30th.
      for (let months = 0; months < 3; months++) {
        const first = today.with({ day: 1 }).add({ months });
        add(dateOf(first.year, first.month, day));
      }
    } else if (year === undefined) {
      // Far enough for 29 February.
      for (let years = 0; years <= 8; years++) add(dateOf(today.year + years, month, day));
    } else {
      add(dateOf(year, month, day));
    }
    return dates;
  }
}
