import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ballotIn, ballotOf, type Poll } from './poll.ts';
import { addChoice, changedSince, createPoll, editChoice, editQuestion, takeBack, vote, type Ruling } from './rules.ts';
import { tally } from './tally.ts';

const WHO = ['U1', 'U2', 'U3', '__proto__', 'constructor'];

function made(most = 1): Poll {
  const draft = { number: 1, question: '?', choices: ['a', 'b', 'c'], most, creator: 'U1', until: undefined, now: 0 };
  const result = createPoll({ ...draft, madeBy: 'i-poll' });
  if ('refused' in result) throw new Error(result.refused);
  return result.poll;
}

const after = (poll: Poll, ruling: Ruling): Poll => ('poll' in ruling ? ruling.poll : poll);

type Deed =
  | { readonly do: 'vote'; readonly who: string; readonly choice: number }
  | { readonly do: 'edit'; readonly choice: number; readonly text: string }
  | { readonly do: 'ask' | 'add'; readonly text: string };
const text = fc.string({ minLength: 1, maxLength: 3 });
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ do: fc.constant('vote' as const), who: fc.constantFrom(...WHO), choice: fc.nat({ max: 2 }) }),
  fc.record({ do: fc.constant('edit' as const), choice: fc.nat({ max: 2 }), text }),
  fc.record({ do: fc.constantFrom('ask' as const, 'add' as const), text }),
);

function ruled(poll: Poll, what: Deed): Ruling {
  if (what.do === 'vote') return vote(poll, what.who, [what.choice]);
  if (what.do === 'edit') return editChoice(poll, what.choice, what.text, false);
  return what.do === 'ask' ? editQuestion(poll, what.text, false) : addChoice(poll, what.text, 'i-add');
}

describe('editing, whatever a group does', () => {
  it('loses nobody’s vote: what everyone chose stays, and only a vote of their own changes it', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(deed, { maxLength: 40 }), (multiple, deeds) => {
        let poll = made(multiple ? 3 : 1);
        for (const what of deeds) {
          const next = after(poll, ruled(poll, what));
          const others = WHO.filter((id) => what.do !== 'vote' || what.who !== id);
          expect(others.map((id) => ballotOf(next, id))).toEqual(others.map((id) => ballotOf(poll, id)));
          poll = next;
        }
      }),
    );
  });

  it('makes votes wait only for who chose what was changed, and counts no vote that waits', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(deed, { maxLength: 40 }), (multiple, deeds) => {
        let poll = made(multiple ? 3 : 1);
        for (const what of deeds) {
          const next = after(poll, ruled(poll, what));
          for (const id of WHO) {
            const waits = ballotIn(next.pending, id);
            for (const choice of waits) expect(ballotOf(next, id)).toContain(choice);
            if (what.do !== 'edit') continue;
            const fresh = waits.filter((choice) => !ballotIn(poll.pending, id).includes(choice));
            for (const choice of fresh) expect(choice).toBe(what.choice);
          }
          const { counts, voters } = tally(next);
          for (const { votes } of counts) expect(votes).toBeLessThanOrEqual(voters);
          const counted = counts.reduce((sum, { votes }) => sum + votes, 0);
          const all = WHO.reduce((sum, id) => sum + ballotOf(next, id).length, 0);
          expect(counted).toBe(all - WHO.reduce((sum, id) => sum + ballotIn(next.pending, id).length, 0));
          poll = next;
        }
      }),
    );
  });

  it('a vote that waits counts again when its member says so, also where a second tap would take it back', () => {
    for (const most of [1, 3]) {
      const edited = after(made(), editChoice(after(made(), vote(made(most), 'U1', [1])), 1, 'pizza', false));
      expect(tally(edited)).toMatchObject({ voters: 0, pending: ['U1'], answered: [] });
      expect(tally(after(edited, vote(edited, 'U1', [1])))).toMatchObject({ voters: 1, pending: [], answered: ['U1'] });
    }
  });

  it('a tap on an older card counts for every choice that still means the same, and for no other', () => {
    const edited = after(made(), editChoice(made(), 1, 'pizza', false));
    expect([0, 1, 2].map((choice) => changedSince(edited, [choice], 0).length)).toEqual([0, 1, 0]);
    expect(changedSince(edited, [1], 1)).toEqual([]);
    expect(changedSince(edited, [1], undefined)).toEqual([]);
    const asked = after(edited, editQuestion(edited, 'Dinner?', false));
    expect(changedSince(asked, [0, 1, 2], 1)).toEqual([0, 1, 2]);
  });

  it('another case, width or spacing changes no meaning', () => {
    const voted = after(made(), vote(made(), 'U1', [1]));
    expect(tally(after(voted, editChoice(voted, 1, 'Ｂ', false)))).toMatchObject({ voters: 1, pending: [] });
  });
});

it.each([
  ['edit-same', made(), 0, 'a', false],
  ['choice-taken', made(), 0, 'B', false],
  ['choice-empty', made(), 0, ' ', false],
  ['choice-long', made(), 0, 'x'.repeat(101), false],
  ['closed', { ...made(), closed: true }, 0, 'x', false],
  ['edit-secret', { ...made(), hidden: true }, 0, 'x', true],
  ['edit-secret', { ...made(), told: { counts: [], voters: 0 } }, 0, 'x', true],
] as const)('an edit is refused with %s where that is so', (refused, poll, index, to, voted) => {
  expect(editChoice(poll, index, to, voted)).toEqual({ refused });
});

describe('taking back the message', () => {
  it('of a poll that nobody else answered undoes it, and of any other takes its words', () => {
    expect(takeBack(made(), 'i-poll', 'U1', false)).toBe('gone');
    expect(takeBack(made(), 'something else', 'U1', false)).toBe('untouched');
    const added = after(made(), addChoice(made(), 'd', 'i-add'));
    expect(takeBack(added, 'i-poll', 'U1', true)).toMatchObject({
      poll: { question: '', choices: ['', '', '', 'd'], closed: true },
    });
  });

  it('of an added choice undoes it while nobody else chose it, and keeps the place of every other', () => {
    const one = after(made(), addChoice(made(), 'd', 'i-d'));
    const two = after(one, addChoice(one, 'e', 'i-e'));
    const own = after(two, vote(two, 'U1', [4]));
    expect(takeBack(own, 'i-e', 'U1', true)).toMatchObject({ poll: { choices: ['a', 'b', 'c', 'd'], ballots: {} } });
    const chosen = after(two, vote(two, 'U2', [4]));
    expect(takeBack(chosen, 'i-e', 'U1', true)).toMatchObject({ poll: { choices: ['a', 'b', 'c', 'd', ''] } });
    expect(takeBack(two, 'i-d', 'U1', false)).toMatchObject({ poll: { choices: ['a', 'b', 'c', '', 'e'] } });
  });

  it('a choice without words takes no more votes, and keeps those it has', () => {
    const poll = { ...after(made(), vote(made(), 'U2', [1])), choices: ['a', '', 'c'] };
    expect(vote(poll, 'U1', [1])).toEqual({ refused: 'taken-back-choice' });
    expect(tally(poll).counts[1]).toMatchObject({ votes: 1 });
  });
});
