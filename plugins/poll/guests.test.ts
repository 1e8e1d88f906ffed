import { describe, expect, it } from 'vitest';
import { createPoll, forget, unvoteFor, voteFor, type Draft, type Poll, type Ruling } from './rules.ts';
import { tally } from './tally.ts';

const CHOICES = ['sushi', 'ramen', 'curry', 'udon'];
const draft: Draft = { number: 1, question: '?', choices: CHOICES, most: 1, creator: 'U1', until: undefined, now: 0 };

function made(changes: Partial<Draft>): Poll {
  const result = createPoll({ ...draft, ...changes });
  if ('refused' in result) throw new Error(result.refused);
  return result.poll;
}
const after = (poll: Poll, ruling: Ruling): Poll => ('poll' in ruling ? ruling.poll : poll);

describe('making one', () => {
  it.each([
    ['kinds-mixed', { ranked: true, dates: true }],
    ['kinds-mixed', { ranked: true, most: 2 }],
    ['dates-secret', { dates: true, anonymous: true }],
    ['dates-many', { dates: true, choices: Array.from({ length: 13 }, (_, day) => `day ${day}`) }],
    ['picture-wrong', { choices: ['sushi | http://a.example/x.png', 'ramen'] }],
    ['picture-wrong', { choices: [`sushi | https://a.example/${'x'.repeat(300)}`, 'ramen'] }],
    ['pictures-many', { choices: Array.from({ length: 11 }, (_, n) => `${n} | https://a.example/${n}.png`) }],
    ['choice-empty', { choices: ['| https://a.example/x.png', 'ramen'] }],
  ] as const)('refuses with %s where that is so', (refused, changes) => {
    expect(createPoll({ ...draft, ...changes })).toEqual({ refused });
  });

  it.each([
    [['sushi | https://a.example/s.png', 'ramen']],
    [['sushi|https://a.example/s.png', 'ramen']],
    [['sushi', '|', 'https://a.example/s.png', 'ramen']],
    [['sushi', '|https://a.example/s.png', 'ramen']],
    [['sushi|', 'https://a.example/s.png', 'ramen']],
  ])('takes the picture behind a bar: %j', (choices) => {
    expect(made({ choices })).toMatchObject({
      choices: ['sushi', 'ramen'],
      pictures: { 0: 'https://a.example/s.png' },
    });
  });

  it('leaves a bar without an address alone', () => {
    expect(made({ choices: ['a', '|', 'b'] }).choices).toEqual(['a', '|', 'b']);
  });
});

describe('a guest', () => {
  const sponsor = { id: 'U1', isModerator: false };
  const poll = after(made({}), voteFor(made({}), '@Gran', sponsor, [1]));

  it('has one vote, whatever their name’s letters, and only who brought them or a moderator changes it', () => {
    expect(tally(after(poll, voteFor(poll, 'ｇｒａｎ', sponsor, [0]))).counts.map(({ votes }) => votes)).toEqual([
      1, 0, 0, 0,
    ]);
    expect(voteFor(poll, 'Gran', { id: 'U2', isModerator: false }, [0])).toEqual({ refused: 'guest-taken' });
    expect(voteFor(poll, 'Gran', { id: 'U2', isModerator: true }, [0])).toHaveProperty('poll');
    expect(unvoteFor(poll, 'Gran', { id: 'U2', isModerator: false })).toEqual({ refused: 'guest-taken' });
  });

  it('has none in an anonymous poll, and none without a name', () => {
    expect(voteFor(made({ anonymous: true }), 'Gran', sponsor, [1])).toEqual({ refused: 'guest-secret' });
    expect(voteFor(made({}), ' ', sponsor, [1])).toEqual({ refused: 'guest-name' });
  });

  it('goes with who brought them', () => expect(forget(poll, 'U1').ballots).toEqual({}));
});
