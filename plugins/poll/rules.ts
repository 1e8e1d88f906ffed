/** The rules of a poll: no words, no I/O. Each function gives a new poll, or the reason why not. */
import { fold } from './fold.ts';

/**
 * Lengths in UTF-16 units, as everywhere on LINE. `closedPolls` is how many a chat keeps; older ones are dropped. `daysAhead` is how
 * far off the time may be at which a poll closes itself.
 */
export const LIMITS = {
  questionLength: 300,
  choiceLength: 100,
  choices: 30,
  voters: 500,
  openPolls: 50,
  closedPolls: 30,
  daysAhead: 90,
} as const;

export const DAY = 86_400_000;

/** A poll as it is stored. Choices are only ever added, so a choice's index means the same on every card, old or new. */
export type Poll = {
  /** Counts up in each chat, from 1. */
  readonly number: number;
  readonly question: string;
  readonly choices: readonly string[];
  /** Everyone may pick several choices. */
  readonly multiple: boolean;
  /** Absent where the platform did not say who asked. */
  readonly creator?: string;
  readonly closed: boolean;
  /** When the clock closes it, milliseconds since 1970. Stays with a poll that was closed by hand, for it may be opened again. */
  readonly until?: number;
  /** Member id → indexes of the chosen choices, rising, never empty. */
  readonly ballots: { readonly [memberId: string]: readonly number[] };
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
  | 'voters-full'
  | 'nothing-to-take-back';

export type Ruling = { readonly poll: Poll } | { readonly refused: Reason };

export interface Draft {
  readonly number: number;
  readonly question: string;
  readonly choices: readonly string[];
  readonly multiple: boolean;
  readonly creator: string | undefined;
  readonly until: number | undefined;
  readonly now: number;
}

/** `merged` names the choices that were given more than once, and stand in the poll once. */
export function createPoll(draft: Draft): { poll: Poll; merged: readonly string[] } | { refused: Reason } {
  const question = draft.question.trim();
  if (!isSomething(question)) return { refused: 'question-empty' };
  if (question.length > LIMITS.questionLength) return { refused: 'question-long' };
  const choices = new Map<string, string>();
  const merged = new Map<string, string>();
  for (const text of draft.choices.map((choice) => choice.trim())) {
    if (!isSomething(text)) return { refused: 'choice-empty' };
    if (text.length > LIMITS.choiceLength) return { refused: 'choice-long' };
    const key = fold(text);
    const first = choices.get(key);
    if (first === undefined) choices.set(key, text);
    else merged.set(key, first);
  }
  if (choices.size < 2) return { refused: 'choices-few' };
  if (choices.size > LIMITS.choices) return { refused: 'choices-many' };
  const { until, now } = draft;
  if (until !== undefined && until <= now) return { refused: 'until-past' };
  if (until !== undefined && until > now + LIMITS.daysAhead * DAY) return { refused: 'until-far' };
  const poll: Poll = {
    number: draft.number,
    question,
    choices: [...choices.values()],
    multiple: draft.multiple,
    ...(draft.creator === undefined ? {} : { creator: draft.creator }),
    closed: false,
    ...(until === undefined ? {} : { until }),
    ballots: {},
  };
  return { poll, merged: [...merged.values()] };
}

/**
 * Where one choice is allowed, the last vote wins. Where several are, naming one that is chosen already takes it back, and naming
 * several at once adds those that are not chosen yet.
 */
export function vote(poll: Poll, memberId: string, choices: readonly number[]): Ruling {
  if (poll.closed) return { refused: 'closed' };
  const named = [...new Set(choices)];
  if (!poll.multiple && named.length > 1) return { refused: 'only-one' };
  const before = ballotOf(poll, memberId);
  if (before.length === 0 && Object.keys(poll.ballots).length >= LIMITS.voters) return { refused: 'voters-full' };
  if (!poll.multiple) return { poll: withBallot(poll, memberId, named) };
  const [only] = named;
  if (named.length === 1 && only !== undefined && before.includes(only)) {
    return {
      poll: withBallot(
        poll,
        memberId,
        before.filter((index) => index !== only),
      ),
    };
  }
  return { poll: withBallot(poll, memberId, [...new Set([...before, ...named])]) };
}

export function unvote(poll: Poll, memberId: string): Ruling {
  if (poll.closed) return { refused: 'closed' };
  if (ballotOf(poll, memberId).length === 0) return { refused: 'nothing-to-take-back' };
  return { poll: withBallot(poll, memberId, []) };
}

export function addChoice(poll: Poll, choice: string): Ruling {
  const text = choice.trim();
  if (poll.closed) return { refused: 'closed' };
  if (!isSomething(text)) return { refused: 'choice-empty' };
  if (text.length > LIMITS.choiceLength) return { refused: 'choice-long' };
  if (poll.choices.some((other) => fold(other) === fold(text))) return { refused: 'choice-taken' };
  if (poll.choices.length >= LIMITS.choices) return { refused: 'choices-many' };
  return { poll: { ...poll, choices: [...poll.choices, text] } };
}

export function closePoll(poll: Poll): Ruling {
  return poll.closed ? { refused: 'already-closed' } : { poll: { ...poll, closed: true } };
}

/** A time that is over is taken off the poll: from then on it is closed by hand. */
export function reopenPoll({ until, ...poll }: Poll, now: number): Ruling {
  if (!poll.closed) return { refused: 'already-open' };
  return { poll: { ...poll, closed: false, ...(until === undefined || until <= now ? {} : { until }) } };
}

/** A reminder is of use for a day, and not after the poll's own time. */
export function reminderExpires({ until }: Poll, now: number): number {
  return until === undefined || until <= now ? now + DAY : Math.min(until, now + DAY);
}

/** The clock runs a line at most a day late (`Schedule`). If the bot was away for longer than that, nothing closes the poll any more. */
export function outlived({ closed, until }: Poll, now: number): boolean {
  return !closed && until !== undefined && now - until > DAY;
}

/** A member who asked to be forgotten: neither their votes nor their name as the creator stay, whether the poll is open or not. */
export function forget(poll: Poll, memberId: string): Poll {
  const { creator, ...rest } = withBallot(poll, memberId, []);
  return creator === undefined || creator === memberId ? rest : { ...rest, creator };
}

export function ballotOf(poll: Poll, memberId: string): readonly number[] {
  // `Object.hasOwn`, because an id is any string, `constructor` too.
  return Object.hasOwn(poll.ballots, memberId) ? (poll.ballots[memberId] ?? []) : [];
}

/** Spaces and invisible marks are no text: a button without a label is refused by LINE. */
const isSomething = (text: string): boolean => /[^\p{Cc}\p{Cf}\p{Z}]/u.test(text);

function withBallot(poll: Poll, memberId: string, ballot: readonly number[]): Poll {
  const others = Object.entries(poll.ballots).filter(([id]) => id !== memberId);
  const mine = ballot.toSorted((a, b) => a - b);
  return { ...poll, ballots: Object.fromEntries(mine.length === 0 ? others : [...others, [memberId, mine]]) };
}
