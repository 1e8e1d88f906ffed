import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, lately, periods, record, type Book } from './history.ts';

const EMPTY: Book = { since: 0, days: [] };
const day = fc.integer({ min: 0, max: 500 }).map((n) => dayOf(n * 86_400_000, 'UTC'));
const change = fc.record({ day, joined: fc.nat(5), left: fc.nat(5) });
const TODAY = dayOf(500 * 86_400_000, 'UTC');

describe('the book of comings and goings', () => {
  it('counts each event once, on its own day, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const book = changes.reduce((now, one) => record(now, one.day, one), EMPTY);
        const backwards = changes.toReversed().reduce((now, one) => record(now, one.day, one), EMPTY);
        expect(book).toEqual(backwards);
        const { joined, left } = lately(book, TODAY, 1_000);
        expect(joined).toBe(changes.reduce((sum, one) => sum + one.joined, 0));
        expect(left).toBe(changes.reduce((sum, one) => sum + one.left, 0));
      }),
    );
  });

  it('draws stretches that touch without a gap, end today, and add up', () => {
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 60 }),
        fc.constantFrom('day', 'week', 'month'),
        fc.integer({ min: 300, max: 500 }),
        (changes, step, members) => {
          const book = changes.reduce((now, one) => record(now, one.day, one), EMPTY);
          const shown = periods(book, '1970-01-01', TODAY, members, step);
          expect(shown.at(-1)?.members).toBe(members);
          for (const [index, { from, joined, left, members: there }] of shown.entries()) {
            const before = shown[index - 1];
            if (before === undefined) continue;
            expect(before.from < from).toBe(true);
            expect(there).toBe(before.members + joined - left);
          }
          expect(shown).toHaveLength({ day: 14, week: 8, month: 12 }[step]);
        },
      ),
    );
  });

  it('keeps a bounded number of days', () => {
    let book = EMPTY;
    for (let n = 0; n < 1_000; n += 1) book = record(book, dayOf(n * 86_400_000, 'UTC'), { joined: 1 });
    expect(book.days).toHaveLength(400);
    expect(book.days.at(-1)?.day).toBe(dayOf(999 * 86_400_000, 'UTC'));
  });

  it('takes the day of the chat’s own time zone', () => {
    const evening = Date.UTC(2026, 10, 22, 20);
    expect(dayOf(evening, 'Asia/Tokyo')).toBe('2026-11-23');
    expect(dayOf(evening, 'UTC')).toBe('2026-11-22');
  });
});
