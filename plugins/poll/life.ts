import { wrongTime } from './create.ts';
import { ballotOf, DAY, withBallot, type Poll, type Ruling } from './poll.ts';
import { pendingWith } from './vote.ts';

export function closePoll(poll: Poll): Ruling {
  return poll.closed ? { refused: 'already-closed' } : { poll: { ...poll, closed: true } };
}

/**
 * A time that is over is taken off the poll: from then on it is closed by hand. An anonymous poll stays closed: nobody can tell any more
 * who voted for what, so nobody could change their vote, and what came after would stand out.
 */
export function reopenPoll({ until, ...poll }: Poll, now: number): Ruling {
  if (!poll.closed) return { refused: 'already-open' };
  if (poll.told !== undefined) return { refused: 'sealed' };
  if (poll.question === '') return { refused: 'closed' };
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

/** A member who is forgotten leaves no vote, and is not known as the creator any more. */
export function forget(poll: Poll, memberId: string): Poll {
  const { creator, ...rest } = poll;
  const kept = creator === undefined || creator === memberId ? rest : { ...rest, creator };
  const { told } = poll;
  const answered = told?.answered?.filter((id) => id !== memberId);
  return {
    ...kept,
    ...(ballotOf(poll, memberId).length === 0 ? {} : { ballots: withBallot(poll.ballots, memberId, []) }),
    ...pendingWith(poll, memberId, []),
    ...(told === undefined || answered === undefined ? {} : { told: { ...told, answered } }),
  };
}
