import { choiceIn } from './answers.ts';
import type { Poll } from './poll.ts';
import { withVote } from './vote.ts';

/** What becomes of a poll when the message of an invocation is taken back: nothing, it is gone, or it goes on without those words. */
export type Undone = 'untouched' | 'gone' | { readonly poll: Poll };

/**
 * Taking back is undoing, as long as nobody else has acted on it: then only the words go. `others`: somebody else has voted, and where
 * the votes are secret that is all that is known.
 */
export function takeBack(poll: Poll, invocation: string, memberId: string | undefined, others: boolean): Undone {
  if (poll.madeBy === invocation) {
    if (!others) return 'gone';
    const { madeBy: _, pictures: __, ...rest } = poll;
    const choices = poll.choices.map((choice, index) => (Object.hasOwn(poll.addedBy ?? {}, index) ? choice : ''));
    return { poll: { ...rest, question: '', choices, closed: true } };
  }
  const edited = Object.entries(poll.editedBy ?? {}).flatMap(([part, by]) => (by === invocation ? [part] : []));
  if (edited.length > 0) return { poll: withoutWords(poll, edited) };
  const index = Object.entries(poll.addedBy ?? {}).find(([, by]) => by === invocation)?.[0];
  if (index === undefined) return 'untouched';
  return { poll: withoutChoice(poll, Number(index), memberId) };
}

/** What stood there before is kept no more, so there are no words, and no picture, until somebody edits them again. */
function withoutWords(poll: Poll, parts: readonly string[]): Poll {
  const pictures = Object.entries(poll.pictures ?? {}).filter(([index]) => !parts.includes(index));
  return {
    ...poll,
    ...(poll.editedBy === undefined
      ? {}
      : { editedBy: Object.fromEntries(Object.entries(poll.editedBy).filter(([part]) => !parts.includes(part))) }),
    ...(poll.pictures === undefined ? {} : { pictures: Object.fromEntries(pictures) }),
    question: parts.includes('question') ? '' : poll.question,
    choices: poll.choices.map((choice, index) => (parts.includes(String(index)) ? '' : choice)),
  };
}

/** The last choice, if nobody else chose it, is as if it had never been; any other keeps its place and loses its words. */
function withoutChoice(poll: Poll, index: number, memberId: string | undefined): Poll {
  const { [index]: _, ...addedBy } = poll.addedBy ?? {};
  const chosenBy = Object.entries(poll.ballots).flatMap(([id, ballot]) =>
    ballot.some((entry) => choiceIn(entry) === index) ? [id] : [],
  );
  const isLast = index === poll.choices.length - 1 && poll.told === undefined;
  if (!isLast || chosenBy.some((id) => id !== memberId)) return withoutWords({ ...poll, addedBy }, [String(index)]);
  const { [index]: ___, ...pictures } = poll.pictures ?? {};
  const voted = chosenBy.reduce(
    (now, id) =>
      withVote(
        now,
        id,
        (now.ballots[id] ?? []).filter((entry) => choiceIn(entry) !== index),
      ),
    poll,
  );
  const { [index]: __, ...editedBy } = poll.editedBy ?? {};
  return {
    ...voted,
    addedBy,
    ...(poll.pictures === undefined ? {} : { pictures }),
    ...(poll.editedBy === undefined ? {} : { editedBy }),
    choices: poll.choices.slice(0, -1),
    ...(poll.since === undefined ? {} : { since: poll.since.slice(0, index) }),
  };
}
