import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry, RollCall } from './roll-call.ts';
import { payers, split } from './split.ts';

const CALL: RollCall = {
  number: 1,
  kind: 'roll',
  title: 'Dinner',
  created: 0,
  capacity: 4,
  closed: false,
  seen: 0,
  arrived: {},
  entries: [
    { kind: 'member', id: 'U1', status: 'yes' },
    { kind: 'guest', id: 'U1', status: 'yes' },
    { kind: 'named', id: 'U2', name: 'Gran', status: 'late' },
    { kind: 'member', id: 'U3', status: 'no' },
    { kind: 'member', id: 'U4', status: 'late' },
    { kind: 'member', id: 'U5', status: 'yes' },
  ] satisfies Entry[],
};

describe('who pays', () => {
  it('is whoever has a place, for themselves and whom they brought', () => {
    expect([...payers(CALL)]).toEqual([
      ['U1', 2],
      ['U2', 1],
      ['U4', 1],
    ]);
  });

  it('is whoever was there, where people said so', () => {
    expect([...payers({ ...CALL, arrived: { U1: 5, U9: 6 } })]).toEqual([
      ['U1', 2],
      ['U9', 1],
    ]);
  });
});

describe('an amount', () => {
  const counts = fc
    .array(fc.integer({ min: 1, max: 21 }), { minLength: 1, maxLength: 50 })
    .map((all) => new Map(all.map((count, index) => [`U${index}`, count])));
  const whole = fc.integer({ min: 0, max: 1_000_000_000 });

  it('is shared without a rest, to the last unit', () => {
    fc.assert(
      fc.property(whole, counts, (amount, people) => {
        const shares = split(amount, people);
        expect([...shares.values()].reduce((sum, share) => sum + share, 0)).toBe(amount);
        const total = [...people.values()].reduce((sum, count) => sum + count, 0);
        for (const [id, count] of people) expect(Math.abs(shares.get(id)! - (amount * count) / total)).toBeLessThan(1);
      }),
    );
  });

  it('with hundredths is shared by hundredths', () => {
    expect([...split(10.01, new Map(['U1', 'U2', 'U3'].map((id) => [id, 1]))).values()]).toEqual([3.33, 3.34, 3.34]);
  });
});
