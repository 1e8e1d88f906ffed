/** Votes that were typed go with their messages. Not those of an anonymous poll: what ties them to a message would tie them to a member. */
import { choiceIn } from './answers.ts';
import { ballotOf, type Poll } from './poll.ts';
import { withVote } from './vote.ts';

/** Messages are unsent within a day; of a group's votes these are the newest. */
const KEPT = 50;

/** After a vote: what it took the place of. `by` is absent where it was tapped, and then no older message speaks for the voter. */
export function noteTyped(before: Poll, after: Poll, voter: string, by: string | undefined): Poll {
  if (after.told !== undefined) return after;
  const { typed = [] } = before;
  if (by === undefined) {
    const others = typed.filter((vote) => vote.voter !== voter);
    return others.length === typed.length ? after : { ...after, typed: others };
  }
  const vote = { by, voter, before: ballotOf(before, voter), revision: before.revision ?? 0 };
  return { ...after, typed: [...typed, vote].slice(-KEPT) };
}

/** The poll without the vote of an unsent message, where nothing newer of that voter stands; `undefined` where it had none. */
export function takeBackVote(poll: Poll, by: string): Poll | undefined {
  const { typed = [] } = poll;
  const at = typed.findIndex((vote) => vote.by === by);
  const vote = typed[at];
  if (poll.closed || vote === undefined) return undefined;
  const later = typed.findIndex((other, index) => index > at && other.voter === vote.voter);
  // What came after it would go back to it: now it goes back to what stood before both.
  const rest = typed.flatMap((other, index) => {
    if (index === at) return [];
    return index === later ? [{ ...other, before: vote.before, revision: vote.revision }] : [other];
  });
  if (later >= 0) return { ...poll, typed: rest };
  const stillMeant = vote.revision === (poll.revision ?? 0) ? vote.before.filter((entry) => isThere(poll, entry)) : [];
  return { ...withVote(withoutNote(poll, vote.voter), vote.voter, stillMeant), typed: rest };
}

const isThere = ({ choices }: Poll, entry: number): boolean => (choices[choiceIn(entry)] ?? '') !== '';

function withoutNote(poll: Poll, voter: string): Poll {
  if (poll.notes === undefined) return poll;
  return { ...poll, notes: Object.fromEntries(Object.entries(poll.notes).filter(([id]) => id !== voter)) };
}
