import { answerIn, choiceIn } from './answers.ts';
import { ballotIn, type Poll } from './poll.ts';

export interface Count {
  /** The index of the choice. */
  readonly choice: number;
  /** Those who chose it; in a ranked poll points (`pointsOf`), in a weighted one all of its weight, of a date those who can. */
  readonly votes: number;
  /** Who chose it, in the order of their last vote; empty where the poll is anonymous. Of a date, who can. */
  readonly voters: readonly string[];
  /** Of a date: who perhaps can, and who cannot. */
  readonly maybe: readonly string[];
  readonly no: readonly string[];
  /**
   * From 0 to 1. The part of all voters who chose it, so with several choices each the shares add up to more than 1; in a ranked poll of
   * the points it could have, in a weighted one of all weight.
   */
  readonly share: number;
}

export interface Tally {
  readonly counts: readonly Count[];
  /** People with a vote that counts. */
  readonly voters: number;
  /** Who they are; `undefined` where that is not known any more. */
  readonly answered: readonly string[] | undefined;
  /** Voters with a vote that waits until they say it again. */
  readonly pending: readonly string[];
  /** Indexes of the choices that are ahead: none while nobody voted, one winner, or several in a tie. */
  readonly leaders: readonly number[];
  /** Too few have voted for the poll to decide anything. */
  readonly quorumMissed: boolean;
}

type Counted = Pick<Poll, 'kind' | 'choices'>;

/**
 * What one entry of a ballot, the `place`-th, gives to its choice. Ranks are counted as Borda did: with n choices the first has n points,
 * the second n - 1 and so on; what is not ranked has none.
 */
const pointsOf = ({ kind, choices }: Counted, place: number): number =>
  kind === 'ranked' ? choices.length - place : 1;

/** What these ballots give to each choice. */
export function countUp(poll: Counted, ballots: Iterable<readonly number[]>): number[] {
  const votes = poll.choices.map(() => 0);
  for (const ballot of ballots)
    for (const [place, entry] of ballot.entries())
      if (entry < votes.length) votes[entry] = (votes[entry] ?? 0) + pointsOf(poll, place);
  return votes;
}

export function tally(poll: Poll): Tally {
  const { told } = poll;
  const ballots = counting(poll);
  const voters = told?.voters ?? ballots.length;
  const votes =
    told?.counts ??
    countUp(
      poll,
      ballots.map(([, ballot]) => ballot),
    );
  const by = sorted(poll, ballots);
  const whole = wholeOf(poll, voters, votes);
  const counts = poll.choices.map((_, choice): Count => {
    const count = votes[choice] ?? 0;
    return { choice, votes: count, ...by[choice]!, share: whole === 0 ? 0 : count / whole };
  });
  return {
    counts,
    voters,
    answered: told === undefined ? ballots.map(([id]) => id) : told.answered,
    pending: Object.keys(poll.pending ?? {}),
    leaders: leadersOf(counts),
    quorumMissed: poll.quorum !== undefined && voters < poll.quorum,
  };
}

/** Ballots without what waits to be said again. */
function counting({ ballots, pending }: Poll): readonly (readonly [string, readonly number[]])[] {
  return Object.entries(ballots)
    .map(([id, ballot]) => {
      const waits = ballotIn(pending, id);
      return [id, waits.length === 0 ? ballot : ballot.filter((entry) => !waits.includes(entry))] as const;
    })
    .filter(([, ballot]) => ballot.length > 0);
}

/** Who said what of each choice. */
function sorted(poll: Poll, ballots: readonly (readonly [string, readonly number[]])[]) {
  const by = poll.choices.map(() => ({ voters: [] as string[], maybe: [] as string[], no: [] as string[] }));
  for (const [id, ballot] of ballots) {
    for (const entry of new Set(ballot)) {
      const answer = answerIn(entry);
      by[choiceIn(entry)]?.[answer === 'yes' ? 'voters' : answer].push(id);
    }
  }
  return by;
}

function wholeOf({ kind, choices }: Poll, voters: number, votes: readonly number[]): number {
  if (kind === 'ranked') return voters * choices.length;
  return kind === 'weighted' ? votes.reduce((sum, count) => sum + count, 0) : voters;
}

/** The most votes; between dates that as many can, the one that more people perhaps can. */
function leadersOf(counts: readonly Count[]): readonly number[] {
  const most = Math.max(0, ...counts.map(({ votes }) => votes));
  const ahead = counts.filter(({ votes }) => votes === most);
  const maybe = Math.max(0, ...ahead.map((count) => count.maybe.length));
  return most + maybe === 0 ? [] : ahead.filter((count) => count.maybe.length === maybe).map(({ choice }) => choice);
}
