import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choiceIn } from './answers.ts';
import { readMarks } from './marks.ts';
import type { Kind } from './poll.ts';
import {
  addChoice,
  ballotOf,
  closePoll,
  comment,
  createPoll,
  editChoice,
  forget,
  noteTyped,
  reopenPoll,
  takeBackVote,
  unvote,
  unvoteFor,
  vote,
  voteFor,
  type Draft,
  type Mark,
  type Poll,
  type Ruling,
} from './rules.ts';
import { NO_VOTES, seal, voteSecretly } from './secret.ts';
import { tally } from './tally.ts';

const CHOICES = ['sushi', 'ramen', 'curry', 'udon'];
const WEIGHT = 5;
const KIND: Readonly<Record<Kind, Partial<Draft>>> = {
  ranked: { ranked: true },
  weighted: { weights: WEIGHT },
  dates: { dates: true },
};
const draft: Draft = { number: 1, question: '?', choices: CHOICES, most: 1, creator: 'U1', until: undefined, now: 0 };

function made(changes: Partial<Draft>): Poll {
  const result = createPoll({ ...draft, ...changes });
  if ('refused' in result) throw new Error(result.refused);
  return result.poll;
}
const after = (poll: Poll, ruling: Ruling): Poll => ('poll' in ruling ? ruling.poll : poll);
const voted = (poll: Poll, ...votes: readonly (readonly [who: string, marks: readonly Mark[]])[]): Poll =>
  votes.reduce((now, [who, marks]) => {
    const ruling = vote(now, who, marks);
    if ('refused' in ruling) throw new Error(ruling.refused);
    return ruling.poll;
  }, poll);
const marked = (poll: Poll, ...words: readonly string[]): readonly Mark[] => {
  const result = readMarks(poll, words);
  if (!('marks' in result)) throw new Error(JSON.stringify(result));
  return result.marks;
};

const kind = fc.constantFrom<Kind>('ranked', 'weighted', 'dates');
const choice = fc.nat({ max: CHOICES.length - 1 });
const who = fc.constantFrom('U1', 'U2', 'U3', 'constructor', '__proto__');
const marks: fc.Arbitrary<readonly Mark[]> = fc.array(
  fc.oneof(
    choice,
    fc.record({ choice, answer: fc.constantFrom('yes' as const, 'maybe' as const, 'no' as const) }),
    fc.record({ choice, amount: fc.nat({ max: WEIGHT + 2 }) }),
  ),
  { minLength: 1, maxLength: 4 },
);
type Deed = (poll: Poll) => Ruling;
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(who, marks).map(
      ([id, said]): Deed =>
        (poll) =>
          vote(poll, id, said),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(who, marks, fc.constantFrom('Gran', 'Bob')).map(
      ([id, said, name]): Deed =>
        (poll) =>
          voteFor(poll, name, { id, isModerator: false }, said),
    ),
  },
  fc.tuple(who, fc.constantFrom('Gran', 'Bob')).map(
    ([id, name]): Deed =>
      (poll) =>
        unvoteFor(poll, name, { id, isModerator: false }),
  ),
  who.map(
    (id): Deed =>
      (poll) =>
        unvote(poll, id),
  ),
  who.map((id): Deed => (poll) => ({ poll: forget(poll, id) })),
  fc.tuple(who, fc.string()).map(
    ([id, words]): Deed =>
      (poll) =>
        comment(poll, id, words),
  ),
  fc.tuple(choice, fc.nat()).map(
    ([index, n]): Deed =>
      (poll) =>
        editChoice(poll, index, `other ${n}`, false),
  ),
  fc.nat().map(
    (n): Deed =>
      (poll) =>
        addChoice(poll, `more ${n}`),
  ),
  fc.constant<Deed>((poll) => (poll.closed ? reopenPoll(poll, 0) : closePoll(poll))),
);
const deeds = fc.array(deed, { maxLength: 40 });
const perform = (poll: Poll, what: Deed): Poll => after(poll, what(poll));

describe('whatever a group does in a ranked, a weighted or a poll of dates', () => {
  it('no choice has more than its voters can give, and nobody counts twice', () => {
    fc.assert(
      fc.property(kind, deeds, (of, all) => {
        const poll = all.reduce(perform, made(KIND[of]));
        const { counts, voters } = tally(poll);
        const n = poll.choices.length;
        expect(voters).toBeLessThanOrEqual(Object.keys(poll.ballots).length);
        for (const count of counts) {
          const said = [...count.voters, ...count.maybe, ...count.no];
          expect(new Set(said).size).toBe(said.length);
          expect(said.length).toBeLessThanOrEqual(voters);
          expect(count.votes).toBeLessThanOrEqual(voters * { ranked: n, weighted: WEIGHT, dates: 1 }[of]);
          expect(count.share).toBeGreaterThanOrEqual(0);
          expect(count.share).toBeLessThanOrEqual(1);
        }
        // A ranking of k choices gives n + (n - 1) + … points, each rank once.
        const points = counts.reduce((sum, { votes }) => sum + votes, 0);
        expect(points).toBeLessThanOrEqual(of === 'ranked' ? (voters * n * (n + 1)) / 2 : Infinity);
      }),
    );
  });

  it('each voter has a choice at most once, or as often as the weight allows, with one answer', () => {
    fc.assert(
      fc.property(kind, deeds, (of, all) => {
        const poll = all.reduce(perform, made(KIND[of]));
        for (const ballot of Object.values(poll.ballots)) {
          expect(ballot.length).toBeGreaterThan(0);
          for (const index of poll.choices.keys())
            expect(ballot.filter((entry) => choiceIn(entry) === index).length).toBeLessThanOrEqual(
              of === 'weighted' ? WEIGHT : 1,
            );
        }
      }),
    );
  });

  it('editing a choice, closing and reopening lose nobody’s vote; at most it waits to be said again', () => {
    fc.assert(
      fc.property(kind, deeds, choice, (of, all, index) => {
        const done = all.reduce(perform, made(KIND[of]));
        const before = done.closed ? after(done, reopenPoll(done, 0)) : done;
        const edited = after(before, editChoice(before, index, 'something else', false));
        const again = after(edited, reopenPoll(after(edited, closePoll(edited)), 0));
        expect(again.ballots).toEqual(before.ballots);
        const touched = Object.entries(before.ballots).filter(([, ballot]) =>
          ballot.some((e) => choiceIn(e) === index),
        );
        for (const [id] of touched) expect(Object.keys(again.pending ?? {})).toContain(id);
      }),
    );
  });

  it('a guest, a note and a vote go together: none stays without the vote', () => {
    fc.assert(
      fc.property(kind, deeds, (of, all) => {
        const poll = all.reduce(perform, made(KIND[of]));
        for (const id of [...Object.keys(poll.notes ?? {}), ...Object.keys(poll.guests ?? {})])
          expect(ballotOf(poll, id).length).toBeGreaterThan(0);
      }),
    );
  });

  it('a stored poll comes back from JSON as it was, and whoever is forgotten is not in it', () => {
    fc.assert(
      fc.property(kind, deeds, (of, all) => {
        const poll = all.reduce(perform, made(KIND[of]));
        expect(tally(JSON.parse(JSON.stringify(poll)) as Poll)).toEqual(tally(poll));
        expect(JSON.stringify(forget(poll, 'U2'))).not.toContain('U2');
      }),
    );
  });
});

describe('a typed vote that is unsent', () => {
  it('leaves the poll as it would be without it, whatever else was voted', () => {
    type Step = { readonly who: string; readonly marks: readonly Mark[] };
    const step: fc.Arbitrary<Step> = fc.record({ who, marks: fc.array(choice, { minLength: 1, maxLength: 1 }) });
    const replay = (steps: readonly (Step & { readonly id: string })[]): Poll =>
      steps.reduce((now, { who: id, marks: said, id: by }) => {
        const next = after(now, vote(now, id, said));
        return noteTyped(now, next, id, by);
      }, made({}));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), fc.nat(), (steps, pick) => {
        const all = steps.map((one, index) => ({ ...one, id: `i${index}` }));
        const gone = all[pick % all.length]!;
        const left = takeBackVote(replay(all), gone.id);
        expect(tally(left!)).toMatchObject({ voters: tally(replay(all.filter((one) => one !== gone))).voters });
        for (const id of new Set(steps.map((one) => one.who)))
          expect(ballotOf(left!, id)).toEqual(ballotOf(replay(all.filter((one) => one !== gone)), id));
      }),
    );
  });

  it('stands where a tap came after it, and is never kept of an anonymous poll', () => {
    const typed = noteTyped(made({}), voted(made({}), ['U1', [0]]), 'U1', 'i1');
    const tapped = noteTyped(typed, voted(typed, ['U1', [1]]), 'U1', undefined);
    expect(takeBackVote(tapped, 'i1')).toBeUndefined();
    const secret = made({ anonymous: true });
    expect(noteTyped(secret, secret, 'U1', 'i1')).toEqual(secret);
  });

  it('is not given back what an edit has changed meanwhile', () => {
    const first = noteTyped(made({}), voted(made({}), ['U1', [0]]), 'U1', 'i1');
    const second = noteTyped(first, voted(first, ['U1', [1]]), 'U1', 'i2');
    const edited = after(second, editChoice(second, 0, 'pizza', false));
    expect(ballotOf(takeBackVote(edited, 'i2')!, 'U1')).toEqual([]);
    expect(ballotOf(takeBackVote(second, 'i2')!, 'U1')).toEqual([0]);
  });
});

describe('a ranked poll', () => {
  const poll = made({ ranked: true });

  it.each([
    [['3>1>2'], [2, 0, 1]],
    [
      ['3', '1', '2'],
      [2, 0, 1],
    ],
    [
      ['curry', '>', 'sushi'],
      [2, 0],
    ],
    [['３＞１'], [2, 0]],
    [['3→1→2→4'], [2, 0, 1, 3]],
    [['1,4'], [0, 3]],
  ])('reads %j', (words, order) => expect(marked(poll, ...words)).toEqual(order));

  it('is counted in points, and a card can be counted again by anyone', () => {
    const now = voted(poll, ['U1', [2, 0, 1]], ['U2', [0, 2]], ['U3', [2]]);
    expect(tally(now).counts.map(({ votes }) => votes)).toEqual([3 + 4, 2, 4 + 3 + 4, 0]);
    expect(tally(now).leaders).toEqual([2]);
  });

  it('is built by taps in their order, and one more tap takes a choice out', () => {
    expect(ballotOf(voted(poll, ['U1', [2]], ['U1', [0]], ['U1', [1]]), 'U1')).toEqual([2, 0, 1]);
    expect(ballotOf(voted(poll, ['U1', [2, 0, 1]], ['U1', [0]]), 'U1')).toEqual([2, 1]);
  });

  it('that is anonymous keeps its points and nothing else', () => {
    const secret = made({ ranked: true, anonymous: true });
    const cast = (state: { poll: Poll; secret: typeof NO_VOTES }, id: string, order: readonly number[]) => {
      const ruling = voteSecretly(state.poll, state.secret, { id, pseudonym: `p-${id}` }, order);
      if ('refused' in ruling) throw new Error(ruling.refused);
      return ruling;
    };
    const now = cast(cast({ poll: secret, secret: NO_VOTES }, 'U1', [2, 0, 1]), 'U2', [0, 2]);
    const sealed = seal({ ...now.poll, closed: true }, now.secret);
    expect(sealed.told).toEqual({ counts: [3 + 4, 2, 4 + 3, 0], voters: 2 });
    expect(JSON.stringify(sealed)).not.toContain('p-U');
  });
});

describe('a weighted poll', () => {
  const poll = made({ weights: WEIGHT, choices: ['milk', 'max 3', 'rye bread'] });

  it.each([
    [['1×3'], [{ choice: 0, amount: 3 }]],
    [['milk', 'x', '2'], [{ choice: 0, amount: 2 }]],
    [
      ['milk', '×2', '3*1'],
      [
        { choice: 0, amount: 2 },
        { choice: 2, amount: 1 },
      ],
    ],
    [['Milk'], [0]],
    [['rye', 'bread'], [2]],
    [['max', '3'], [1]],
    [['rye bread×4'], [{ choice: 2, amount: 4 }]],
  ] as const)('reads %j', (words, expected) => expect(marked(poll, ...words)).toEqual(expected));

  it('counts one more for each tap, so much for an amount, and none for nothing', () => {
    const now = voted(poll, ['U1', [0]], ['U1', [0]], ['U2', [{ choice: 0, amount: 3 }]], ['U2', [1]]);
    expect(tally(now).counts.map(({ votes, share }) => [votes, share])).toEqual([
      [5, 5 / 6],
      [1, 1 / 6],
      [0, 0],
    ]);
    expect(ballotOf(voted(now, ['U2', [{ choice: 0, amount: 0 }]]), 'U2')).toEqual([1]);
    expect(vote(now, 'U2', [{ choice: 0, amount: 6 }])).toEqual({ refused: 'weight-full' });
  });
});

describe('a poll of dates', () => {
  const poll = made({ dates: true, choices: ['Fri 19:00', 'Sat 10:00', 'Sun 10:00'] });
  const said = (...words: readonly string[]) => ballotOf(voted(poll, ['U1', marked(poll, ...words)]), 'U1');

  it.each([
    [
      ['1', '3', 'yes', '2', 'maybe'],
      [0, 2, 101],
    ],
    [
      ['1', '3'],
      [0, 2],
    ],
    [['○△×'], [0, 101, 202]],
    [['◯△✕'], [0, 101, 202]],
    [
      ['1○', '2△', '3×'],
      [0, 101, 202],
    ],
    [
      ['1=yes', '2=maybe', '3=no'],
      [0, 101, 202],
    ],
    [
      ['2?', '1'],
      [0, 101],
    ],
    [
      ['1', 'ได้', '2', 'อาจจะ'],
      [0, 101],
    ],
    [
      ['1', '可以', '3', '不行'],
      [0, 202],
    ],
    [
      ['1', 'はい', '3', '無理'],
      [0, 202],
    ],
    [['Fri 19:00', 'no'], [200]],
    [['Fri 19:00可以'], [0]],
  ])('reads %j', (words, ballot) => expect(said(...words)).toEqual(ballot));

  it('is led by the date that most can, and then that most perhaps can', () => {
    const now = voted(poll, ['U1', marked(poll, '○○△')], ['U2', marked(poll, '○○○')], ['U3', marked(poll, '×△×')]);
    expect(tally(now).leaders).toEqual([1]);
    expect(tally(now).counts.map(({ votes, maybe, no }) => [votes, maybe.length, no.length])).toEqual([
      [2, 0, 1],
      [2, 1, 0],
      [1, 1, 1],
    ]);
    expect(tally(now).voters).toBe(3);
  });

  it('takes another answer in the place of the first, and the same one again as nothing new', () => {
    const once = voted(poll, ['U1', [{ choice: 0, answer: 'maybe' }]]);
    expect(ballotOf(voted(once, ['U1', [{ choice: 0, answer: 'no' }]]), 'U1')).toEqual([200]);
    expect(ballotOf(voted(once, ['U1', [{ choice: 0, answer: 'maybe' }]]), 'U1')).toEqual([100]);
    expect(tally(once).leaders).toEqual([0]);
    expect(tally(voted(poll, ['U1', [{ choice: 0, answer: 'no' }]])).leaders).toEqual([]);
  });
});
