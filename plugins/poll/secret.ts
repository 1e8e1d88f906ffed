/**
 * The votes of an anonymous poll. Two sets that are stored apart: who has voted, and what was voted for, under names that only a key of
 * the host's ties to members. Neither has an order or a time. At the close the key is destroyed and both are counted up and dropped.
 *
 * What is told changes only when at least three more people have voted, so that no card shows what the last of them chose.
 */
import { countUp } from './tally.ts';
import { nextBallot, type Mark } from './vote.ts';
import { LIMITS, withBallot, type Ballots, type Poll, type Reason, type Told } from './poll.ts';

export type Secret = {
  /** Member ids, sorted. */
  readonly voted: readonly string[];
  /** By pseudonym, sorted. */
  readonly ballots: Ballots;
};

export const NO_VOTES: Secret = { voted: [], ballots: {} };
const TOLD_AFTER = 3;

/** A member, and what they are called among the ballots. */
export interface Voter {
  readonly id: string;
  readonly pseudonym: string;
}

export type SecretRuling = { readonly poll: Poll; readonly secret: Secret } | { readonly refused: Reason };

export function voteSecretly(poll: Poll, secret: Secret, voter: Voter, marks: readonly Mark[]): SecretRuling {
  if (poll.closed) return { refused: 'closed' };
  const before = secret.ballots[voter.pseudonym] ?? [];
  if (before.length === 0 && secret.voted.length >= LIMITS.voters) return { refused: 'voters-full' };
  const next = nextBallot(poll, before, [], marks);
  return 'refused' in next ? next : retold(poll, withVote(secret, voter, next.ballot));
}

export function unvoteSecretly(poll: Poll, secret: Secret, voter: Voter): SecretRuling {
  if (poll.closed) return { refused: 'closed' };
  if (!secret.voted.includes(voter.id)) return { refused: 'nothing-to-take-back' };
  return retold(poll, withVote(secret, voter, []));
}

/** The counts for good, and nothing else: who voted is gone with how. */
export function seal(poll: Poll, secret: Secret): Poll {
  const { counts, voters } = toldOf(poll, secret);
  return { ...poll, told: { counts, voters } };
}

/** A vote that was changed or taken back is no news: only people who are new since the last card count. */
function retold(poll: Poll, secret: Secret): SecretRuling {
  const known = new Set(poll.told?.answered);
  const fresh = secret.voted.filter((id) => !known.has(id)).length;
  return { secret, poll: fresh < TOLD_AFTER ? poll : { ...poll, told: toldOf(poll, secret) } };
}

function toldOf(poll: Poll, { voted, ballots }: Secret): Told {
  const all = Object.values(ballots);
  return { counts: countUp(poll, all), voters: all.length, answered: voted };
}

function withVote(secret: Secret, { id, pseudonym }: Voter, ballot: readonly number[]): Secret {
  const ballots = Object.entries(withBallot(secret.ballots, pseudonym, ballot)).sort(([a], [b]) => (a < b ? -1 : 1));
  const others = secret.voted.filter((other) => other !== id);
  return {
    ballots: Object.fromEntries(ballots),
    voted: ballot.length === 0 ? others : [...others, id].sort(),
  };
}
