/** A poll as it is stored, its bounds, and the reasons why something cannot be done with it. No words, no I/O. */

/**
 * Lengths in UTF-16 units, as everywhere on LINE. `closedPolls` is how many a chat keeps; older ones are dropped. `daysAhead` is how
 * far off the time may be at which a poll closes itself.
 */
export const LIMITS = {
  questionLength: 300,
  choiceLength: 100,
  choices: 30,
  /** Each has three buttons, so a card holds fewer of them. */
  dates: 12,
  weight: 20,
  pictures: 10,
  pictureLength: 300,
  /** How many choices a poll with pictures has at most: a card holds so much. */
  pictured: 20,
  noteLength: 100,
  guests: 50,
  guestLength: 40,
  voters: 500,
  openPolls: 50,
  closedPolls: 30,
  plans: 20,
  daysAhead: 90,
} as const;

export const DAY = 86_400_000;

/** How votes are given and counted, where it is not by plain choices. */
export type Kind = 'ranked' | 'weighted' | 'dates';

/**
 * Voter → what they chose, never empty. A voter is a member's id, or a guest's (guests.ts). In a plain poll the choices' indexes, rising;
 * in a ranked one in the voter's order; in a weighted one each as often as it counts; in one of dates with their answers (answers.ts).
 */
export type Ballots = { readonly [memberId: string]: readonly number[] };

/** Choices are only ever added, so a choice's index is its id: it means the same on every card, old or new, until it is edited. */
export type Poll = {
  /** Counts up in each chat, from 1. */
  readonly number: number;
  /** Empty when its author took it back. */
  readonly question: string;
  /** One that was taken back is empty. */
  readonly choices: readonly string[];
  /** How many choices each may pick. */
  readonly most: number;
  readonly kind?: Kind;
  /** In a weighted poll: how much each may give to one choice. */
  readonly weight?: number;
  /** By choice: the address of its picture. */
  readonly pictures?: { readonly [choice: number]: string };
  /** Absent where the platform did not say who asked. */
  readonly creator?: string;
  readonly closed: boolean;
  /** When the clock closes it, milliseconds since 1970. Stays with a poll that was closed by hand, for it may be opened again. */
  readonly until?: number;
  /** Members may add choices. */
  readonly open?: true;
  /** No results until it is closed. */
  readonly hidden?: true;
  /** So many must have voted, or the poll decides nothing. */
  readonly quorum?: number;
  /** What is told of an anonymous poll. Its ballots are not here (see secret.ts). */
  readonly told?: Told;
  readonly ballots: Ballots;
  /** Votes for choices that were changed after them: they count again when their member says so. Part of `ballots`. */
  readonly pending?: Ballots;
  /** Guests who have a vote, by their ids among the voters. */
  readonly guests?: { readonly [voter: string]: Guest };
  /** What voters say to their votes. */
  readonly notes?: { readonly [voter: string]: string };
  /** The newest votes that were typed, so that they can be taken back with their messages. */
  readonly typed?: readonly TypedVote[];
  /** When the last reminder was sent, milliseconds since 1970. */
  readonly reminded?: number;
  /** The number of the plan by which the clock asks it. */
  readonly plan?: number;
  /** How often a choice or the question was changed; a card's buttons carry it. */
  readonly revision?: number;
  /** By choice: the revision that gave it its meaning; 0 where there is none. */
  readonly since?: readonly number[];
  /** It was opened again: it does not close itself when everyone has answered. */
  readonly stays?: true;
  /** Ids of the invocations whose messages made it and the choices that were added, so that they can be taken back. */
  readonly madeBy?: string;
  readonly addedBy?: { readonly [choice: number]: string };
  /** The same of what was edited since: by choice, or `question`. */
  readonly editedBy?: { readonly [part: string]: string };
};

/** Somebody who is not in the chat, and the member who votes for them. */
type Guest = { readonly name: string; readonly sponsor: string };

type TypedVote = {
  /** The invocation of the message. */
  readonly by: string;
  readonly voter: string;
  /** What the voter had chosen before. */
  readonly before: readonly number[];
  /** The revision of the poll then: what was chosen before an edit meant something else. */
  readonly revision: number;
};

/** The counts of an anonymous poll as they were last shown; `answered` is who had voted then, and gone with the close. */
export type Told = {
  readonly counts: readonly number[];
  readonly voters: number;
  readonly answered?: readonly string[];
};

export type Reason =
  | 'question-empty'
  | 'question-long'
  | 'choice-empty'
  | 'choice-long'
  | 'choice-taken'
  | 'choices-few'
  | 'choices-many'
  | 'until-past'
  | 'until-far'
  | 'closed'
  | 'already-closed'
  | 'already-open'
  | 'only-one'
  | 'only-so-many'
  | 'voters-full'
  | 'nothing-to-take-back'
  | 'taken-back-choice'
  | 'taken-back-poll'
  | 'kinds-mixed'
  | 'dates-many'
  | 'dates-secret'
  | 'picture-wrong'
  | 'pictures-many'
  | 'weight-full'
  | 'guest-secret'
  | 'guest-name'
  | 'guest-taken'
  | 'guests-full'
  | 'note-secret'
  | 'note-long'
  | 'note-first'
  | 'edit-what'
  | 'edit-same'
  | 'edit-secret'
  | 'sealed';

export type Ruling = { readonly poll: Poll } | { readonly refused: Reason };

/** What a member has in a set of ballots. `Object.hasOwn`, because an id is any string, `constructor` too. */
export function ballotIn(ballots: Ballots | undefined, memberId: string): readonly number[] {
  return ballots !== undefined && Object.hasOwn(ballots, memberId) ? (ballots[memberId] ?? []) : [];
}

export const ballotOf = (poll: Poll, memberId: string): readonly number[] => ballotIn(poll.ballots, memberId);

/** The ballots with one voter's replaced; an empty one is none. */
export function withBallot(ballots: Ballots | undefined, memberId: string, ballot: readonly number[]): Ballots {
  const others = Object.entries(ballots ?? {}).filter(([id]) => id !== memberId);
  return Object.fromEntries(ballot.length === 0 ? others : [...others, [memberId, ballot]]);
}

/** Spaces and invisible marks are no text: a button without a label is refused by LINE. */
export const isSomething = (text: string): boolean => /[^\p{Cc}\p{Cf}\p{Z}]/u.test(text);
