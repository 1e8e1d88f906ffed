import { choiceIn, entryOf, type Answer } from './answers.ts';
import { ballotIn, ballotOf, LIMITS, withBallot, type Poll, type Reason, type Ruling } from './poll.ts';

/** What a voter says of one choice: that it is theirs, or with an answer (dates), or how much of it (weights). */
export type Mark =
  | number
  | { readonly choice: number; readonly answer: Answer }
  | { readonly choice: number; readonly amount: number };

export const choiceOfMark = (mark: Mark): number => (typeof mark === 'number' ? mark : mark.choice);

type Next = { readonly ballot: readonly number[] } | { readonly refused: Reason };

/** What a voter has chosen after these marks. `pending`: what they had chosen before it was edited; naming it confirms it. */
export function nextBallot(
  poll: Poll,
  before: readonly number[],
  pending: readonly number[],
  marks: readonly Mark[],
): Next {
  const named = [...new Set(marks.map(choiceOfMark))];
  if (named.some((choice) => poll.choices[choice] === '')) return { refused: 'taken-back-choice' };
  if (poll.kind === 'ranked') return { ballot: ranking(before, pending, named) };
  if (poll.kind === 'weighted') return weighing(poll, before, pending, marks);
  if (poll.kind === 'dates') return { ballot: answering(before, marks) };
  return choosing(poll, before, pending, named);
}

/**
 * Where one choice is allowed, the last vote wins. Where several are, naming one that is chosen already takes it back. Naming several at
 * once adds those that are not chosen yet.
 */
function choosing(poll: Poll, before: readonly number[], pending: readonly number[], named: readonly number[]): Next {
  if (poll.most === 1) return named.length > 1 ? { refused: 'only-one' } : { ballot: named };
  if (takesBack(before, pending, named)) return { ballot: without(before, named) };
  const ballot = [...new Set([...before, ...named])];
  return ballot.length > poll.most ? { refused: 'only-so-many' } : { ballot: rising(ballot) };
}

/** One choice alone comes behind those that are ranked, or is taken out of them; several are the new order, all of it. */
function ranking(before: readonly number[], pending: readonly number[], named: readonly number[]): readonly number[] {
  if (named.length > 1) return named;
  return takesBack(before, pending, named) ? without(before, named) : [...new Set([...before, ...named])];
}

/** A choice alone is one more of it, with an amount so much of it. */
function weighing(poll: Poll, before: readonly number[], pending: readonly number[], marks: readonly Mark[]): Next {
  let ballot = before;
  for (const mark of marks) {
    const choice = choiceOfMark(mark);
    const had = ballot.filter((other) => other === choice).length;
    const more = pending.includes(choice) ? had : had + 1;
    const amount = typeof mark === 'object' && 'amount' in mark ? mark.amount : more;
    if (amount > (poll.weight ?? 1)) return { refused: 'weight-full' };
    ballot = [...without(ballot, [choice]), ...Array<number>(amount).fill(choice)];
  }
  if (ballot.length === 0 && before.length === 0) return { refused: 'nothing-to-take-back' };
  return { ballot: rising(ballot) };
}

/** The last answer to a date wins. Saying it again changes nothing: who cannot says so. */
function answering(before: readonly number[], marks: readonly Mark[]): readonly number[] {
  const entries = marks.map((mark) =>
    entryOf(choiceOfMark(mark), typeof mark === 'object' && 'answer' in mark ? mark.answer : 'yes'),
  );
  const answers = new Map(before.map((entry) => [choiceIn(entry), entry]));
  for (const entry of entries) answers.set(choiceIn(entry), entry);
  return rising([...answers.values()]);
}

const takesBack = (before: readonly number[], pending: readonly number[], named: readonly number[]): boolean =>
  named.length === 1 && named.every((entry) => before.includes(entry) && !pending.includes(entry));

const without = (ballot: readonly number[], named: readonly number[]): readonly number[] =>
  ballot.filter((entry) => !named.includes(entry));

const rising = (ballot: readonly number[]): readonly number[] => ballot.toSorted((a, b) => a - b);

export function vote(poll: Poll, voter: string, marks: readonly Mark[]): Ruling {
  if (poll.closed) return { refused: 'closed' };
  const before = ballotOf(poll, voter);
  if (before.length === 0 && Object.keys(poll.ballots).length >= LIMITS.voters) return { refused: 'voters-full' };
  const pending = ballotIn(poll.pending, voter);
  const next = nextBallot(poll, before, pending, marks);
  if ('refused' in next) return next;
  const named = new Set(marks.map(choiceOfMark));
  const left = pending.filter((entry) => next.ballot.includes(entry) && !named.has(choiceIn(entry)));
  return { poll: withVote(poll, voter, next.ballot, left) };
}

export function unvote(poll: Poll, voter: string): Ruling {
  if (poll.closed) return { refused: 'closed' };
  if (ballotOf(poll, voter).length === 0) return { refused: 'nothing-to-take-back' };
  return { poll: withVote(poll, voter, []) };
}

/** The poll with another ballot of a voter. Who has none leaves nothing behind, neither a note nor a name as a guest. */
export function withVote(poll: Poll, voter: string, ballot: readonly number[], pending: readonly number[] = []): Poll {
  const voted = { ...poll, ballots: withBallot(poll.ballots, voter, ballot), ...pendingWith(poll, voter, pending) };
  if (ballot.length > 0) return voted;
  const { notes, guests, ...rest } = voted;
  return { ...rest, ...kept('notes', notes, voter), ...kept('guests', guests, voter) };
}

/** A record without one of its keys; nothing where it is empty then. */
function kept<K extends string, T>(name: K, record: Readonly<Record<string, T>> | undefined, key: string) {
  const others = Object.entries(record ?? {}).filter(([other]) => other !== key);
  return (others.length === 0 ? {} : { [name]: Object.fromEntries(others) }) as {
    readonly [N in K]?: Record<string, T>;
  };
}

/** Those of the named choices that meant something else on a card of that revision. */
export function changedSince(poll: Poll, choices: readonly number[], revision: number | undefined): readonly number[] {
  if (revision === undefined) return [];
  return choices.filter((choice) => (poll.since?.[choice] ?? 0) > revision);
}

function pendingWith({ pending }: Poll, voter: string, left: readonly number[]): Pick<Poll, 'pending'> {
  return pending === undefined ? {} : { pending: withBallot(pending, voter, left) };
}
