import { ballotIn, ballotOf, LIMITS, withBallot, type Poll, type Reason, type Ruling } from './poll.ts';

/**
 * What a member has chosen after naming some choices. Where one choice is allowed, the last vote wins. Where several are, naming one
 * that is chosen already takes it back, unless it is `pending`: then it is confirmed. Naming several at once adds those that are not
 * chosen yet.
 */
export function nextBallot(
  poll: Poll,
  before: readonly number[],
  pending: readonly number[],
  choices: readonly number[],
): { readonly ballot: readonly number[] } | { readonly refused: Reason } {
  const named = [...new Set(choices)];
  if (named.some((choice) => poll.choices[choice] === '')) return { refused: 'taken-back-choice' };
  if (poll.most === 1) return named.length > 1 ? { refused: 'only-one' } : { ballot: named };
  const [only] = named;
  if (named.length === 1 && only !== undefined && before.includes(only) && !pending.includes(only))
    return { ballot: before.filter((choice) => choice !== only) };
  const ballot = [...new Set([...before, ...named])];
  return ballot.length > poll.most ? { refused: 'only-so-many' } : { ballot };
}

export function vote(poll: Poll, memberId: string, choices: readonly number[]): Ruling {
  if (poll.closed) return { refused: 'closed' };
  const before = ballotOf(poll, memberId);
  if (before.length === 0 && Object.keys(poll.ballots).length >= LIMITS.voters) return { refused: 'voters-full' };
  const pending = ballotIn(poll.pending, memberId);
  const next = nextBallot(poll, before, pending, choices);
  if ('refused' in next) return next;
  const left = pending.filter((choice) => next.ballot.includes(choice) && !choices.includes(choice));
  return {
    poll: { ...poll, ballots: withBallot(poll.ballots, memberId, next.ballot), ...pendingWith(poll, memberId, left) },
  };
}

export function unvote(poll: Poll, memberId: string): Ruling {
  if (poll.closed) return { refused: 'closed' };
  if (ballotOf(poll, memberId).length === 0) return { refused: 'nothing-to-take-back' };
  return { poll: { ...poll, ballots: withBallot(poll.ballots, memberId, []), ...pendingWith(poll, memberId, []) } };
}

/** Those of the named choices that meant something else on a card of that revision. */
export function changedSince(poll: Poll, choices: readonly number[], revision: number | undefined): readonly number[] {
  if (revision === undefined) return [];
  return choices.filter((choice) => (poll.since?.[choice] ?? 0) > revision);
}

export function pendingWith({ pending }: Poll, memberId: string, left: readonly number[]): Pick<Poll, 'pending'> {
  return pending === undefined ? {} : { pending: withBallot(pending, memberId, left) };
}
