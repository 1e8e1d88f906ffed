import type { Reply } from 'tenko';
import type { Desk } from './desk.ts';
import type { Given } from './given.ts';
import { remindsAgain } from './rules.ts';

/** Tells those who have not answered: now, or when the clock comes. Nobody is told again and again. */
export async function remind(desk: Desk, { poll: given, at, push }: Given<'poll remind'>): Promise<Reply> {
  const { by } = desk.caller;
  const poll = await desk.which(given, 'open');
  if (poll.closed && by === 'clock') return undefined;
  if (poll.closed) throw desk.refusal('closed', poll);
  if (push) await desk.refuseOthers(poll);
  if (at !== undefined) return desk.reminders.arm(poll, at.getTime(), push);
  const { answered, people, words, nobody } = await desk.missing(poll);
  if (nobody) return by === 'clock' ? undefined : words;
  const again = by === 'clock' ? undefined : remindsAgain(poll, desk.now);
  if (again !== undefined) throw desk.refusal('reminded-already', { ...poll, until: again });
  await desk.polls.put({ ...poll, reminded: desk.now });
  return desk.reminders.send(poll, answered, people, push);
}
