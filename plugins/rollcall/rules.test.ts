import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answer, answerFor, bringGuests, forget, isComing, takeBack } from './answering.ts';
import { editCall, reopenCall } from './changing.ts';
import { closeCall, createCall, type Draft } from './making.ts';
import { DAY, HOUR, LIMITS, STATUSES, type Entry, type RollCall, type Ruling } from './roll-call.ts';
import { answered, promoted, seatsOf, tally } from './seats.ts';

const draft: Draft = { number: 1, kind: 'roll', title: 'Practice', creator: 'U1', from: undefined, now: 0 };

function made(changes: Partial<Draft> = {}): RollCall {
  const result = createCall({ ...draft, ...changes });
  if ('refused' in result) throw new Error(result.refused);
  return result.call;
}
const after = (call: RollCall, ruling: Ruling): RollCall => ('call' in ruling ? ruling.call : call);

// Ids that are also names of object properties must be ids like any other.
const MEMBERS = ['U1', 'U2', '7', '__proto__', 'constructor'];
const who = fc.constantFrom(...MEMBERS);
const status = fc.constantFrom(...STATUSES);
const words = fc.constantFrom('', 'bus', ' ');
type Step = (call: RollCall) => Ruling;
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(who, status, words).map(
    ([id, to, note]): Step =>
      (call) =>
        answer(call, id, { status: to, words: note }),
  ),
  fc.tuple(who, fc.constantFrom('Gran', 'gran ', 'Ｇran', 'Uncle'), status).map(
    ([id, name, to]): Step =>
      (call) =>
        answerFor(call, id, name, { status: to, words: '' }),
  ),
  fc.tuple(who, fc.nat(3)).map(
    ([id, count]): Step =>
      (call) =>
        bringGuests(call, id, count),
  ),
);
const steps = fc.array(step, { maxLength: 60 });
const capacity = fc.integer({ min: 1, max: 6 });

/** Every state on the way. */
function states(from: RollCall, taken: readonly Step[]): readonly RollCall[] {
  const all = [from];
  for (const act of taken) all.push(after(all.at(-1)!, act(all.at(-1)!)));
  return all;
}
const personOf = ({ kind, id, name }: Entry): string => `${kind} ${id} ${name?.normalize('NFKC').toLowerCase()}`;

describe('whatever a group answers', () => {
  it('nobody stands on the list twice, and there are never more than members, names and guests', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const { entries } = states(made(), taken).at(-1)!;
        const single = entries.filter(({ kind }) => kind !== 'guest').map(personOf);
        expect(new Set(single).size).toBe(single.length);
        expect(entries.filter(({ kind }) => kind === 'member').length).toBeLessThanOrEqual(MEMBERS.length);
        for (const id of MEMBERS)
          expect(entries.filter((entry) => entry.kind === 'guest' && entry.id === id).length).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('everyone is in exactly one of the lists that the card shows', () => {
    fc.assert(
      fc.property(steps, capacity, (taken, places) => {
        const call = states(made({ capacity: places }), taken).at(-1)!;
        const shown = Object.values(tally(call)).flat();
        expect(shown).toHaveLength(call.entries.length);
        expect(new Set(shown)).toEqual(new Set(call.entries));
      }),
    );
  });

  it('what is stored comes back the same', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const call = states(made(), taken).at(-1)!;
        expect(JSON.parse(JSON.stringify(call))).toEqual(call);
      }),
    );
  });

  it('a closed roll call changes by nothing', () => {
    fc.assert(
      fc.property(steps, step, (taken, late) => {
        const closed = after(made(), closeCall(states(made(), taken).at(-1)!));
        expect(late(closed)).toEqual({ refused: 'closed' });
      }),
    );
  });

  it('whoever is forgotten leaves nothing, and takes nobody along but whom they brought', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const call = { ...states(made(), taken).at(-1)!, arrived: { U1: 5, U2: 6 } };
        const without = forget(call, 'U1');
        expect(JSON.stringify(without)).not.toContain('U1');
        const kept = call.entries.filter(({ id }) => id !== 'U1');
        expect(without.entries.map(personOf)).toEqual(kept.map(personOf));
        expect(without.arrived).toEqual({ U2: 6 });
      }),
    );
  });
});

describe('places', () => {
  it('are never more than there are, and none is free while somebody waits', () => {
    fc.assert(
      fc.property(steps, capacity, (taken, places) => {
        for (const call of states(made({ capacity: places }), taken)) {
          const { seated, waiting } = seatsOf(call);
          expect(seated.length).toBeLessThanOrEqual(places);
          expect(waiting.length === 0 || seated.length === places).toBe(true);
          expect([...seated, ...waiting]).toEqual(call.entries.filter(isComing));
        }
      }),
    );
  });

  it('free up in order: nobody overtakes, and nobody who stays loses theirs', () => {
    fc.assert(
      fc.property(steps, capacity, (taken, places) => {
        const all = states(made({ capacity: places }), taken);
        for (const [index, now] of all.entries()) {
          const before = all[index - 1];
          if (before === undefined) continue;
          const [had, have] = [seatsOf(before), seatsOf(now)];
          const still = (list: readonly Entry[]) => list.filter(({ kind }) => kind === 'member').map(({ id }) => id);
          const there = new Set(still([...have.seated, ...have.waiting]));
          const keep = still(had.seated).filter((id) => there.has(id));
          expect(still(have.seated)).toEqual(expect.arrayContaining(keep));
          const stayed = still(had.waiting).filter((id) => there.has(id));
          const queue = still([...have.seated, ...have.waiting]).filter((id) => stayed.includes(id));
          expect(queue).toEqual(stayed);
          const up = promoted(before, now);
          expect(still(had.waiting)).toEqual(expect.arrayContaining(still(up)));
          expect(have.seated).toEqual(expect.arrayContaining([...up]));
        }
      }),
    );
  });

  it('move up the guests whose sponsor gave some back', () => {
    const full = states(made({ capacity: 2 }), [
      (call) => bringGuests(call, 'U1', 2),
      (call) => answer(call, 'U2', { status: 'yes', words: '' }),
      (call) => bringGuests(call, 'U3', 1),
    ]).at(-1)!;
    const freed = after(full, bringGuests(full, 'U1', 0));
    expect(promoted(full, freed).map(({ kind, id }) => [kind, id])).toEqual([
      ['member', 'U2'],
      ['guest', 'U3'],
    ]);
  });
});

describe('a change', () => {
  const change = fc.record(
    {
      title: fc.constantFrom('Match', ' Match '),
      place: fc.constantFrom('Gym', 'Hall'),
      at: fc.integer({ min: 1, max: 300 * DAY }),
      until: fc.integer({ min: 1, max: 300 * DAY }),
      capacity,
    },
    { requiredKeys: [] },
  );

  it('of words, times or places loses nobody’s answer, keeps the order, and gives freed places in that order', () => {
    fc.assert(
      fc.property(steps, fc.option(capacity, { nil: undefined }), change, steps, (taken, places, changes, further) => {
        const before = states(made({ capacity: places, at: DAY, remind: [HOUR] }), taken).at(-1)!;
        const ruling = editCall(before, changes, 0);
        fc.pre(Object.keys(changes).length > 0);
        const edited = after(before, ruling);
        expect(edited.entries).toEqual(before.entries);
        const { capacity: most = Infinity } = edited;
        const coming = edited.entries.filter(isComing);
        expect(seatsOf(edited)).toEqual({ seated: coming.slice(0, most), waiting: coming.slice(most) });
        const up = promoted(before, edited).filter(({ kind }) => kind === 'member');
        const [had, have] = [seatsOf(before), seatsOf(edited)];
        expect(up).toEqual(have.seated.filter((entry) => entry.kind === 'member' && had.waiting.includes(entry)));
        // It goes on as if it had been so from the start.
        const anew = states({ ...edited, entries: before.entries }, further).at(-1)!;
        expect(states(edited, further).at(-1)!.entries).toEqual(anew.entries);
      }),
    );
  });

  it('to closed and open again leaves everything as it was', () => {
    fc.assert(
      fc.property(steps, capacity, steps, (taken, places, further) => {
        const before = states(made({ capacity: places, at: DAY, until: HOUR, remind: [HOUR] }), taken).at(-1)!;
        const again = after(before, reopenCall(after(before, closeCall(before)), 2 * HOUR));
        const { until: _, seen: __, ...same } = before;
        expect(again).toEqual({ ...same, seen: 2 * HOUR });
        expect(states(again, further).at(-1)!.entries).toEqual(states(before, further).at(-1)!.entries);
      }),
    );
  });

  it('has bounds', () => {
    const call = made({ at: DAY, remind: [2 * HOUR, HOUR] });
    expect(editCall(call, {}, 0)).toEqual({ refused: 'nothing-to-edit' });
    expect(editCall(call, { title: ' ' }, 0)).toEqual({ refused: 'title-empty' });
    expect(editCall(call, { at: 5 }, 5)).toEqual({ refused: 'at-past' });
    expect(editCall(call, { until: 367 * DAY }, 0)).toEqual({ refused: 'until-far' });
    expect(editCall(call, { at: HOUR + 1 }, 0)).toMatchObject({ call: { remind: [HOUR] } });
    expect(editCall(made({ kind: 'safety' }), { capacity: 3 }, 0)).toEqual({ refused: 'safety-plain' });
    expect(editCall(after(call, closeCall(call)), { capacity: 3 }, 0)).toEqual({ refused: 'closed' });
    expect(reopenCall(call, 0)).toEqual({ refused: 'still-open' });
    const closed = after(call, closeCall(call));
    expect(reopenCall(closed, DAY + 3 * HOUR)).toEqual({ refused: 'here-over' });
    expect(reopenCall({ ...closed, settled: true }, 0)).toEqual({ refused: 'here-over' });
    const check = after(made({ kind: 'safety' }), closeCall(made({ kind: 'safety' })));
    expect(reopenCall(check, 3 * DAY)).toMatchObject({ call: { until: 4 * DAY } });
  });
});

describe('an answer', () => {
  const late = after(made(), answer(made(), 'U1', { status: 'late', words: ' bus ', from: 'i1' }));

  it('keeps its note while it is tapped again; another note or another answer takes its place', () => {
    expect(late.entries).toEqual([{ kind: 'member', id: 'U1', status: 'late', note: 'bus', from: 'i1' }]);
    const again = after(late, answer(late, 'U1', { status: 'late', words: '' }));
    expect(again.entries).toEqual(late.entries);
    expect(answer(late, 'U1', { status: 'late', words: 'train' })).toMatchObject({
      call: { entries: [{ note: 'train' }] },
    });
    expect(after(late, answer(late, 'U1', { status: 'yes', words: '' })).entries).toEqual([
      { kind: 'member', id: 'U1', status: 'yes' },
    ]);
  });

  it('goes with its message when that is unsent', () => {
    expect(takeBack(late, 'i1')?.entries).toEqual([]);
    expect(takeBack(late, 'i2')).toBeUndefined();
  });

  it('of no takes the guests back, since they come with whoever brings them', () => {
    const three = after(late, bringGuests(late, 'U1', 2));
    const none = after(three, answer(three, 'U1', { status: 'no', words: '' }));
    expect(none.entries).toEqual([{ kind: 'member', id: 'U1', status: 'no' }]);
  });

  it('has bounds', () => {
    expect(answer(made(), 'U1', { status: 'no', words: 'x'.repeat(101) })).toEqual({ refused: 'note-long' });
    expect(answerFor(made(), 'U1', 'x'.repeat(61), { status: 'no', words: '' })).toEqual({ refused: 'name-long' });
    expect(answerFor(made(), 'U1', '\u{200b}', { status: 'no', words: '' })).toEqual({ refused: 'name-empty' });
    const entries = Array.from({ length: LIMITS.entries }, (_, index): Entry => ({
      kind: 'member',
      id: `U${index}`,
      status: 'yes',
    }));
    const full: RollCall = { ...made(), entries };
    expect(answer(full, 'one more', { status: 'no', words: '' })).toEqual({ refused: 'full-list' });
    expect(bringGuests(full, 'U1', 1)).toEqual({ refused: 'full-list' });
    expect(answer(full, 'U7', { status: 'no', words: '' })).toHaveProperty('call');
  });

  it('to a safety check is safe or not', () => {
    const check = made({ kind: 'safety' });
    expect(answer(check, 'U1', { status: 'late', words: '' })).toEqual({ refused: 'safety-answers' });
    expect(bringGuests(check, 'U1', 1)).toEqual({ refused: 'safety-answers' });
    expect(answer(check, 'U1', { status: 'no', words: 'third floor' })).toHaveProperty('call');
  });

  it('is there for everyone who answered or arrived', () => {
    expect(answered({ ...late, arrived: { U9: 1 } })).toEqual(new Set(['U1', 'U9']));
  });
});

describe('making a roll call', () => {
  it.each([
    ['title-empty', { title: ' 　' }],
    ['title-empty', { title: '\u{200b}' }],
    ['title-long', { title: 'x'.repeat(301) }],
    ['detail-long', { place: 'x'.repeat(101) }],
    ['until-past', { until: 5, now: 5 }],
    ['until-past', { until: -8.64e15 }],
    ['until-far', { until: 366 * DAY + 1 }],
    ['at-past', { at: 5, now: 5 }],
    ['at-far', { at: 8.64e15 }],
    ['remind-no-time', { remind: [HOUR] }],
    ['remind-late', { at: HOUR, remind: [HOUR] }],
    ['remind-many', { at: DAY, remind: [1, 2, 3, 4, 5, 6] }],
  ] as const)('refuses with %s where that is so', (refused, changes) => {
    expect(createCall({ ...draft, ...changes })).toEqual({ refused });
  });

  it('leaves out a place of nothing but spaces, and puts reminders in order, each once', () => {
    expect(made({ place: ' ', at: 3 * DAY, remind: [HOUR, DAY, HOUR] })).toEqual({
      number: 1,
      kind: 'roll',
      title: 'Practice',
      creator: 'U1',
      created: 0,
      at: 3 * DAY,
      remind: [DAY, HOUR],
      closed: false,
      seen: 0,
      entries: [],
      arrived: {},
    });
  });

  it('is closed once', () => {
    expect(closeCall(after(made(), closeCall(made())))).toEqual({ refused: 'already-closed' });
  });
});
