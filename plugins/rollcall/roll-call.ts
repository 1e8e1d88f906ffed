/** What a roll call is, as it is stored. The rules about it are in `answering.ts`, `seats.ts`, `arrival.ts` and `agenda.ts`. */
import type { Every } from './recurrence.ts';
import type { Spot } from './spot.ts';

/** Lengths in characters, as people count them. `closedCalls` is how many a chat keeps; older ones are dropped. */
export const LIMITS = {
  titleLength: 300,
  detailLength: 100,
  noteLength: 100,
  nameLength: 60,
  entries: 600,
  guests: 20,
  capacity: 1_000,
  reminders: 5,
  openCalls: 50,
  closedCalls: 30,
  series: 20,
  daysAhead: 366,
} as const;

export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

export const STATUSES = ['yes', 'no', 'maybe', 'late'] as const;
export type Status = (typeof STATUSES)[number];

/**
 * One person on the list: a member of the chat; someone from outside, called by name; or a member's guest. The last two belong to the
 * member who brought them.
 */
export type Entry = {
  readonly kind: 'member' | 'named' | 'guest';
  /** The member, or the one who brought them. */
  readonly id: string;
  /** Of someone from outside. */
  readonly name?: string;
  readonly status: Status;
  /** Their own words: "10 minutes", "work". */
  readonly note?: string;
  /** The member who answered for this one. */
  readonly by?: string;
  /** The invocation that a typed answer came from, so that it goes when its message is unsent. */
  readonly from?: string;
};

export type RollCall = {
  /** Counts up in each chat, from 1. */
  readonly number: number;
  /** A safety check (安否確認) asks one thing only, again and again. */
  readonly kind: 'roll' | 'safety';
  readonly title: string;
  /** Its words were unsent, and the title stands in for them. */
  readonly unsaid?: true;
  readonly place?: string;
  /** Where the place is, for arrivals to be checked. */
  readonly spot?: Spot;
  /** Absent where the platform did not say who asked. */
  readonly creator?: string;
  /** The invocation that made it. */
  readonly from?: string;
  /** All times are milliseconds since 1970. */
  readonly created: number;
  /** When it takes place. */
  readonly at?: number;
  /** When the clock closes it. */
  readonly until?: number;
  readonly capacity?: number;
  /** Who is asked, by member id; everyone, when absent. */
  readonly among?: readonly string[];
  /** How long before `at` people are reminded, milliseconds. */
  readonly remind?: readonly number[];
  /** When somebody last had those who are missing reminded. */
  readonly reminded?: number;
  /** Reminders may be pushed, at the price that the creator was shown. */
  readonly push?: true;
  /** The series it belongs to, and how often that comes. */
  readonly series?: number;
  readonly every?: Every;
  readonly closed: boolean;
  /** What the clock had to do up to here is done. */
  readonly seen: number;
  /** In the order in which they asked for their place; those who do not come, in the order of their answer. */
  readonly entries: readonly Entry[];
  /** Who was there, and when they said so. */
  readonly arrived: { readonly [memberId: string]: number };
  /** Who sent a location from the place. Where they were is not kept. */
  readonly checked?: readonly string[];
  /** Who promised and who came has been put on record. */
  readonly settled?: true;
};

export type Reason =
  | 'title-empty'
  | 'title-long'
  | 'detail-long'
  | 'note-long'
  | 'name-long'
  | 'name-empty'
  | 'until-past'
  | 'until-far'
  | 'at-past'
  | 'at-far'
  | 'remind-no-time'
  | 'remind-late'
  | 'remind-many'
  | 'closed'
  | 'still-open'
  | 'nothing-to-edit'
  | 'safety-plain'
  | 'already-closed'
  | 'full-list'
  | 'safety-answers'
  | 'here-early'
  | 'here-over'
  | 'already-here';

export type Ruling = { readonly call: RollCall } | { readonly refused: Reason };

/** Spaces and invisible marks are no text. */
export function isSomething(text: string | undefined): text is string {
  return text !== undefined && /[^\p{Cc}\p{Cf}\p{Z}]/u.test(text);
}
