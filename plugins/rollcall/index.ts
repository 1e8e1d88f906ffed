import {
  Caller,
  Chat,
  Log,
  Members,
  Refusal,
  Storage,
  Texts,
  inLine,
  type Card,
  type Commands,
  type Options,
  type Reply,
} from 'tenko';
import { inject, injectable } from 'tsyringe';
import { callCard, listCard } from './card.ts';
import { lookAround, missingLine } from './people.ts';
import manifest from './plugin.json' with { type: 'json' };
import { RollCalls } from './roll-calls.ts';
import * as rules from './rules.ts';
import { LIMITS, type Reason, type RollCall, type Ruling, type Status } from './rules.ts';
import { takeNumber, whichCall } from './which.ts';

type Given<Path extends string> = Options<typeof manifest, Path>;

const MISSING_LISTED = 100;

@injectable()
export default class RollCallPlugin implements Commands<typeof manifest> {
  private readonly calls: RollCalls;

  constructor(
    @inject(Chat) private readonly chat: Chat,
    @inject(Caller) private readonly caller: Caller,
    @inject(Members) private readonly members: Members,
    @inject(Storage) storage: Storage,
    @inject(Texts) private readonly texts: Texts,
    @inject(Log) private readonly log: Log,
  ) {
    this.calls = new RollCalls(storage);
  }

  async rollcall({ title, at, place }: Given<'rollcall'>): Promise<Reply> {
    const { last, open } = await this.calls.index();
    if (open.length >= LIMITS.openCalls) throw this.refusal('open-many');
    const draft = { number: last + 1, title, at, place, creator: this.caller.id };
    const call = this.ruled(rules.createCall(draft));
    await this.calls.put(call);
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
    const call = await whichCall(this.calls, given, 'any', this.texts);
    const people = await lookAround(this.members, this.caller, this.log);
    const line = missingLine(Object.keys(call.answers), people, MISSING_LISTED, this.texts);
    if (line === undefined) throw this.refusal('roster-unknown');
    return `${inLine(call.title)}\n${line}`;
  }

  async rollcallResults({ call: given }: Given<'rollcall results'>): Promise<void> {
    await this.show(await whichCall(this.calls, given, 'any', this.texts));
  }

  async rollcallClose({ call: given }: Given<'rollcall close'>): Promise<void> {
    const call = await whichCall(this.calls, given, 'open', this.texts);
    await this.refuseOthers(call);
    await this.keep(this.ruled(rules.closeCall(call), call));
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
    const call = await whichCall(this.calls, number, 'open', this.texts);
    if (call.closed) throw this.refusal('closed', call);
    if (this.caller.id === undefined) throw this.refusal('no-identity');
    await this.keep(this.ruled(rules.answer(call, this.caller.id, status, note), call));
  }

  private async keep(call: RollCall): Promise<void> {
    await this.calls.put(call);
    await this.show(call);
  }

  /** All cards of one roll call have one key: a burst of taps makes one fresh card, and none is older than the last. */
  private async show(call: RollCall): Promise<void> {
    this.chat.reply(await this.cardOf(call), { key: `call-${call.number}` });
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

  private ruled(ruling: Ruling, before?: RollCall): RollCall {
    if ('refused' in ruling) throw this.refusal(ruling.refused, before);
    return ruling.call;
  }

  private refusal(reason: Reason | 'open-many' | 'no-identity' | 'roster-unknown', call?: RollCall): Refusal {
    const values = { ...LIMITS, title: inLine(call?.title ?? ''), number: call?.number ?? 0 };
    return new Refusal(this.texts.t(reason, values));
  }
}
