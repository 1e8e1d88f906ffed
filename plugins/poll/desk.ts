import {
  inLine,
  Refusal,
  type Caller,
  type Card,
  type Chat,
  type Clock,
  type Downloads,
  type Log,
  type Members,
  type Pseudonyms,
  type Schedule,
  type Storage,
  type Texts,
} from 'tenko';
import { BallotBox } from './ballot-box.ts';
import { pollCard } from './card.ts';
import { allAnswered, lookAround, missingLine, type People } from './people.ts';
import { Polls } from './polls.ts';
import { refusal, type Refused } from './refusals.ts';
import { Reminders } from './reminders.ts';
import * as rules from './rules.ts';
import { DAY, LIMITS, type Poll, type Ruling } from './rules.ts';
import { tally } from './tally.ts';
import { dropTimers, setTimer } from './timer.ts';
import { whichPoll } from './which.ts';
import { questionOf } from './words.ts';

const MISSING_LISTED = 100;
/** How long what nobody asked for just now waits for a reply that takes it along. */
const NOTICE_WAITS = 7 * DAY;

export interface Tokens {
  readonly chat: Chat;
  readonly caller: Caller;
  readonly members: Members;
  readonly storage: Storage;
  readonly schedule: Schedule;
  readonly texts: Texts;
  readonly log: Log;
  readonly clock: Clock;
  readonly pseudonyms: Pseudonyms;
  readonly downloads: Downloads;
}

/** What every command works with: the tokens, the polls, and how they are shown, closed and refused. */
export class Desk {
  readonly chat: Chat;
  readonly caller: Caller;
  readonly schedule: Schedule;
  readonly texts: Texts;
  readonly downloads: Downloads;
  readonly log: Log;
  readonly polls: Polls;
  readonly box: BallotBox;
  readonly reminders: Reminders;
  private readonly members: Members;
  private readonly clock: Clock;

  constructor({ chat, caller, members, storage, schedule, texts, log, clock, pseudonyms, downloads }: Tokens) {
    this.chat = chat;
    this.caller = caller;
    this.members = members;
    this.schedule = schedule;
    this.texts = texts;
    this.log = log;
    this.clock = clock;
    this.downloads = downloads;
    this.polls = new Polls(storage);
    this.box = new BallotBox(this.polls, pseudonyms);
    this.reminders = new Reminders(chat, caller, schedule, texts, clock);
  }

  get now(): number {
    return this.clock.now();
  }

  people(): Promise<People> {
    return lookAround(this.members, this.caller, this.log);
  }

  /** The id of whoever votes: without one a vote would be nobody's. */
  voter(): string {
    if (this.caller.id === undefined) throw this.refusal('no-identity');
    return this.caller.id;
  }

  refusal(reason: Refused, about: Partial<Poll> = {}): Refusal {
    return refusal(this.texts, reason, about);
  }

  /** The poll that a command is about, closed if nothing else would close it any more. */
  async which(word: string | undefined, among: 'open' | 'closed' | 'any'): Promise<Poll> {
    const poll = await whichPoll(this.polls, word, among, this.texts);
    if (!rules.outlived(poll, this.now)) return poll;
    const ruling = await this.box.close(poll);
    if ('refused' in ruling) return poll;
    await this.polls.put(ruling.poll);
    return ruling.poll;
  }

  /** Keeps what a ruling made of the poll, and shows it. */
  async keep(before: Poll, ruling: Ruling): Promise<Poll> {
    if ('refused' in ruling) throw this.refusal(ruling.refused, before);
    await this.polls.put(ruling.poll);
    await this.show(ruling.poll);
    return ruling.poll;
  }

  /** All cards of one poll have one key: a burst of taps makes one fresh card, and none is older than the last. */
  async show(poll: Poll, people?: People, why?: 'everyone'): Promise<void> {
    this.say(pollCard(poll, this.texts, people ?? (await this.people()), why), `poll-${poll.number}`);
  }

  /** Nobody asked the clock, so there is no reply: its words wait for the next one, and cost nothing. */
  say(words: Card | string, key: string): void {
    if (this.caller.by === 'clock') this.chat.notice(words, { expires: this.now + NOTICE_WAITS, key });
    else this.chat.reply(words, { key });
  }

  async close(poll: Poll, why?: 'everyone'): Promise<void> {
    const ruling = await this.box.close(poll);
    if ('refused' in ruling) throw this.refusal(ruling.refused, poll);
    await this.polls.put(ruling.poll);
    await setTimer(this.schedule, ruling.poll);
    await this.show(ruling.poll, await this.people(), why);
  }

  async drop(poll: Poll): Promise<void> {
    await this.box.destroy(poll);
    await dropTimers(this.schedule, poll);
    await this.polls.delete(poll.number);
  }

  /** Everyone who could have answered has, and they are not alone. */
  async hasEveryone(poll: Poll, people: People): Promise<boolean> {
    const { pending } = tally(poll);
    const voted = (await this.box.voted(poll)).filter((id) => !pending.includes(id) && poll.guests?.[id] === undefined);
    return voted.length > 1 && allAnswered(voted, people);
  }

  /** Who has not answered, and whether that is nobody. */
  async missing(poll: Poll) {
    const { answered, pending } = tally(poll);
    if (answered === undefined) throw this.refusal('sealed-voters', poll);
    const people = await this.people();
    const done = answered.filter((id) => !pending.includes(id));
    const line = missingLine(done, people, MISSING_LISTED, this.texts);
    if (line === undefined) throw this.refusal('roster-unknown', poll);
    const words = `${inLine(questionOf(poll, this.texts))}\n${line}`;
    return { answered: done, people, words, nobody: allAnswered(done, people) };
  }

  /** Only who started it and the chat's moderators may change it; anyone, if nobody knows who that was or they have left. */
  async refuseOthers({ creator, question }: { readonly creator?: string; readonly question: string }): Promise<void> {
    const { id, by, isModerator } = this.caller;
    if (creator === undefined || creator === id || by === 'clock' || isModerator) return;
    const profile = await this.members.profile(creator);
    if (profile === undefined) return;
    const words = inLine(question) || this.texts.t('taken-back');
    throw new Refusal(this.texts.t('not-yours', { name: inLine(profile.displayName), question: words }));
  }

  async hasTooMany(): Promise<boolean> {
    return (await this.polls.index()).open.length >= LIMITS.openPolls;
  }
}
