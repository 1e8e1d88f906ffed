import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addChoice,
  ballotOf,
  closePoll,
  createPoll,
  DAY,
  forget,
  LIMITS,
  outlived,
  reminderExpires,
  reopenPoll,
  unvote,
  vote,
  type Draft,
  type Poll,
  type Ruling,
} from './rules.ts';
import { tally } from './tally.ts';

const draft: Draft = {
  number: 1,
  question: 'Lunch?',
  choices: ['sushi', 'ramen', 'curry'],
  most: 1,
  creator: 'U1',
  until: undefined,
  now: 0,
};

function made(changes: Partial<Draft> = {}): Poll {
  const result = createPoll({ ...draft, ...changes });
  if ('refused' in result) throw new Error(result.refused);
  return result.poll;
}

/** The poll after a ruling; unchanged where it was refused. */
const after = (poll: Poll, ruling: Ruling): Poll => ('poll' in ruling ? ruling.poll : poll);

type Deed =
  | { readonly do: 'vote'; readonly who: string; readonly choices: readonly number[] }
  | { readonly do: 'unvote' | 'forget'; readonly who: string }
  | { readonly do: 'close' | 'reopen' };

// Ids that are also names of object properties must be ids like any other.
const who = fc.constantFrom('U1', 'U2', 'U3', '7', '__proto__', 'constructor');
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({
    do: fc.constant('vote' as const),
    who,
    choices: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ do: fc.constantFrom('unvote' as const, 'forget' as const), who }),
  fc.record({ do: fc.constantFrom('close' as const, 'reopen' as const) }),
);

function perform(poll: Poll, what: Deed): Poll {
  if (what.do === 'vote') return after(poll, vote(poll, what.who, what.choices));
  if (what.do === 'unvote') return after(poll, unvote(poll, what.who));
  if (what.do === 'forget') return forget(poll, what.who);
  return after(poll, what.do === 'close' ? closePoll(poll) : reopenPoll(poll, 0));
}

describe('whatever a group does', () => {
  it('no choice has more votes than there are voters, and without --multiple the votes are as many as the voters', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(deed, { maxLength: 40 }), (multiple, deeds) => {
        const poll = deeds.reduce(perform, made({ most: multiple ? 30 : 1 }));
        const { counts, voters } = tally(poll);
        expect(voters).toBeLessThanOrEqual(6);
        for (const count of counts) expect(count.voters.length).toBeLessThanOrEqual(voters);
        const votes = counts.reduce((sum, count) => sum + count.voters.length, 0);
        expect(votes).toBeGreaterThanOrEqual(voters);
        expect(votes).toBeLessThanOrEqual(multiple ? voters * poll.choices.length : voters);
      }),
    );
  });

  it('a stored poll comes back from JSON as it was', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(deed, { maxLength: 20 }), (multiple, deeds) => {
        const poll = deeds.reduce(perform, made({ most: multiple ? 30 : 1 }));
        const back = JSON.parse(JSON.stringify(poll)) as Poll;
        expect(tally(back)).toEqual(tally(poll));
        for (const id of ['U1', '__proto__']) expect(ballotOf(back, id)).toEqual(ballotOf(poll, id));
      }),
    );
  });

  it('closing and reopening loses nobody’s vote', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(deed, { maxLength: 30 }), (multiple, deeds) => {
        const before = deeds.reduce(perform, made({ most: multiple ? 30 : 1 }));
        const open = before.closed ? after(before, reopenPoll(before, 0)) : before;
        const again = after(open, reopenPoll(after(open, closePoll(open)), 0));
        expect(again).toEqual({ ...open, stays: true });
      }),
    );
  });

  it('a closed poll changes by no vote', () => {
    fc.assert(
      fc.property(who, fc.integer({ min: 0, max: 2 }), (id, choice) => {
        const closed = after(made(), closePoll(after(made(), vote(made(), 'U1', [1]))));
        expect(vote(closed, id, [choice])).toEqual({ refused: 'closed' });
        expect(unvote(closed, id)).toEqual({ refused: 'closed' });
        expect(addChoice(closed, 'udon')).toEqual({ refused: 'closed' });
      }),
    );
  });

  it('the last of a member’s votes counts, and only that one', () => {
    fc.assert(
      fc.property(who, fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 10 }), (id, taps) => {
        const poll = taps.reduce((now, tap) => after(now, vote(now, id, [tap])), made());
        expect(ballotOf(poll, id)).toEqual([taps.at(-1)]);
      }),
    );
  });

  it('with --multiple a choice is chosen after an odd number of taps on it, and taken back after an even one', () => {
    fc.assert(
      fc.property(who, fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 12 }), (id, taps) => {
        const poll = taps.reduce((now, tap) => after(now, vote(now, id, [tap])), made({ most: 30 }));
        const odd = [0, 1, 2].filter((choice) => taps.filter((tap) => tap === choice).length % 2 === 1);
        expect(ballotOf(poll, id)).toEqual(odd);
      }),
    );
  });

  it('one member’s deeds never touch the vote of another', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(deed, { maxLength: 20 }), (multiple, deeds) => {
        const start = after(made(), vote(made({ most: multiple ? 30 : 1 }), 'bystander', [2]));
        expect(ballotOf(deeds.reduce(perform, start), 'bystander')).toEqual([2]);
      }),
    );
  });
});

describe('making a poll', () => {
  it('merges choices that people would call the same, keeps the first and says which', () => {
    const result = createPoll({ ...draft, choices: ['Sushi', 'ｓｕｓｈｉ', 'ramen', ' SUSHI '] });
    expect(result).toMatchObject({ poll: { choices: ['Sushi', 'ramen'] }, merged: ['Sushi'] });
  });

  it.each([
    ['choices-few', { choices: ['sushi', 'SUSHI'] }],
    ['choices-few', { choices: ['sushi'] }],
    ['choices-many', { choices: Array.from({ length: 31 }, (_, index) => `choice ${index}`) }],
    ['choice-empty', { choices: ['sushi', '　'] }],
    ['choice-empty', { choices: ['sushi', '\u{200e}\u{200b}'] }],
    ['choice-long', { choices: ['sushi', 'x'.repeat(101)] }],
    ['question-empty', { question: ' \n ' }],
    ['question-long', { question: 'x'.repeat(301) }],
    ['until-past', { until: 5, now: 5 }],
    ['until-past', { until: -8.64e15 }],
    ['until-far', { until: 90 * DAY + 1 }],
    ['until-far', { until: 8.64e15 }],
  ] as const)('refuses with %s where that is so', (refused, changes) => {
    expect(createPoll({ ...draft, ...changes })).toEqual({ refused });
  });

  it('takes all that the bounds allow', () => {
    const choices = Array.from({ length: 30 }, (_, index) => String(index).padEnd(100, 'あ'));
    expect(made({ question: '問'.repeat(300), choices, until: 90 * DAY }).choices).toHaveLength(30);
  });
});

describe('voting', () => {
  it('refuses two choices at once where one is allowed, but not the same one twice', () => {
    expect(vote(made(), 'U1', [0, 1])).toEqual({ refused: 'only-one' });
    expect(vote(made(), 'U1', [1, 1])).toMatchObject({ poll: { ballots: { U1: [1] } } });
  });

  it('adds several choices at once without taking any back', () => {
    const poll = after(made(), vote(made({ most: 30 }), 'U1', [2]));
    expect(vote(poll, 'U1', [2, 0])).toMatchObject({ poll: { ballots: { U1: [0, 2] } } });
  });

  it('takes no voter past the bound, but lets those who voted change their minds', () => {
    const ballots = Object.fromEntries(Array.from({ length: LIMITS.voters }, (_, index) => [`U${index}`, [0]]));
    const full: Poll = { ...made(), ballots };
    expect(vote(full, 'late', [1])).toEqual({ refused: 'voters-full' });
    expect(vote(full, 'U7', [1])).toMatchObject({ poll: { ballots: { U7: [1] } } });
  });

  it('has nothing to take back from who never voted', () => {
    expect(unvote(made(), 'U1')).toEqual({ refused: 'nothing-to-take-back' });
    expect(unvote(made(), 'toString')).toEqual({ refused: 'nothing-to-take-back' });
  });
});

describe('the result', () => {
  it('has no leader while nobody voted, one winner, or all that tie', () => {
    const one = after(made(), vote(made(), 'U1', [1]));
    const two = after(one, vote(one, 'U2', [0]));
    expect([made(), one, two].map((poll) => tally(poll).leaders)).toEqual([[], [1], [0, 1]]);
  });

  it('gives shares of the voters, also where each has several votes', () => {
    const one = after(made(), vote(made({ most: 30 }), 'U1', [0, 1]));
    const two = after(one, vote(one, 'U2', [0]));
    expect(tally(two).counts.map(({ share }) => share)).toEqual([1, 0.5, 0]);
  });
});

describe('adding a choice', () => {
  it('puts it last, so that the numbers on older cards stay true', () => {
    expect(addChoice(made(), ' udon ')).toMatchObject({ poll: { choices: ['sushi', 'ramen', 'curry', 'udon'] } });
  });

  it.each([
    ['choice-taken', 'Ramen'],
    ['choice-empty', '　'],
    ['choice-long', 'x'.repeat(101)],
  ] as const)('refuses with %s where that is so', (refused, choice) => {
    expect(addChoice(made(), choice)).toEqual({ refused });
  });

  it('refuses the 31st', () => {
    const full = made({ choices: Array.from({ length: 30 }, (_, index) => `choice ${index}`) });
    expect(addChoice(full, 'one more')).toEqual({ refused: 'choices-many' });
  });
});

describe('a poll with a time', () => {
  const time = fc.integer({ min: 1, max: 90 * DAY });
  const at = fc.integer({ min: 0, max: 200 * DAY });

  it('keeps it through every vote, and through closing and opening again while it is to come', () => {
    fc.assert(
      fc.property(time, fc.array(deed, { maxLength: 20 }), (until, deeds) => {
        expect(deeds.reduce(perform, made({ until })).until).toBe(until);
      }),
    );
  });

  it('has none any more when it is opened again after it, so no card shows a time that is over', () => {
    fc.assert(
      fc.property(time, at, (until, now) => {
        const again = after(made(), reopenPoll(after(made(), closePoll(made({ until }))), now));
        expect(again.until).toBe(until > now ? until : undefined);
        expect(again.closed).toBe(false);
      }),
    );
  });

  it('is left to the clock for a day, and has outlived itself after that; a closed one and one without a time never do', () => {
    fc.assert(
      fc.property(time, at, (until, now) => {
        const poll = made({ until });
        expect(outlived(poll, now)).toBe(now > until + DAY);
        expect(outlived(after(poll, closePoll(poll)), now)).toBe(false);
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

it('a poll is closed once and opened once', () => {
  const closed = after(made(), closePoll(made()));
  expect(closePoll(closed)).toEqual({ refused: 'already-closed' });
  expect(reopenPoll(made(), 0)).toEqual({ refused: 'already-open' });
});

it('whoever is forgotten leaves neither a vote nor a name as the creator, also in a closed poll', () => {
  const poll = after(made(), closePoll(after(made(), vote(made(), 'U1', [1]))));
  expect(JSON.stringify(forget(poll, 'U1'))).not.toContain('U1');
  expect(forget(poll, 'U2')).toEqual(poll);
});

describe('choices with commas between them', () => {
  it.each([
    [['寿司、ラーメン，カレー'], ['寿司', 'ラーメン', 'カレー']],
    [
      ['sushi,', 'ramen'],
      ['sushi', 'ramen'],
    ],
    [
      ['Rome, Italy', 'Paris, France'],
      ['Rome, Italy', 'Paris, France'],
    ],
    [['3,000、5,000'], ['3,000', '5,000']],
  ])('%j are %j', (choices, made) => {
    expect(createPoll({ ...draft, choices })).toMatchObject({ poll: { choices: made } });
  });
});
