import {
  Caller,
  Chat,
  Clock,
  Log,
  Members,
  Refusal,
  Schedule,
  Storage,
  Texts,
  inLine,
  type Card,
  type Commands,
  type Options,
  type Reply,
} from 'tenko';
import { inject, injectable } from 'tsyringe';
import { listCard, momentOf, pollCard, reminderCard } from './card.ts';
import { choose } from './choose.ts';
import { allAnswered, lookAround, missingLine } from './people.ts';
import manifest from './plugin.json' with { type: 'json' };
import { Polls } from './polls.ts';
import * as rules from './rules.ts';
import { DAY, LIMITS, type Poll, type Reason, type Ruling } from './rules.ts';
import { setTimer } from './timer.ts';
import { takeNumber, whichPoll } from './which.ts';

type Given<Path extends string> = Options<typeof manifest, Path>;

const MISSING_LISTED = 100;
/** How long the result of a poll that the clock closed waits for a reply that takes it along. */
const RESULT_WAITS = 7 * DAY;

@injectable()
export default class PollPlugin implements Commands<typeof manifest> {
  private readonly polls: Polls;

  constructor(
    @inject(Chat) private readonly chat: Chat,
    @inject(Caller) private readonly caller: Caller,
    @inject(Members) private readonly members: Members,
    @inject(Storage) storage: Storage,
    @inject(Schedule) private readonly schedule: Schedule,
    @inject(Texts) private readonly texts: Texts,
    @inject(Log) private readonly log: Log,
    @inject(Clock) private readonly clock: Clock,
  ) {
    this.polls = new Polls(storage);
  }

  async poll({ question, choices, multiple, until }: Given<'poll'>): Promise<Reply> {
    const { last } = await this.polls.index();
    await this.refuseOneTooMany();
    const made = rules.createPoll({
      number: last + 1,
      question,
      choices: choices.length === 0 ? [this.texts.t('yes'), this.texts.t('no')] : choices,
      multiple,
      creator: this.caller.id,
      until: until?.getTime(),
      now: this.clock.now(),
    });
    if ('refused' in made) throw this.refusal(made.refused, until && { until: until.getTime() });
    await this.polls.put(made.poll);
    await setTimer(this.schedule, made.poll);
    const card = await this.cardOf(made.poll);
    if (made.merged.length === 0) return card;
    return [card, this.texts.t('merged', { choices: this.texts.list(made.merged.map((text) => inLine(text))) })];
  }

  async pollVote({ choices, poll: given }: Given<'poll vote'>): Promise<void> {
    const { words, number } = await takeNumber(this.polls, choices, given);
    const poll = await this.which(number, 'open');
    if (poll.closed) throw this.refusal('closed', poll);
    const voter = this.voter();
    await this.keep(poll, rules.vote(poll, voter, this.chosen(poll, words)));
  }

  async pollUnvote({ poll: given }: Given<'poll unvote'>): Promise<void> {
    const poll = await this.which(given, 'open');
    await this.keep(poll, rules.unvote(poll, this.voter()));
  }

  async pollAdd({ choice, poll: given }: Given<'poll add'>): Promise<void> {
    const { words, number } = await takeNumber(this.polls, choice, given);
    const poll = await this.which(number, 'open');
    await this.refuseOthers(poll);
    await this.keep(poll, rules.addChoice(poll, words.join(' ')));
  }

  async pollClose({ poll: given }: Given<'poll close'>): Promise<void> {
    const poll = await whichPoll(this.polls, given, 'open', this.texts);
    // Someone was faster than the clock: the result has been shown, or the poll goes on without a time.
    if (this.caller.by === 'clock' && (poll.closed || poll.until === undefined)) return;
    await this.refuseOthers(poll);
    await setTimer(this.schedule, await this.keep(poll, rules.closePoll(poll)));
  }

  async pollReopen({ poll: given }: Given<'poll reopen'>): Promise<void> {
    const poll = await this.which(given, 'closed');
    await this.refuseOthers(poll);
    await this.refuseOneTooMany();
    await setTimer(this.schedule, await this.keep(poll, rules.reopenPoll(poll, this.clock.now())));
  }

  async pollResults({ poll: given }: Given<'poll results'>): Promise<void> {
    await this.show(await this.which(given, 'any'));
  }

  async pollMissing({ poll: given }: Given<'poll missing'>): Promise<Reply> {
    return (await this.missing(await this.which(given, 'any'))).words;
  }

  async pollRemind({ poll: given }: Given<'poll remind'>): Promise<Reply> {
    const poll = await this.which(given, 'open');
    if (poll.closed) throw this.refusal('closed', poll);
    const { line, words, nobody } = await this.missing(poll);
    if (nobody) return words;
    const expires = rules.reminderExpires(poll, this.clock.now());
    this.chat.notice(reminderCard(poll, line, this.texts), { expires, key: `poll-${poll.number}-remind` });
    return this.texts.t('reminded', { question: inLine(poll.question) });
  }

  async pollList(): Promise<Reply> {
    const open = await this.polls.open();
    return open.length === 0 ? this.texts.t('none-open') : listCard(open, this.texts);
  }

  /** Erases what is kept of a member: their votes, and that they started a poll. */
  async onMemberForgotten(memberId: string): Promise<void> {
    for (const poll of await this.polls.all()) await this.polls.put(rules.forget(poll, memberId));
  }

  private async missing(poll: Poll): Promise<{ line: string; words: string; nobody: boolean }> {
    const answered = Object.keys(poll.ballots);
    const people = await lookAround(this.members, this.caller, this.log);
    const line = missingLine(answered, people, MISSING_LISTED, this.texts);
    if (line === undefined) throw this.refusal('roster-unknown');
    return { line, words: `${inLine(poll.question)}\n${line}`, nobody: allAnswered(answered, people) };
  }

  /** The poll that a command is about, closed if nothing else would close it any more. */
  private async which(word: string | undefined, among: 'open' | 'closed' | 'any'): Promise<Poll> {
    const poll = await whichPoll(this.polls, word, among, this.texts);
    if (!rules.outlived(poll, this.clock.now())) return poll;
    const closed = { ...poll, closed: true };
    await this.polls.put(closed);
    return closed;
  }

  private async keep(before: Poll, ruling: Ruling): Promise<Poll> {
    if ('refused' in ruling) throw this.refusal(ruling.refused, before);
    await this.polls.put(ruling.poll);
    await this.show(ruling.poll);
    return ruling.poll;
  }

  /** All cards of one poll have one key: a burst of taps makes one fresh card, and none is older than the last. */
  private async show(poll: Poll): Promise<void> {
    const card = await this.cardOf(poll);
    const key = `poll-${poll.number}`;
    // Nobody asked the clock, so there is no reply: the card waits for the next one, and costs nothing.
    if (this.caller.by === 'clock') this.chat.notice(card, { expires: this.clock.now() + RESULT_WAITS, key });
    else this.chat.reply(card, { key });
  }

  private async cardOf(poll: Poll): Promise<Card> {
    return pollCard(poll, this.texts, await lookAround(this.members, this.caller, this.log));
  }

  private voter(): string {
    if (this.caller.id === undefined) throw this.refusal('no-identity');
    return this.caller.id;
  }

  private chosen(poll: Poll, words: readonly string[]): readonly number[] {
    const result = choose(poll.choices, words);
    if ('chosen' in result) return result.chosen;
    if ('unknown' in result) {
      throw new Refusal(this.texts.t('no-such-choice', { word: inLine(result.unknown), count: poll.choices.length }));
    }
    const { unclear: word, position, text } = result;
    const other = inLine(poll.choices[position] ?? '');
    throw new Refusal(this.texts.t('unclear-choice', { word, other, position: position + 1, text: text + 1 }));
  }

  /** Only who started a poll may change it, while they are in the chat; anyone, if nobody knows who that was. */
  private async refuseOthers(poll: Poll): Promise<void> {
    if (poll.creator === undefined || poll.creator === this.caller.id || this.caller.by === 'clock') return;
    const creator = await this.members.profile(poll.creator);
    if (creator === undefined) return;
    const values = { name: inLine(creator.displayName), question: inLine(poll.question) };
    throw new Refusal(this.texts.t('not-yours', values));
  }

  private async refuseOneTooMany(): Promise<void> {
    if ((await this.polls.index()).open.length >= LIMITS.openPolls) throw this.refusal('open-many');
  }

  private refusal(
    reason: Reason | 'open-many' | 'no-identity' | 'roster-unknown',
    { question = '', number = 0, until }: Partial<Poll> = {},
  ): Refusal {
    const moment = until === undefined ? '' : momentOf(until, this.texts);
    const values = { ...LIMITS, question: inLine(question), number, moment };
    return new Refusal(this.texts.t(reason, values));
  }
}
