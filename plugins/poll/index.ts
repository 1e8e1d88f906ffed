import {
  Caller,
  Chat,
  Clock,
  Downloads,
  Log,
  Members,
  Pseudonyms,
  Refusal,
  Schedule,
  Storage,
  Texts,
  inLine,
  type Card,
  type Commands,
  type Options,
  type Reply,
  type Unsent,
} from 'tenko';
import { inject, injectable } from 'tsyringe';
import { BallotBox } from './ballot-box.ts';
import { pollCard } from './card.ts';
import { choose } from './choose.ts';
import { edit } from './edit.ts';
import { exported } from './export.ts';
import { listCard } from './list-card.ts';
import { allAnswered, lookAround, missingLine, type People } from './people.ts';
import manifest from './plugin.json' with { type: 'json' };
import { Polls } from './polls.ts';
import { refusal } from './refusals.ts';
import { Reminders } from './reminders.ts';
import * as rules from './rules.ts';
import { DAY, LIMITS, type Poll, type Ruling } from './rules.ts';
import { tally } from './tally.ts';
import { closeAfter, dropTimers, setTimer } from './timer.ts';
import { takeLastNumber, takeNumber, whichPoll } from './which.ts';
import { choiceOf, questionOf } from './words.ts';

type Given<Path extends string> = Options<typeof manifest, Path>;

const MISSING_LISTED = 100;
/** How long the result of a poll that the clock closed waits for a reply that takes it along. */
const RESULT_WAITS = 7 * DAY;
/** Where several choices may be picked, the last one to answer may go on picking for so long before the poll closes itself. */
const LAST_PICKS = 120_000;

@injectable()
export default class PollPlugin implements Commands<typeof manifest> {
  private readonly polls: Polls;
  private readonly box: BallotBox;
  private readonly reminders: Reminders;

  constructor(
    @inject(Chat) private readonly chat: Chat,
    @inject(Caller) private readonly caller: Caller,
    @inject(Members) private readonly members: Members,
    @inject(Storage) storage: Storage,
    @inject(Schedule) private readonly schedule: Schedule,
    @inject(Texts) private readonly texts: Texts,
    @inject(Log) private readonly log: Log,
    @inject(Clock) private readonly clock: Clock,
    @inject(Pseudonyms) pseudonyms: Pseudonyms,
    @inject(Downloads) private readonly downloads: Downloads,
  ) {
    this.polls = new Polls(storage);
    this.box = new BallotBox(this.polls, pseudonyms);
    this.reminders = new Reminders(chat, caller, schedule, texts, clock);
  }

  async poll(given: Given<'poll'>): Promise<Reply> {
    const { question, choices, multiple, until, quorum, anonymous, hidden, open } = given;
    const { last } = await this.polls.index();
    await this.refuseOneTooMany();
    const made = rules.createPoll({
      number: last + 1,
      question,
      choices: choices.length === 0 ? [this.texts.t('yes'), this.texts.t('no')] : choices,
      most: multiple ?? 1,
      creator: this.caller.id,
      until: until?.getTime(),
      now: this.clock.now(),
      quorum,
      anonymous,
      hidden,
      open,
      madeBy: this.caller.invocation,
    });
    if ('refused' in made) throw refusal(this.texts, made.refused, until && { until: until.getTime() });
    await this.polls.put(made.poll);
    await setTimer(this.schedule, made.poll);
    const merged = this.texts.list(made.merged.map((text) => inLine(text)));
    return [
      await this.cardOf(made.poll),
      ...(made.merged.length === 0 ? [] : [this.texts.t('merged', { choices: merged })]),
      ...(anonymous ? [this.texts.t('what-anonymous-means')] : []),
    ];
  }

  async pollVote({ choices, poll: given, revision }: Given<'poll vote'>): Promise<Reply> {
    const { words, number } = await takeNumber(this.polls, choices, given);
    const poll = await this.which(number, 'open');
    if (poll.closed) throw refusal(this.texts, 'closed', poll);
    const voter = this.voter();
    const chosen = this.chosen(poll, words);
    const [changed] = rules.changedSince(poll, chosen, revision);
    if (changed !== undefined) {
      await this.show(poll);
      return this.texts.t('card-is-old', { number: changed + 1, choice: inLine(choiceOf(poll, changed, this.texts)) });
    }
    return this.voted(poll, await this.box.vote(poll, voter, chosen));
  }

  async pollUnvote({ poll: given }: Given<'poll unvote'>): Promise<Reply> {
    const poll = await this.which(given, 'open');
    return this.voted(poll, await this.box.unvote(poll, this.voter()));
  }

  async pollAdd({ choice, poll: given }: Given<'poll add'>): Promise<void> {
    const { words, number } = await takeNumber(this.polls, choice, given);
    const poll = await this.which(number, 'open');
    if (!poll.open) await this.refuseOthers(poll);
    await this.keep(poll, rules.addChoice(poll, words.join(' '), this.caller.invocation));
  }

  async pollEdit({ choice, to: typed, question, until, poll: given }: Given<'poll edit'>): Promise<Reply> {
    const { text: to, number } = await takeLastNumber(this.polls, typed, given);
    const poll = await this.which(number, 'open');
    await this.refuseOthers(poll);
    const index = choice === undefined ? undefined : this.chosen(poll, [choice])[0];
    const change = { index, to, question, until: until?.getTime() };
    const by = this.caller.invocation;
    const ruling = edit(poll, change, { voted: await this.box.hasVotes(poll), now: this.clock.now(), by });
    const edited = await this.keep(poll, ruling, until);
    if (until !== undefined) await setTimer(this.schedule, edited);
    return this.reminders.confirmAgain(poll, edited, await this.people());
  }

  async pollClose({ poll: given }: Given<'poll close'>): Promise<void> {
    const poll = await whichPoll(this.polls, given, 'open', this.texts);
    if (this.caller.by === 'clock' && !(await this.isDue(poll))) return;
    await this.refuseOthers(poll);
    await this.close(poll);
  }

  async pollReopen({ poll: given }: Given<'poll reopen'>): Promise<void> {
    const poll = await this.which(given, 'closed');
    await this.refuseOthers(poll);
    await this.refuseOneTooMany();
    await setTimer(this.schedule, await this.keep(poll, rules.reopenPoll(poll, this.clock.now())));
  }

  /** The same question with the same choices and rules, as a poll of its own. */
  async pollAgain({ poll: given, until }: Given<'poll again'>): Promise<Reply> {
    const { question, choices, most, told, hidden = false, open = false, quorum } = await this.which(given, 'any');
    const multiple = most === 1 ? undefined : most;
    return this.poll({ question, choices, multiple, anonymous: told !== undefined, hidden, open, quorum, until });
  }

  async pollDelete({ poll: given }: Given<'poll delete'>): Promise<Reply> {
    const poll = await this.which(given, 'any');
    await this.refuseOthers(poll);
    await this.drop(poll);
    return this.texts.t('deleted', { question: inLine(questionOf(poll, this.texts)), number: poll.number });
  }

  async pollResults({ poll: given }: Given<'poll results'>): Promise<void> {
    await this.show(await this.which(given, 'any'));
  }

  async pollMissing({ poll: given }: Given<'poll missing'>): Promise<Reply> {
    return (await this.missing(await this.which(given, 'any'))).words;
  }

  async pollRemind({ poll: given, at, push }: Given<'poll remind'>): Promise<Reply> {
    const poll = await this.which(given, 'open');
    if (poll.closed && this.caller.by === 'clock') return undefined;
    if (poll.closed) throw refusal(this.texts, 'closed', poll);
    if (push) await this.refuseOthers(poll);
    if (at !== undefined) return this.reminders.arm(poll, at.getTime(), push);
    const { answered, people, words, nobody } = await this.missing(poll);
    if (nobody) return this.caller.by === 'clock' ? undefined : words;
    return this.reminders.send(poll, answered, people, push);
  }

  async pollExport({ poll: given }: Given<'poll export'>): Promise<Reply> {
    const poll = await this.which(given, 'any');
    return exported(poll, await this.people(), this.texts, this.downloads, this.clock.now());
  }

  async pollList(): Promise<Reply> {
    const open = await this.polls.open();
    return open.length === 0 ? this.texts.t('none-open') : listCard(open, this.texts);
  }

  /** Erases what is kept of a member: their votes, and that they started a poll. */
  async onMemberForgotten(memberId: string): Promise<void> {
    for (const poll of await this.polls.all()) await this.polls.put(await this.box.forget(poll, memberId));
  }

  /** A poll or a choice is taken back with the message that made it: whole, or its words where others have answered. */
  async onUnsend({ id, memberId }: Unsent): Promise<Reply> {
    for (const poll of await this.polls.all()) {
      const others = (await this.box.voted(poll)).some((voter) => voter !== memberId);
      const undone = rules.takeBack(poll, id, memberId, others || (poll.closed && tally(poll).voters > 0));
      if (undone === 'untouched') continue;
      if (undone === 'gone') {
        await this.drop(poll);
        return this.texts.t('unsent', { number: poll.number });
      }
      if (undone.poll.closed && !poll.closed) await this.close({ ...undone.poll, closed: false });
      else await this.keep(poll, undone);
      return this.texts.t('unsent-words', { number: poll.number });
    }
    return undefined;
  }

  /** After a vote: the fresh card, the result if that was the last one, or that it counts where numbers are told in steps. */
  private async voted(before: Poll, ruling: Ruling): Promise<Reply> {
    if ('refused' in ruling) throw refusal(this.texts, ruling.refused, before);
    const { poll } = ruling;
    await this.polls.put(poll);
    const people = await this.people();
    const everyone = !poll.stays && (await this.hasEveryone(poll, people));
    if (everyone && poll.most === 1) return this.close(poll, 'everyone');
    if (everyone) await closeAfter(this.schedule, poll, this.clock.now() + LAST_PICKS);
    if (poll.told === undefined || poll.told !== before.told) return this.show(poll, people);
    this.chat.reply(this.texts.t('counted'), { key: `poll-${poll.number}-counted` });
  }

  /** Everyone who could have answered has, and they are not alone. */
  private async hasEveryone(poll: Poll, people: People): Promise<boolean> {
    const { pending } = tally(poll);
    const voted = (await this.box.voted(poll)).filter((id) => !pending.includes(id));
    return voted.length > 1 && allAnswered(voted, people);
  }

  /** Whether the clock still has to close it: someone may have been faster, or the poll goes on without a time. */
  private async isDue(poll: Poll): Promise<boolean> {
    if (poll.closed) return false;
    if (poll.until !== undefined && poll.until <= this.clock.now()) return true;
    return !poll.stays && (await this.hasEveryone(poll, await this.people()));
  }

  private async close(poll: Poll, why?: 'everyone'): Promise<void> {
    const ruling = await this.box.close(poll);
    if ('refused' in ruling) throw refusal(this.texts, ruling.refused, poll);
    await this.polls.put(ruling.poll);
    await setTimer(this.schedule, ruling.poll);
    await this.show(ruling.poll, await this.people(), why);
  }

  private async drop(poll: Poll): Promise<void> {
    await this.box.destroy(poll);
    await dropTimers(this.schedule, poll);
    await this.polls.delete(poll.number);
  }

  private async missing(poll: Poll) {
    const { answered, pending } = tally(poll);
    if (answered === undefined) throw refusal(this.texts, 'sealed-voters', poll);
    const people = await this.people();
    const done = answered.filter((id) => !pending.includes(id));
    const line = missingLine(done, people, MISSING_LISTED, this.texts);
    if (line === undefined) throw refusal(this.texts, 'roster-unknown', poll);
    const words = `${inLine(questionOf(poll, this.texts))}\n${line}`;
    return { answered: done, people, words, nobody: allAnswered(done, people) };
  }

  /** The poll that a command is about, closed if nothing else would close it any more. */
  private async which(word: string | undefined, among: 'open' | 'closed' | 'any'): Promise<Poll> {
    const poll = await whichPoll(this.polls, word, among, this.texts);
    if (!rules.outlived(poll, this.clock.now())) return poll;
    const ruling = await this.box.close(poll);
    if ('refused' in ruling) return poll;
    await this.polls.put(ruling.poll);
    return ruling.poll;
  }

  private async keep(before: Poll, ruling: Ruling, until?: Date): Promise<Poll> {
    if ('refused' in ruling)
      throw refusal(this.texts, ruling.refused, until === undefined ? before : { ...before, until: until.getTime() });
    await this.polls.put(ruling.poll);
    await this.show(ruling.poll);
    return ruling.poll;
  }

  /** All cards of one poll have one key: a burst of taps makes one fresh card, and none is older than the last. */
  private async show(poll: Poll, people?: People, why?: 'everyone'): Promise<void> {
    const card = pollCard(poll, this.texts, people ?? (await this.people()), why);
    const key = `poll-${poll.number}`;
    // Nobody asked the clock, so there is no reply: the card waits for the next one, and costs nothing.
    if (this.caller.by === 'clock') this.chat.notice(card, { expires: this.clock.now() + RESULT_WAITS, key });
    else this.chat.reply(card, { key });
  }

  private async cardOf(poll: Poll): Promise<Card> {
    return pollCard(poll, this.texts, await this.people());
  }

  private people(): Promise<People> {
    return lookAround(this.members, this.caller, this.log);
  }

  private voter(): string {
    if (this.caller.id === undefined) throw refusal(this.texts, 'no-identity');
    return this.caller.id;
  }

  private chosen(poll: Poll, words: readonly string[]): readonly number[] {
    const result = choose(poll.choices, words);
    if ('chosen' in result) return result.chosen;
    if ('unknown' in result) {
      const values = { word: inLine(result.unknown), count: poll.choices.length };
      throw new Refusal(this.texts.t('no-such-choice', values));
    }
    const { unclear: word, position, text } = result;
    const other = inLine(choiceOf(poll, position, this.texts));
    throw new Refusal(this.texts.t('unclear-choice', { word, other, position: position + 1, text: text + 1 }));
  }

  /** Only who started a poll and the chat's moderators may change it; anyone, if nobody knows who that was or they have left. */
  private async refuseOthers(poll: Poll): Promise<void> {
    const { id, by, isModerator } = this.caller;
    if (poll.creator === undefined || poll.creator === id || by === 'clock' || isModerator) return;
    const creator = await this.members.profile(poll.creator);
    if (creator === undefined) return;
    const values = { name: inLine(creator.displayName), question: inLine(questionOf(poll, this.texts)) };
    throw new Refusal(this.texts.t('not-yours', values));
  }

  private async refuseOneTooMany(): Promise<void> {
    if ((await this.polls.index()).open.length >= LIMITS.openPolls) throw refusal(this.texts, 'open-many');
  }
}
