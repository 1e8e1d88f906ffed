import { wrongTime } from './create.ts';
import { guestsOf } from './guests.ts';
import { ballotOf, DAY, type Poll, type Ruling } from './poll.ts';
import { withVote } from './vote.ts';

export function closePoll(poll: Poll): Ruling {
  if (poll.closed) return { refused: 'already-closed' };
  // What was typed speaks for nobody any more: a vote of a closed poll stands.
  const { typed: _, ...rest } = poll;
  return { poll: { ...rest, closed: true } };
}

/**
 * A time that is over is taken off the poll: from then on it is closed by hand. An anonymous poll stays closed: nobody can tell any more
 * who voted for what, so nobody could change their vote, and what came after would stand out.
 */
export function reopenPoll({ until, ...poll }: Poll, now: number): Ruling {
  if (!poll.closed) return { refused: 'already-open' };
  if (poll.told !== undefined) return { refused: 'sealed' };
  if (poll.question === '') return { refused: 'taken-back-poll' };
  return { poll: { ...poll, closed: false, stays: true, ...(until === undefined || until <= now ? {} : { until }) } };
}

export function setUntil(poll: Poll, until: number, now: number): Ruling {
  if (poll.closed) return { refused: 'closed' };
  const wrong = wrongTime(until, now);
  return wrong === undefined ? { poll: { ...poll, until } } : { refused: wrong };
}

/** A reminder is of use for a day, and not after the poll's own time. */
export function reminderExpires({ until }: Poll, now: number): number {
  return until === undefined || until <= now ? now + DAY : Math.min(until, now + DAY);
}

/** The clock runs a line at most a day late (`Schedule`). If the bot was away for longer than that, nothing closes the poll any more. */
export function outlived({ closed, until }: Poll, now: number): boolean {
  return !closed && until !== undefined && now > until + DAY;
}

/** One reminder of a poll is enough for a while, whoever asks for it. */
const REMINDED_FOR = 10 * 60_000;

/** From when on a poll may be reminded of again; nothing where it may be now. */
export function remindsAgain({ reminded }: Poll, now: number): number | undefined {
  return reminded === undefined || now >= reminded + REMINDED_FOR ? undefined : reminded + REMINDED_FOR;
}

/** A member who is forgotten leaves no vote, also none of a guest of theirs, and is not known as the creator any more. */
export function forget(poll: Poll, memberId: string): Poll {
  const { creator, ...rest } = poll;
  const kept = creator === undefined || creator === memberId ? rest : { ...rest, creator };
  const { told } = poll;
  const answered = told?.answered?.filter((id) => id !== memberId);
  const voters = [memberId, ...guestsOf(poll, memberId)].filter((id) => ballotOf(poll, id).length > 0);
  const { typed } = poll;
  return {
    ...voters.reduce((now, id) => withVote(now, id, []), kept),
    ...(typed === undefined
      ? {}
      : { typed: typed.filter(({ voter }) => ![memberId, ...guestsOf(poll, memberId)].includes(voter)) }),
    ...(told === undefined || answered === undefined ? {} : { told: { ...told, answered } }),
  };
}
