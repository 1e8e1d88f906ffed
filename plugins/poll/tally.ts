import { ballotIn, type Poll } from './poll.ts';

export interface Count {
  /** The index of the choice. */
  readonly choice: number;
  readonly votes: number;
  /** Member ids, in the order of their last vote; empty where the poll is anonymous. */
  readonly voters: readonly string[];
  /** From 0 to 1: the part of all voters who chose it. With several choices each, the shares add up to more than 1. */
  readonly share: number;
}

export interface Tally {
  readonly counts: readonly Count[];
  /** People with a vote that counts. */
  readonly voters: number;
  /** Who they are; `undefined` where that is not known any more. */
  readonly answered: readonly string[] | undefined;
  /** Members with a vote that waits until they say it again. */
  readonly pending: readonly string[];
  /** Indexes of the choices that are ahead: none while nobody voted, one winner, or several in a tie. */
  readonly leaders: readonly number[];
  /** Too few have voted for the poll to decide anything. */
  readonly quorumMissed: boolean;
}

export function tally(poll: Poll): Tally {
  const { told } = poll;
  const ballots = Object.entries(poll.ballots)
    .map(([id, ballot]) => [id, ballot.filter((choice) => !ballotIn(poll.pending, id).includes(choice))] as const)
    .filter(([, ballot]) => ballot.length > 0);
  const voters = told?.voters ?? ballots.length;
  const counts = poll.choices.map((_, choice): Count => {
    const chosenBy = ballots.filter(([, ballot]) => ballot.includes(choice)).map(([id]) => id);
    const votes = told === undefined ? chosenBy.length : (told.counts[choice] ?? 0);
    return { choice, votes, voters: chosenBy, share: voters === 0 ? 0 : votes / voters };
  });
  const most = Math.max(0, ...counts.map(({ votes }) => votes));
  return {
    counts,
    voters,
    answered: told === undefined ? ballots.map(([id]) => id) : told.answered,
    pending: Object.keys(poll.pending ?? {}),
    leaders: most === 0 ? [] : counts.filter(({ votes }) => votes === most).map(({ choice }) => choice),
    quorumMissed: poll.quorum !== undefined && voters < poll.quorum,
  };
}
