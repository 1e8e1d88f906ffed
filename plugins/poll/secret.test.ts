import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeMembers, PluginBench } from '../../test/support/plugin-bench.ts';
import { newPoll, plain } from '../../test/support/poll-bench.ts';
import type Poll from './index.ts';
import { createPoll, type Poll as Kept } from './rules.ts';
import { NO_VOTES, seal, unvoteSecretly, voteSecretly, type Secret } from './secret.ts';
import { tally } from './tally.ts';

const WHO = ['U1', 'U2', 'U3', 'U4', 'U5', 'U6', 'U7'];

function made(most = 1): Kept {
  const draft = { number: 1, question: '?', choices: ['a', 'b', 'c'], most, creator: 'U1', until: undefined, now: 0 };
  const result = createPoll({ ...draft, anonymous: true });
  if ('refused' in result) throw new Error(result.refused);
  return result.poll;
}

type Deed = { readonly who: number; readonly choices: readonly number[] };
const deeds = fc.array(
  fc.record({
    who: fc.nat({ max: WHO.length - 1 }),
    /** None: the vote is taken back. */
    choices: fc.array(fc.nat({ max: 2 }), { maxLength: 1 }),
  }),
  { maxLength: 40 },
);

const voterOf = (who: number) => ({ id: WHO[who]!, pseudonym: `p${(who * 5) % 7}` });

/** What happens, and every state on the way. */
function* states(most: number, all: readonly Deed[]): Generator<{ poll: Kept; secret: Secret }> {
  let now = { poll: made(most), secret: NO_VOTES };
  yield now;
  for (const { who, choices } of all) {
    const { poll, secret } = now;
    const voter = voterOf(who);
    const ruling =
      choices.length === 0 ? unvoteSecretly(poll, secret, voter) : voteSecretly(poll, secret, voter, choices);
    if ('refused' in ruling) continue;
    now = ruling;
    yield now;
  }
}

describe('an anonymous poll, whatever a group does', () => {
  it('never has more votes for a choice than voters, and keeps each voter’s last vote, once', () => {
    fc.assert(
      fc.property(fc.boolean(), deeds, (multiple, given) => {
        const last = [...states(multiple ? 3 : 1, given)].at(-1)!;
        const { counts, voters } = tally(seal(last.poll, last.secret));
        expect(voters).toBe(last.secret.voted.length);
        expect(Object.keys(last.secret.ballots)).toHaveLength(voters);
        for (const { votes } of counts) expect(votes).toBeLessThanOrEqual(voters);
        const all = counts.reduce((sum, { votes }) => sum + votes, 0);
        expect(all).toBeGreaterThanOrEqual(voters);
        expect(all).toBeLessThanOrEqual(multiple ? 3 * voters : voters);
      }),
    );
  });

  it('tells new numbers only when three people have voted who had not when it told the last ones', () => {
    fc.assert(
      fc.property(fc.boolean(), deeds, (multiple, all) => {
        const [first, ...rest] = states(multiple ? 3 : 1, all);
        let before = first!.poll.told;
        for (const { poll } of rest) {
          if (poll.told === before) continue;
          const known = new Set(before?.answered);
          expect(poll.told?.answered?.filter((id) => !known.has(id)).length).toBeGreaterThanOrEqual(3);
          before = poll.told;
        }
      }),
    );
  });

  it('stores votes without a member and in no order of theirs, apart from who has voted', () => {
    fc.assert(
      fc.property(deeds, (all) => {
        const last = [...states(1, all)].at(-1)!;
        expect(JSON.stringify([last.poll.ballots, last.secret.ballots])).not.toMatch(/U\d/);
        expect(last.secret.voted).toEqual(last.secret.voted.toSorted());
        expect(Object.keys(last.secret.ballots)).toEqual(Object.keys(last.secret.ballots).toSorted());
      }),
    );
  });
});

/** All that is in the database of a group whose members voted so, in this order, and then closed the poll. */
async function stored(votes: readonly (readonly [who: string, choice: number])[]): Promise<string> {
  const names = Object.fromEntries([...WHO, 'silent'].map((id) => [id, `Name of ${id}`]));
  const chat = new PluginBench<Poll>('plugins/poll', new FakeMembers(names), newPoll);
  const run = (who: string, act: (plugin: Poll) => unknown) => chat.run(who, act);
  await run('U1', (plugin) => plugin.poll({ ...plain, question: '?', choices: ['a', 'b', 'c'], anonymous: true }));
  for (const [who, choice] of votes)
    await run(who, (plugin) =>
      plugin.pollVote({ choices: [`${choice + 1}`], poll: undefined, revision: 0, note: undefined }),
    );
  await run('U1', (plugin) => plugin.pollClose({ poll: undefined }));
  expect(chat.pseudonyms.keys.size).toBe(0);
  return JSON.stringify([...chat.storage.entries]);
}

describe('an attacker with the whole database and the member list, after the close', () => {
  it('finds the same bytes whoever voted for what, in whatever order, and whoever changed their minds', async () => {
    const permuted = fc.array(fc.nat({ max: 2 }), { minLength: 3, maxLength: 7 }).chain((choices) =>
      fc.record({
        choices: fc.constant(choices),
        who: fc.shuffledSubarray(WHO, { minLength: choices.length, maxLength: choices.length }),
        others: fc.shuffledSubarray(WHO, { minLength: choices.length, maxLength: choices.length }),
        first: fc.array(fc.nat({ max: 2 }), { minLength: choices.length, maxLength: choices.length }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(permuted, async ({ choices, who, others, first }) => {
        const one = await stored(choices.map((choice, index) => [who[index]!, choice] as const));
        const changed = choices.map((_, index) => [others[index]!, first[index]!] as const);
        const two = await stored([...changed, ...choices.map((choice, index) => [others[index]!, choice] as const)]);
        expect(two).toBe(one);
      }),
      { numRuns: 40 },
    );
  });

  it('finds of people only who started the poll', async () => {
    const found = await stored([
      ['U2', 0],
      ['U3', 1],
      ['U4', 1],
      ['U5', 2],
    ]);
    expect([...found.matchAll(/U\d/g)].map(([id]) => id)).toEqual(['U1']);
    expect(found).toContain('{\\"counts\\":[1,2,1],\\"voters\\":4}');
  });
});
