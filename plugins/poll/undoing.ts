import type { Reply, Unsent } from 'tenko';
import type { Desk } from './desk.ts';
import { dropPlan } from './planning.ts';
import * as rules from './rules.ts';
import { tally } from './tally.ts';

/**
 * What a message did is taken back with it: a vote where nothing newer of its voter stands; a poll, a plan or a choice whole, or its words
 * alone where others have answered.
 */
export async function undo(desk: Desk, { id, memberId }: Unsent): Promise<Reply> {
  const { polls, box, texts } = desk;
  let told: Reply;
  for (const plan of await polls.plans()) {
    if (plan.madeBy !== id) continue;
    await dropPlan(desk, plan);
    told = texts.t('unsent-plan', { number: plan.number });
  }
  for (const poll of await polls.all()) {
    const without = rules.takeBackVote(poll, id);
    if (without !== undefined) {
      await desk.keep(poll, { poll: without });
      return told;
    }
    const others = (await box.voted(poll)).some((voter) => voter !== memberId);
    const undone = rules.takeBack(poll, id, memberId, others || (poll.closed && tally(poll).voters > 0));
    if (undone === 'untouched') continue;
    if (undone === 'gone') {
      await desk.drop(poll);
      return texts.t('unsent', { number: poll.number });
    }
    if (undone.poll.closed && !poll.closed) await desk.close({ ...undone.poll, closed: false });
    else await desk.keep(poll, undone);
    return texts.t('unsent-words', { number: poll.number });
  }
  return told;
}
