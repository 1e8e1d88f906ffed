/** Votes of people who are not in the chat: each belongs to the member who brought it, and stands under both names. */
import { fold } from './fold.ts';
import { ballotOf, isSomething, LIMITS, type Poll, type Ruling } from './poll.ts';
import { unvote, vote, type Mark } from './vote.ts';

/** No platform's member id has a space in it. */
const idOf = (name: string): string => `guest ${fold(name)}`;

export interface Sponsor {
  readonly id: string;
  /** A moderator may speak for the guests of others. */
  readonly isModerator: boolean;
}

export function voteFor(poll: Poll, guest: string, sponsor: Sponsor, marks: readonly Mark[]): Ruling {
  const name = guest.trim().replace(/^[@＠]/u, '');
  if (poll.closed) return { refused: 'closed' };
  if (poll.told !== undefined) return { refused: 'guest-secret' };
  if (!isSomething(name) || name.length > LIMITS.guestLength) return { refused: 'guest-name' };
  const id = idOf(name);
  const before = guestIn(poll, id);
  if (before !== undefined && before.sponsor !== sponsor.id && !sponsor.isModerator) return { refused: 'guest-taken' };
  if (before === undefined && Object.keys(poll.guests ?? {}).length >= LIMITS.guests) return { refused: 'guests-full' };
  const guests = { ...poll.guests, [id]: before ?? { name, sponsor: sponsor.id } };
  return vote({ ...poll, guests }, id, marks);
}

export function unvoteFor(poll: Poll, guest: string, sponsor: Sponsor): Ruling {
  const id = idOf(guest.trim().replace(/^[@＠]/u, ''));
  const before = guestIn(poll, id);
  if (before === undefined || ballotOf(poll, id).length === 0) return { refused: 'nothing-to-take-back' };
  return before.sponsor === sponsor.id || sponsor.isModerator ? unvote(poll, id) : { refused: 'guest-taken' };
}

/** The guests whom a member brought. */
export const guestsOf = ({ guests }: Poll, sponsor: string): readonly string[] =>
  Object.entries(guests ?? {}).flatMap(([id, guest]) => (guest.sponsor === sponsor ? [id] : []));

const guestIn = ({ guests }: Poll, id: string) =>
  guests !== undefined && Object.hasOwn(guests, id) ? guests[id] : undefined;
