import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answer,
  closeCall,
  createCall,
  DAY,
  forget,
  LIMITS,
  outlived,
  reminderExpires,
  STATUSES,
  tally,
  type Draft,
  type RollCall,
} from './rules.ts';

const draft: Draft = {
  number: 1,
  title: 'Friday practice',
  at: undefined,
  place: undefined,
  creator: 'U1',
  until: undefined,
  now: 0,
};

function made(changes: Partial<Draft> = {}): RollCall {
  const result = createCall({ ...draft, ...changes });
  if ('refused' in result) throw new Error(result.refused);
  return result.call;
}
const after = (call: RollCall, ruling: ReturnType<typeof answer>): RollCall => ('call' in ruling ? ruling.call : call);

// Ids that are also names of object properties must be ids like any other.
const who = fc.constantFrom('U1', 'U2', '7', '__proto__', 'constructor');
const given = fc.record({ who, status: fc.constantFrom(...STATUSES), note: fc.constantFrom('', 'bus', ' ') });

describe('whatever a group answers', () => {
  it('everyone who answered stands in exactly one list, that of their last answer', () => {
    fc.assert(
      fc.property(fc.array(given, { maxLength: 40 }), (answers) => {
        const call = answers.reduce((now, one) => after(now, answer(now, one.who, one.status, one.note)), made());
        const last = new Map(answers.map((one) => [one.who, one.status]));
        const lists = Object.entries(tally(call)).flatMap(([status, ids]) => ids.map((id) => [id, status] as const));
        expect(lists).toHaveLength(last.size);
        expect(new Map(lists)).toEqual(last);
        expect(tally(JSON.parse(JSON.stringify(call)) as RollCall)).toEqual(tally(call));
      }),
    );
  });

  it('a closed roll call changes by no answer', () => {
    fc.assert(
      fc.property(given, (one) => {
        const closed = after(made(), closeCall(after(made(), answer(made(), 'U1', 'yes', ''))));
        expect(answer(closed, one.who, one.status, one.note)).toEqual({ refused: 'closed' });
        expect(closed.answers).toEqual({ U1: { status: 'yes' } });
      }),
    );
  });

  it('whoever is forgotten leaves nothing, and takes nobody along', () => {
    fc.assert(
      fc.property(fc.array(given, { maxLength: 20 }), (answers) => {
        const call = answers.reduce((now, one) => after(now, answer(now, one.who, one.status, one.note)), made());
        const without = forget(call, 'U1');
        expect(JSON.stringify(without)).not.toContain('U1');
        expect(Object.keys(without.answers)).toEqual(Object.keys(call.answers).filter((id) => id !== 'U1'));
      }),
    );
  });
});

describe('a note', () => {
  it('stays while the same answer is tapped again, is replaced by another, and goes with the answer', () => {
    const late = after(made(), answer(made(), 'U1', 'late', ' bus '));
    expect(late.answers).toEqual({ U1: { status: 'late', note: 'bus' } });
    expect(answer(late, 'U1', 'late', '')).toMatchObject({ call: { answers: { U1: { note: 'bus' } } } });
    expect(answer(late, 'U1', 'late', 'train')).toMatchObject({ call: { answers: { U1: { note: 'train' } } } });
    expect(after(late, answer(late, 'U1', 'yes', '')).answers).toEqual({ U1: { status: 'yes' } });
  });

  it('has a bound', () => {
    expect(answer(made(), 'U1', 'no', 'x'.repeat(101))).toEqual({ refused: 'note-long' });
    expect(answer(made(), 'U1', 'no', 'x'.repeat(100))).toHaveProperty('call');
  });
});

describe('making a roll call', () => {
  it.each([
    ['title-empty', { title: ' 　' }],
    ['title-empty', { title: '\u{200b}' }],
    ['title-long', { title: 'x'.repeat(301) }],
    ['detail-long', { at: 'x'.repeat(101) }],
    ['detail-long', { place: 'x'.repeat(101) }],
    ['until-past', { until: 5, now: 5 }],
    ['until-past', { until: -8.64e15 }],
    ['until-far', { until: 90 * DAY + 1 }],
    ['until-far', { until: 8.64e15 }],
  ] as const)('refuses with %s where that is so', (refused, changes) => {
    expect(createCall({ ...draft, ...changes })).toEqual({ refused });
  });

  it('leaves out a time or a place of nothing but spaces', () => {
    expect(made({ at: ' ', place: ' Gym ' })).toEqual({
      number: 1,
      title: 'Friday practice',
      place: 'Gym',
      creator: 'U1',
      closed: false,
      answers: {},
    });
  });
});

describe('a roll call with a time', () => {
  const time = fc.integer({ min: 1, max: 90 * DAY });
  const at = fc.integer({ min: 0, max: 200 * DAY });

  it('keeps it through every answer, and when a member is forgotten', () => {
    fc.assert(
      fc.property(time, fc.array(given, { maxLength: 20 }), (until, answers) => {
        const call = answers.reduce(
          (now, one) => after(now, answer(now, one.who, one.status, one.note)),
          made({ until }),
        );
        expect(forget(call, 'U1').until).toBe(until);
      }),
    );
  });

  it('is left to the clock for a day, and has outlived itself after that; a closed one and one without a time never do', () => {
    fc.assert(
      fc.property(time, at, (until, now) => {
        const call = made({ until });
        expect(outlived(call, now)).toBe(now > until + DAY);
        expect(outlived(after(call, closeCall(call)), now)).toBe(false);
        expect(outlived(made(), now)).toBe(false);
      }),
    );
  });

  it('is reminded of for a day at most, never past its time, and always for a while', () => {
    fc.assert(
      fc.property(time, at, (until, now) => {
        const expires = reminderExpires(made({ until }), now);
        expect(expires).toBeGreaterThan(now);
        expect(expires).toBeLessThanOrEqual(now + DAY);
        expect(until <= now || expires <= until).toBe(true);
        expect(reminderExpires(made(), now)).toBe(now + DAY);
      }),
    );
  });
});

it('takes no answer past the bound, but lets those who answered change their minds', () => {
  const answers = Object.fromEntries(
    Array.from({ length: LIMITS.answers }, (_, index) => [`U${index}`, { status: 'yes' as const }]),
  );
  const full: RollCall = { ...made(), answers };
  expect(answer(full, 'one more', 'no', '')).toEqual({ refused: 'answers-full' });
  expect(after(full, answer(full, 'U7', 'no', '')).answers['U7']).toEqual({ status: 'no' });
});

it('is closed once', () => {
  expect(closeCall(after(made(), closeCall(made())))).toEqual({ refused: 'already-closed' });
});
