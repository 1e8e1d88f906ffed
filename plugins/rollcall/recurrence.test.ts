import * as fc from 'fast-check';
import { Cron } from 'croner';
import { describe, expect, it } from 'vitest';
import { EVERY, patternOf, reached, repeated, skipNext, turn, unskip, upcoming, type Series } from './recurrence.ts';

const DAY = 86_400_000;
const ZONES = ['Asia/Tokyo', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland'] as const;
const start = fc
  .integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2027, 11, 31) / 60_000 })
  .map((n) => n * 60_000);
const every = fc.constantFrom(...EVERY);
const zone = fc.constantFrom(...ZONES);
const made = (changes: Partial<Series>): Series => ({
  number: 1,
  every: 'week',
  first: 0,
  title: 'Practice',
  last: 0,
  skip: [],
  standing: {},
  ...changes,
});
const local = (time: number, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(timeZone);

describe('what comes again', () => {
  it('is asked once each, in order, and never for a time that is over, however often and late the clock comes', () => {
    fc.assert(
      fc.property(
        start,
        every,
        zone,
        fc.array(fc.integer({ min: 0, max: 40 * DAY }), { maxLength: 40 }),
        (first, each, timeZone, beats) => {
          let series = made({ first, every: each, at: first + DAY });
          let now = first;
          const asked: number[] = [];
          for (const beat of beats) {
            now += beat;
            const { series: after, opening } = turn(series, now, timeZone);
            if (opening !== undefined) asked.push(opening.count);
            expect(opening?.at ?? Infinity).toBeGreaterThan(now);
            series = after;
            expect(turn(series, now, timeZone).opening).toBeUndefined();
          }
          expect(asked).toEqual([...new Set(asked)].sort((a, b) => a - b));
          expect(asked).not.toContain(0);
        },
      ),
    );
  });

  it('is at the same time of day in the chat’s own zone, through every change of the clocks', () => {
    fc.assert(
      fc.property(start, every, zone, fc.integer({ min: 1, max: 60 }), (first, each, timeZone, count) => {
        const [a, b] = [local(first, timeZone), local(repeated(first, each, count, timeZone), timeZone)];
        // A clock that was put forward has no such hour: then it is the next one.
        const hours = (b.hour - a.hour + 24) % 24;
        expect([hours, b.minute]).toEqual([hours === 1 ? 1 : 0, a.minute]);
      }),
    );
  });

  it('has come as often as its repetitions say', () => {
    fc.assert(
      fc.property(start, every, zone, fc.nat(50), (first, each, timeZone, count) => {
        const then = repeated(first, each, count, timeZone);
        expect(reached({ first, every: each }, then, timeZone)).toBe(count);
        expect(reached({ first, every: each }, then - 1, timeZone)).toBe(Math.max(0, count - 1));
      }),
    );
  });

  it('on working days leaves out the weekend', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 60 }), (first, count) => {
        expect(local(repeated(first, 'weekday', count, 'Asia/Tokyo'), 'Asia/Tokyo').dayOfWeek).toBeLessThanOrEqual(5);
        const [a, b] = [count, count + 1].map((n) => repeated(first, 'weekday', n, 'Asia/Tokyo')) as [number, number];
        expect([DAY, 3 * DAY]).toContain(b - a);
      }),
    );
  });

  it('is due when the clock’s own pattern goes off', () => {
    fc.assert(
      fc.property(start, every, (first, each) => {
        const cron = new Cron(patternOf({ first, every: each }, 'Asia/Tokyo'), { timezone: 'Asia/Tokyo' });
        const fires = cron
          .nextRuns(40, new Date(first))
          .map((date) => reached({ first, every: each }, date.getTime(), 'Asia/Tokyo'));
        // Every repetition is met by a beat of the clock, on its own day or, at the end of a month, a day or two later.
        expect([...new Set(fires)].filter((count) => count > 0)).toEqual(
          Array.from({ length: Math.max(...fires) }, (_, index) => index + 1),
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe('one that is left out', () => {
  const first = Date.UTC(2026, 10, 22, 3);
  const series = made({ first, at: first + 5 * DAY });

  it('is not asked, the one after it is, and it can be taken back', () => {
    const skipped = skipNext(series, 'Asia/Tokyo');
    expect(upcoming(series, 'Asia/Tokyo')).toMatchObject({ count: 1, at: first + 12 * DAY });
    expect(upcoming(skipped, 'Asia/Tokyo')).toMatchObject({ count: 2, at: first + 19 * DAY });
    const { series: then, opening } = turn(skipped, first + 7 * DAY, 'Asia/Tokyo');
    expect(opening).toBeUndefined();
    expect(turn(then, first + 14 * DAY, 'Asia/Tokyo').opening).toEqual({ count: 2, at: first + 19 * DAY });
    expect(unskip(skipped)).toEqual(series);
    expect(unskip(series)).toBeUndefined();
  });
});
