import {
  Caller,
  Chat,
  Clock,
  Downloads,
  inLine,
  Log,
  Members,
  Pseudonyms,
  Schedule,
  Storage,
  Texts,
  type Commands,
  type Reply,
  type Unsent,
} from 'tenko';
import { inject, injectable } from 'tsyringe';
import { addChoice, askAgain, askOrVote, editPoll } from './asking.ts';
import { Desk } from './desk.ts';
import { exported } from './export.ts';
import type { Given } from './given.ts';
import { listCard } from './list-card.ts';
import { cancelPlan, clockStart, forgetPlanner, plansToList } from './planning.ts';
import type manifest from './plugin.json';
import { remind } from './reminding.ts';
import * as rules from './rules.ts';
import { setTimer } from './timer.ts';
import { undo } from './undoing.ts';
import { castVote, comment, takeBack, voteForGuest } from './voting.ts';
import { whichPoll } from './which.ts';
import { questionOf } from './words.ts';

@injectable()
export default class PollPlugin implements Commands<typeof manifest> {
  private readonly desk: Desk;

  constructor(
    @inject(Chat) chat: Chat,
    @inject(Caller) caller: Caller,
    @inject(Members) members: Members,
    @inject(Storage) storage: Storage,
    @inject(Schedule) schedule: Schedule,
    @inject(Texts) texts: Texts,
    @inject(Log) log: Log,
    @inject(Clock) clock: Clock,
    @inject(Pseudonyms) pseudonyms: Pseudonyms,
    @inject(Downloads) downloads: Downloads,
  ) {
    this.desk = new Desk({ chat, caller, members, storage, schedule, texts, log, clock, pseudonyms, downloads });
  }

  poll(given: Given<'poll'>): Promise<Reply> {
    return askOrVote(this.desk, given);
  }

  pollAgain(given: Given<'poll again'>): Promise<Reply> {
    return askAgain(this.desk, given);
  }

  pollVote(given: Given<'poll vote'>): Promise<Reply> {
    return castVote(this.desk, given);
  }

  pollUnvote(given: Given<'poll unvote'>): Promise<Reply> {
    return takeBack(this.desk, given);
  }

  pollFor(given: Given<'poll for'>): Promise<Reply> {
    return voteForGuest(this.desk, given);
  }

  pollComment(given: Given<'poll comment'>): Promise<void> {
    return comment(this.desk, given);
  }

  pollAdd(given: Given<'poll add'>): Promise<void> {
    return addChoice(this.desk, given);
  }

  pollEdit(given: Given<'poll edit'>): Promise<Reply> {
    return editPoll(this.desk, given);
  }

  async pollClose({ poll: given }: Given<'poll close'>): Promise<void> {
    const { desk } = this;
    const poll = await whichPoll(desk.polls, given, 'open', desk.texts);
    if (desk.caller.by === 'clock' && !(await isDue(desk, poll))) return;
    await desk.refuseOthers(poll);
    await desk.close(poll);
  }

  async pollReopen({ poll: given }: Given<'poll reopen'>): Promise<void> {
    const { desk } = this;
    const poll = await desk.which(given, 'closed');
    await desk.refuseOthers(poll);
    if (await desk.hasTooMany()) throw desk.refusal('open-many');
    await setTimer(desk.schedule, await desk.keep(poll, rules.reopenPoll(poll, desk.now)));
  }

  async pollDelete({ poll: given }: Given<'poll delete'>): Promise<Reply> {
    const { desk } = this;
    const poll = await desk.which(given, 'any');
    await desk.refuseOthers(poll);
    await desk.drop(poll);
    return desk.texts.t('deleted', { question: inLine(questionOf(poll, desk.texts)), number: poll.number });
  }

  async pollResults({ poll: given }: Given<'poll results'>): Promise<void> {
    await this.desk.show(await this.desk.which(given, 'any'));
  }

  async pollMissing({ poll: given }: Given<'poll missing'>): Promise<Reply> {
    return (await this.desk.missing(await this.desk.which(given, 'any'))).words;
  }

  pollRemind(given: Given<'poll remind'>): Promise<Reply> {
    return remind(this.desk, given);
  }

  async pollExport({ poll: given }: Given<'poll export'>): Promise<Reply> {
    const { texts, downloads, log, now } = this.desk;
    const poll = await this.desk.which(given, 'any');
    return exported(poll, await this.desk.people(), texts, downloads, log, now);
  }

  async pollList(): Promise<Reply> {
    const { polls, texts, now } = this.desk;
    const open = await polls.open();
    const plans = await plansToList(this.desk);
    return open.length + plans.length === 0 ? texts.t('none-open') : listCard(open, plans, texts, now);
  }

  pollCancel(given: Given<'poll cancel'>): Promise<Reply> {
    return cancelPlan(this.desk, given);
  }

  pollClockStart(given: Given<'poll clock-start'>): Promise<void> {
    return clockStart(this.desk, given);
  }

  /** Erases what is kept of a member: their votes and their guests', what they said to them, and that they started a poll. */
  async onMemberForgotten(memberId: string): Promise<void> {
    const { polls, box } = this.desk;
    for (const poll of await polls.all()) await polls.put(await box.forget(poll, memberId));
    await forgetPlanner(this.desk, memberId);
  }

  onUnsend(unsent: Unsent): Promise<Reply> {
    return undo(this.desk, unsent);
  }
}

/** Whether the clock still has to close it: someone may have been faster, or the poll goes on without a time. */
async function isDue(desk: Desk, poll: rules.Poll): Promise<boolean> {
  if (poll.closed) return false;
  if (poll.until !== undefined && poll.until <= desk.now) return true;
  return !poll.stays && (await desk.hasEveryone(poll, await desk.people()));
}
