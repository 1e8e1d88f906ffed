import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedOf, turn, type Plan } from './plan.ts';
import { EVERY, patternOf, reached, repeated } from './recurrence.ts';
import { createPoll } from './rules.ts';

const DAY = 86_400_000;
const ZONE = 'Asia/Tokyo';
/** Monday, 23 November 2026, nine in the morning in Tokyo. */
const MONDAY = Date.UTC(2026, 10, 23, 0);
const asked = {
  question: '?',
  choices: ['a', 'b'],
  anonymous: false,
  hidden: false,
  open: false,
  ranked: false,
  dates: false,
};
const plan: Plan = { number: 1, asked, first: MONDAY, last: -1 };
const every = fc.constantFrom(...EVERY);
const zone = fc.constantFrom('Asia/Tokyo', 'Europe/Berlin', 'America/New_York', 'Asia/Bangkok');

describe('a poll that comes again', () => {
  it('is asked once each, in order, never twice and never early, however often and late the clock comes', () => {
    const visits = fc
      .array(fc.integer({ min: 0, max: 60 * DAY }), { maxLength: 30 })
      .map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(every, zone, visits, (rule, where, times) => {
        let now: Plan | undefined = { ...plan, every: rule };
        const counts: number[] = [];
        const late: number[] = [];
        for (const time of times) {
          const result = turn(now!, MONDAY - 5 * DAY + time, where);
          if (result.asks) {
            counts.push(result.plan!.last);
            late.push(MONDAY - 5 * DAY + time - repeated(MONDAY, rule, result.plan!.last, where));
          }
          now = result.plan;
        }
        expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b));
        expect(late.every((by) => by >= 0 && by <= DAY)).toBe(true);
      }),
    );
  });

  it('has come as often as its calendar says', () => {
    fc.assert(
      fc.property(every, zone, fc.integer({ min: 0, max: 400 }), (rule, where, count) => {
        const at = repeated(MONDAY, rule, count, where);
        expect(reached(MONDAY, rule, at, where)).toBe(count);
        expect(reached(MONDAY, rule, at - 1, where)).toBe(count - 1);
      }),
    );
  });

  it.each([
    ['day', '0 9 * * *'],
    ['weekday', '0 9 * * 1-5'],
    ['week', '0 9 * * 1'],
    ['fortnight', '0 9 * * 1'],
    ['month', '0 9 23 * *'],
  ] as const)('each %s by the pattern %s', (rule, pattern) => expect(patternOf(MONDAY, rule, ZONE)).toBe(pattern));

  it('on the last day of each month comes on the last day of each', () => {
    expect(patternOf(Date.UTC(2026, 0, 31, 0), 'month', ZONE)).toBe('0 9 L * *');
  });
});

describe('a poll that comes once', () => {
  it('is asked at its time and up to a day late, and then is no plan any more', () => {
    expect(turn(plan, MONDAY - 1, ZONE)).toEqual({ plan, asks: false });
    expect(turn(plan, MONDAY, ZONE)).toEqual({ plan: undefined, asks: true });
    expect(turn(plan, MONDAY + DAY, ZONE)).toEqual({ plan: undefined, asks: true });
    expect(turn(plan, MONDAY + DAY + 1, ZONE)).toEqual({ plan: undefined, asks: false });
  });

  it('is not asked when it would be closed already', () => {
    const short = { ...plan, lasts: 3_600_000 };
    expect(turn(short, MONDAY + 60_000, ZONE)).toMatchObject({ asks: true, until: MONDAY + 3_600_000 });
    expect(turn(short, MONDAY + 3_600_000, ZONE)).toMatchObject({ asks: false });
  });
});

it.each([
  { ranked: true },
  { weights: 4 },
  { dates: true },
  { anonymous: true, most: 2, open: true, quorum: 3 },
  { choices: ['a | https://a.example/a.png', 'b'] },
])('what is asked again is what was asked: %j', (changes) => {
  const draft = {
    number: 1,
    question: '?',
    choices: ['a', 'b', 'c'],
    most: 1,
    creator: 'U1',
    until: undefined,
    now: 0,
    ...changes,
  };
  const first = createPoll(draft);
  if ('refused' in first) throw new Error(first.refused);
  const { multiple = 1, ...again } = askedOf(first.poll);
  expect(createPoll({ ...again, most: multiple, number: 1, creator: 'U1', until: undefined, now: 0 })).toEqual(first);
});
