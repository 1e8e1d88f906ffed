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
import { callCard, listCard, momentOf, reminderCard } from './card.ts';
import { allAnswered, lookAround, missingLine } from './people.ts';
import manifest from './plugin.json' with { type: 'json' };
import { RollCalls } from './roll-calls.ts';
import * as rules from './rules.ts';
import { DAY, LIMITS, type Reason, type RollCall, type Ruling, type Status } from './rules.ts';
import { setTimer } from './timer.ts';
import { takeNumber, whichCall } from './which.ts';

type Given<Path extends string> = Options<typeof manifest, Path>;

const MISSING_LISTED = 100;
/** How long the result of a roll call that the clock closed waits for a reply that takes it along. */
const RESULT_WAITS = 7 * DAY;

@injectable()
export default class RollCallPlugin implements Commands<typeof manifest> {
  private readonly calls: RollCalls;

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
    this.calls = new RollCalls(storage);
  }

  async rollcall({ title, at, place, until: time }: Given<'rollcall'>): Promise<Reply> {
    const { last, open } = await this.calls.index();
    if (open.length >= LIMITS.openCalls) throw this.refusal('open-many');
    const until = time?.getTime();
    const draft = { number: last + 1, title, at, place, creator: this.caller.id, until, now: this.clock.now() };
    const call = this.ruled(rules.createCall(draft), until === undefined ? {} : { until });
    await this.calls.put(call);
    await setTimer(this.schedule, call);
    return this.cardOf(call);
  }

  rollcallYes(given: Given<'rollcall yes'>): Promise<void> {
    return this.answer('yes', given);
  }

  rollcallNo(given: Given<'rollcall no'>): Promise<void> {
    return this.answer('no', given);
  }

  rollcallMaybe(given: Given<'rollcall maybe'>): Promise<void> {
    return this.answer('maybe', given);
  }

  rollcallLate(given: Given<'rollcall late'>): Promise<void> {
    return this.answer('late', given);
  }

  async rollcallMissing({ call: given }: Given<'rollcall missing'>): Promise<Reply> {
    return (await this.missing(await this.which(given, 'any'))).words;
  }

  async rollcallRemind({ call: given }: Given<'rollcall remind'>): Promise<Reply> {
    const call = await this.which(given, 'open');
    if (call.closed) throw this.refusal('closed', call);
    const { line, words, nobody } = await this.missing(call);
    if (nobody) return words;
    const expires = rules.reminderExpires(call, this.clock.now());
    this.chat.notice(reminderCard(call, line, this.texts), { expires, key: `call-${call.number}-remind` });
    return this.texts.t('reminded', { title: inLine(call.title) });
  }

  async rollcallResults({ call: given }: Given<'rollcall results'>): Promise<void> {
    await this.show(await this.which(given, 'any'));
  }

  async rollcallClose({ call: given }: Given<'rollcall close'>): Promise<void> {
    const call = await whichCall(this.calls, given, 'open', this.texts);
    // Someone was faster than the clock, and the result has been shown.
    if (this.caller.by === 'clock' && call.closed) return;
    await this.refuseOthers(call);
    const closed = this.ruled(rules.closeCall(call), call);
    await this.keep(closed);
    await setTimer(this.schedule, closed);
  }

  async rollcallList(): Promise<Reply> {
    const open = await this.calls.open();
    return open.length === 0 ? this.texts.t('none-open') : listCard(open, this.texts);
  }

  /** Erases what is kept of a member: their answers, their notes, and that they started a roll call. */
  async onMemberForgotten(memberId: string): Promise<void> {
    for (const call of await this.calls.all()) await this.calls.put(rules.forget(call, memberId));
  }

  private async answer(status: Status, { note: words = '', call: given }: Given<'rollcall yes'>): Promise<void> {
    const { note, number } = await takeNumber(this.calls, words, given);
    const call = await this.which(number, 'open');
    if (call.closed) throw this.refusal('closed', call);
    if (this.caller.id === undefined) throw this.refusal('no-identity');
    await this.keep(this.ruled(rules.answer(call, this.caller.id, status, note), call));
  }

  private async missing(call: RollCall): Promise<{ line: string; words: string; nobody: boolean }> {
    const answered = Object.keys(call.answers);
    const people = await lookAround(this.members, this.caller, this.log);
    const line = missingLine(answered, people, MISSING_LISTED, this.texts);
    if (line === undefined) throw this.refusal('roster-unknown');
    return { line, words: `${inLine(call.title)}\n${line}`, nobody: allAnswered(answered, people) };
  }

  /** The roll call that a command is about, closed if nothing else would close it any more. */
  private async which(word: string | undefined, among: 'open' | 'any'): Promise<RollCall> {
    const call = await whichCall(this.calls, word, among, this.texts);
    if (!rules.outlived(call, this.clock.now())) return call;
    const closed = { ...call, closed: true };
    await this.calls.put(closed);
    return closed;
  }

  private async keep(call: RollCall): Promise<void> {
    await this.calls.put(call);
    await this.show(call);
  }

  /** All cards of one roll call have one key: a burst of taps makes one fresh card, and none is older than the last. */
  private async show(call: RollCall): Promise<void> {
    const card = await this.cardOf(call);
    const key = `call-${call.number}`;
    // Nobody asked the clock, so there is no reply: the card waits for the next one, and costs nothing.
    if (this.caller.by === 'clock') this.chat.notice(card, { expires: this.clock.now() + RESULT_WAITS, key });
    else this.chat.reply(card, { key });
  }

  private async cardOf(call: RollCall): Promise<Card> {
    return callCard(call, this.texts, await lookAround(this.members, this.caller, this.log));
  }

  /** Only who started a roll call may close it, while they are in the chat; anyone, if nobody knows who that was. */
  private async refuseOthers(call: RollCall): Promise<void> {
    if (call.creator === undefined || call.creator === this.caller.id || this.caller.by === 'clock') return;
    const creator = await this.members.profile(call.creator);
    if (creator === undefined) return;
    const values = { name: inLine(creator.displayName), title: inLine(call.title) };
    throw new Refusal(this.texts.t('not-yours', values));
  }

  private ruled(ruling: Ruling, before?: Partial<RollCall>): RollCall {
    if ('refused' in ruling) throw this.refusal(ruling.refused, before);
    return ruling.call;
  }

  private refusal(
    reason: Reason | 'open-many' | 'no-identity' | 'roster-unknown',
    { title = '', number = 0, until }: Partial<RollCall> = {},
  ): Refusal {
    const moment = until === undefined ? '' : momentOf(until, this.texts);
    const values = { ...LIMITS, title: inLine(title), number, moment };
    return new Refusal(this.texts.t(reason, values));
  }
}
