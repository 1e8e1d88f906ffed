import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueTasks, nextTask, outlived, reminderExpires, safetyEnds } from './agenda.ts';
import { arrive, outcomes, takesArrivals } from './arrival.ts';
import { createCall, type Draft } from './making.ts';
import { add, standingOf } from './record.ts';
import { DAY, HOUR, MINUTE, type RollCall } from './roll-call.ts';

const draft: Draft = { number: 1, kind: 'roll', title: 'Practice', creator: 'U1', from: undefined, now: 0 };

function made(changes: Partial<Draft> = {}): RollCall {
  const result = createCall({ ...draft, ...changes });
  if ('refused' in result) throw new Error(result.refused);
  return result.call;
}

const time = fc.integer({ min: 1, max: 300 * DAY });
const later = fc.array(fc.integer({ min: 0, max: 20 * DAY }), { maxLength: 30 });

describe('the clock', () => {
  it('does everything once, in order, however often and however late it comes', () => {
    fc.assert(
      fc.property(
        time,
        fc.array(fc.integer({ min: 1, max: 5 * DAY }), { maxLength: 5 }),
        later,
        (at, before, beats) => {
          const remind = [...new Set(before)].filter((length) => at - length > 0);
          let call = made({ at: at + 1, until: at, remind });
          const done: string[] = [];
          let now = 0;
          for (const beat of [...beats, 400 * DAY, 0]) {
            now += beat;
            const due = dueTasks(call, now);
            ({ call } = due);
            for (const { time, what } of due.tasks) done.push(`${what} ${time}`);
            for (const { what } of due.tasks) if (what === 'close') call = { ...call, closed: true };
          }
          expect(new Set(done).size).toBe(done.length);
          expect(done.filter((one) => one.startsWith('close'))).toHaveLength(1);
          expect(done.filter((one) => one.startsWith('settle'))).toHaveLength(1);
        },
      ),
    );
  });

  it('has one thing to do next, and always later than what it has done', () => {
    fc.assert(
      fc.property(time, time, (at, now) => {
        const { call, tasks } = dueTasks(made({ at: at + 1, remind: [1] }), now);
        expect(nextTask(call)?.time ?? Infinity).toBeGreaterThan(now);
        for (const task of tasks) expect(task.time).toBeLessThanOrEqual(now);
      }),
    );
  });

  it('asks again for a safety check after 15, 30, 45 and 60 minutes, then every hour, for a day', () => {
    let call = made({ kind: 'safety', until: safetyEnds(0) });
    const asked: number[] = [];
    for (let next = nextTask(call); next?.what === 'ask-again'; next = nextTask(call)) {
      asked.push(next.time / MINUTE);
      ({ call } = dueTasks(call, next.time));
    }
    expect(asked.slice(0, 6)).toEqual([15, 30, 45, 60, 120, 180]);
    expect(nextTask(call)).toMatchObject({ what: 'close', time: DAY });
  });

  it('leaves a roll call alone that outlived its end by more than a day', () => {
    fc.assert(
      fc.property(time, time, (until, now) => {
        expect(outlived(made({ until }), now)).toBe(now > until + DAY);
        expect(outlived({ ...made({ until }), closed: true }, now)).toBe(false);
        expect(outlived(made(), now)).toBe(false);
      }),
    );
  });

  it('lets a reminder wait for a day at most, and never past the time that it is about', () => {
    fc.assert(
      fc.property(time, time, (at, now) => {
        const expires = reminderExpires(made({ at }), now);
        expect(expires).toBeGreaterThan(now);
        expect(expires).toBeLessThanOrEqual(now + DAY);
        expect(at <= now || expires <= at).toBe(true);
      }),
    );
  });
});

describe('arriving', () => {
  const AT = 10 * HOUR;

  it('is from an hour before the time until three hours after it', () => {
    const call = made({ at: AT });
    expect(arrive(call, 'U1', AT - HOUR - 1)).toEqual({ refused: 'here-early' });
    expect(arrive(call, 'U1', AT - HOUR)).toHaveProperty('call');
    expect(arrive(call, 'U1', AT + 3 * HOUR - 1)).toHaveProperty('call');
    expect(arrive(call, 'U1', AT + 3 * HOUR)).toEqual({ refused: 'here-over' });
    for (const now of [AT - HOUR - 1, AT - HOUR, AT + 3 * HOUR - 1, AT + 3 * HOUR])
      expect(takesArrivals(call, now)).toBe('call' in arrive(call, 'U1', now));
  });

  it('needs no promise, is counted once, and is open as long as a roll call without a time', () => {
    const there = arrive(made(), 'U1', 5);
    expect(there).toMatchObject({ call: { arrived: { U1: 5 }, entries: [] } });
    expect(arrive((there as { call: RollCall }).call, 'U1', 6)).toEqual({ refused: 'already-here' });
    expect(arrive({ ...made(), closed: true }, 'U1', 5)).toEqual({ refused: 'closed' });
    expect(arrive(made({ kind: 'safety' }), 'U1', 5)).toEqual({ refused: 'safety-answers' });
  });

  it('puts nobody on record where nobody said so, and nobody who only waited for a place', () => {
    const yes = (id: string) => ({ kind: 'member', id, status: 'yes' }) as const;
    const call: RollCall = { ...made({ capacity: 2 }), entries: [yes('U1'), yes('U2'), yes('U3')] };
    expect(outcomes(call)).toEqual(new Map());
    expect(outcomes({ ...call, arrived: { U1: 1, U4: 1 } })).toEqual(
      new Map([
        ['U1', 'k'],
        ['U2', 'm'],
        ['U4', 'c'],
      ]),
    );
  });
});

describe('the record', () => {
  it('forgives one miss for three promises kept in a row', () => {
    expect(standingOf('kmkk')).toEqual({ promised: 4, kept: 3, missed: 1, forgiven: 0, besides: 0 });
    expect(standingOf('kmkkk')).toEqual({ promised: 5, kept: 4, missed: 0, forgiven: 1, besides: 0 });
    expect(standingOf('mmkkkkkk')).toMatchObject({ missed: 0, forgiven: 2 });
    expect(standingOf('mkkmk')).toMatchObject({ missed: 2, forgiven: 0 });
    expect(standingOf('ccm')).toMatchObject({ promised: 1, kept: 0, besides: 2 });
  });

  it('always adds up, and forgets what is older than twenty roll calls', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('k', 'm', 'c')), (all) => {
        const kept = all.reduce((now, one) => add(now, one as 'k'), '');
        expect(kept.length).toBeLessThanOrEqual(20);
        const { promised, kept: came, missed, forgiven, besides } = standingOf(kept);
        expect(promised).toBe(came + missed + forgiven);
        expect(promised + besides).toBe(kept.length);
      }),
    );
  });
});
