/** The rules of a roll call: no words, no I/O. Each function gives a new roll call, or the reason why not. */

/**
 * Lengths in UTF-16 units, as everywhere on LINE. `closedCalls` is how many a chat keeps; older ones are dropped. `daysAhead` is how
 * far off the time may be at which a roll call closes itself.
 */
export const LIMITS = {
  titleLength: 300,
  detailLength: 100,
  noteLength: 100,
  answers: 500,
  openCalls: 50,
  closedCalls: 30,
  daysAhead: 90,
} as const;

export const DAY = 86_400_000;

export const STATUSES = ['yes', 'no', 'maybe', 'late'] as const;
export type Status = (typeof STATUSES)[number];

/** The note is the member's own words: "10 minutes", "work". */
type Answer = { readonly status: Status; readonly note?: string };

/** A roll call as it is stored. */
export type RollCall = {
  /** Counts up in each chat, from 1. */
  readonly number: number;
  readonly title: string;
  /** When and where, in the creator's words. */
  readonly at?: string;
  readonly place?: string;
  /** Absent where the platform did not say who asked. */
  readonly creator?: string;
  readonly closed: boolean;
  /** When the clock closes it, milliseconds since 1970. */
  readonly until?: number;
  /** By member id. */
  readonly answers: { readonly [memberId: string]: Answer };
};

export type Reason =
  | 'title-empty'
  | 'title-long'
  | 'detail-long'
  | 'note-long'
  | 'until-past'
  | 'until-far'
  | 'closed'
  | 'already-closed'
  | 'answers-full';

export type Ruling = { readonly call: RollCall } | { readonly refused: Reason };

export interface Draft {
  readonly number: number;
  readonly title: string;
  readonly at: string | undefined;
  readonly place: string | undefined;
  readonly creator: string | undefined;
  readonly until: number | undefined;
  readonly now: number;
}

export function createCall({ number, creator, until, now, ...draft }: Draft): Ruling {
  const [title, at, place] = [draft.title, draft.at, draft.place].map((text) => text?.trim() ?? '');
  if (!isSomething(title)) return { refused: 'title-empty' };
  if (title.length > LIMITS.titleLength) return { refused: 'title-long' };
  for (const detail of [at, place]) {
    if (detail !== undefined && detail.length > LIMITS.detailLength) return { refused: 'detail-long' };
  }
  if (until !== undefined && until <= now) return { refused: 'until-past' };
  if (until !== undefined && until > now + LIMITS.daysAhead * DAY) return { refused: 'until-far' };
  const call: RollCall = {
    number,
    title,
    ...(isSomething(at) ? { at } : {}),
    ...(isSomething(place) ? { place } : {}),
    ...(creator === undefined ? {} : { creator }),
    closed: false,
    ...(until === undefined ? {} : { until }),
    answers: {},
  };
  return { call };
}

/** The last answer counts. A note stays with its answer until there is another note, or another answer. */
export function answer(call: RollCall, memberId: string, status: Status, words: string): Ruling {
  if (call.closed) return { refused: 'closed' };
  if (words.length > LIMITS.noteLength) return { refused: 'note-long' };
  const before = Object.hasOwn(call.answers, memberId) ? call.answers[memberId] : undefined;
  const others = Object.entries(call.answers).filter(([id]) => id !== memberId);
  if (before === undefined && others.length >= LIMITS.answers) return { refused: 'answers-full' };
  const note = isSomething(words) ? words.trim() : before?.status === status ? before.note : undefined;
  const mine: Answer = { status, ...(note === undefined ? {} : { note }) };
  return { call: { ...call, answers: Object.fromEntries([...others, [memberId, mine]]) } };
}

export function closeCall(call: RollCall): Ruling {
  return call.closed ? { refused: 'already-closed' } : { call: { ...call, closed: true } };
}

/** A reminder is of use for a day, and not after the roll call's own time. */
export function reminderExpires({ until }: RollCall, now: number): number {
  return until === undefined || until <= now ? now + DAY : Math.min(until, now + DAY);
}

/** The clock runs a line at most a day late (`Schedule`). If the bot was away for longer than that, nothing closes it any more. */
export function outlived({ closed, until }: RollCall, now: number): boolean {
  return !closed && until !== undefined && now - until > DAY;
}

/** A member who asked to be forgotten: neither their answer nor their name as the creator stays, whether it is open or not. */
export function forget(call: RollCall, memberId: string): RollCall {
  const { creator, ...rest } = call;
  const answers = Object.fromEntries(Object.entries(call.answers).filter(([id]) => id !== memberId));
  return { ...rest, ...(creator === undefined || creator === memberId ? {} : { creator }), answers };
}

/** Who answered what: member ids by status, in the order of their last answer. */
export function tally(call: RollCall): Readonly<Record<Status, readonly string[]>> {
  const of = (status: Status): readonly string[] =>
    Object.entries(call.answers).flatMap(([id, given]) => (given.status === status ? [id] : []));
  return { yes: of('yes'), no: of('no'), maybe: of('maybe'), late: of('late') };
}

/** Spaces and invisible marks are no text. */
function isSomething(text: string | undefined): text is string {
  return text !== undefined && /[^\p{Cc}\p{Cf}\p{Z}]/u.test(text);
}
