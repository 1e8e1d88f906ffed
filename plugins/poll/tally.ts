import type { Poll } from './rules.ts';

export interface Count {
  /** The index of the choice. */
  readonly choice: number;
  /** Member ids, in the order of their last vote. */
  readonly voters: readonly string[];
  /** From 0 to 1: the part of all voters who chose it. With several choices each, the shares add up to more than 1. */
  readonly share: number;
}

export interface Tally {
  readonly counts: readonly Count[];
  readonly voters: number;
  /** Indexes of the choices that are ahead: none while nobody voted, one winner, or several in a tie. */
  readonly leaders: readonly number[];
}

export function tally(poll: Poll): Tally {
  const ballots = Object.entries(poll.ballots);
  const counts = poll.choices.map((_, choice): Count => {
    const voters = ballots.filter(([, chosen]) => chosen.includes(choice)).map(([id]) => id);
    return { choice, voters, share: ballots.length === 0 ? 0 : voters.length / ballots.length };
  });
  const most = Math.max(0, ...counts.map(({ voters }) => voters.length));
  const leaders = most === 0 ? [] : counts.filter(({ voters }) => voters.length === most).map(({ choice }) => choice);
  return { counts, voters: ballots.length, leaders };
}
