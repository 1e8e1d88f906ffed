import {
  Caller,
  Chat,
  Clock,
  Downloads,
  inLine,
  Log,
  Members,
  Refusal,
  Schedule,
  Storage,
  Texts,
  type Card,
} from 'tenko';
import { inject, injectable } from 'tsyringe';
import { nextTask, outlived } from './agenda.ts';
import { arrivalWindow } from './arrival.ts';
import { callCard } from './card.ts';
import { mentioning } from './mentions.ts';
import { momentOf } from './moments.ts';
import { lookAround, type People } from './people.ts';
import { RollCalls } from './roll-calls.ts';
import { DAY, LIMITS, type Reason, type RollCall, type Ruling } from './roll-call.ts';
import { promoted } from './seats.ts';
import { whichCall } from './which.ts';

/** How long what nobody asked for just now waits for a free reply that takes it along. */
const NOTICE_WAITS = 7 * DAY;
const MENTIONED = 20;

/** What every command of the plugin works with: its tokens, its roll calls, and how they are shown and refused. */
@injectable()
export class Desk {
  readonly calls: RollCalls;

  constructor(
    @inject(Chat) readonly chat: Chat,
    @inject(Caller) readonly caller: Caller,
    @inject(Members) readonly members: Members,
    @inject(Storage) storage: Storage,
    @inject(Schedule) readonly schedule: Schedule,
    @inject(Downloads) readonly downloads: Downloads,
    @inject(Texts) readonly texts: Texts,
    @inject(Log) readonly log: Log,
    @inject(Clock) readonly clock: Clock,
  ) {
    this.calls = new RollCalls(storage);
  }

  get now(): number {
    return this.clock.now();
  }

  people(): Promise<People> {
    return lookAround(this.members, this.caller, this.log);
  }

  /** The roll call that a command is about, closed if nothing else would close it any more. */
  async which(word: string | undefined, among: 'open' | 'any'): Promise<RollCall> {
    return this.lived(await whichCall(this.calls, word, among, this.texts));
  }

  /** All that are open, and not just because nothing closed them. */
  async open(): Promise<readonly RollCall[]> {
    const calls: RollCall[] = [];
    for (const call of await this.calls.open()) calls.push(await this.lived(call));
    return calls.filter(({ closed }) => !closed);
  }

  private async lived(call: RollCall): Promise<RollCall> {
    if (!outlived(call, this.now)) return call;
    const closed = { ...call, closed: true };
    await this.put(closed);
    return closed;
  }

  /** The same, of those that still take answers. */
  async openOne(word: string | undefined): Promise<RollCall> {
    const call = await this.which(word, 'open');
    if (call.closed) throw this.refusal('closed', call);
    return call;
  }

  /** The id of whoever answers: without one an answer would be nobody's. */
  someone(): string {
    if (this.caller.id === undefined) throw this.refusal('no-identity');
    return this.caller.id;
  }

  /** Keeps the roll call. Those that made room for it have nothing to do any more. */
  async put(call: RollCall): Promise<void> {
    for (const dropped of await this.calls.put(call)) await this.schedule.cancel(timerOf(dropped));
  }

  /** Keeps what has changed, tells those who have a place now, and shows the fresh card. */
  async keep(before: RollCall, after: RollCall): Promise<void> {
    await this.put(after);
    await this.tellPromoted(before, after);
    await this.show(after);
  }

  /** All cards of one roll call have one key: a burst of taps makes one fresh card, and none is older than the last. */
  async show(call: RollCall): Promise<void> {
    const card = await this.cardOf(call);
    const key = `call-${call.number}`;
    // Nobody asked the clock or an event, so there is no reply: the card waits for the next one, and costs nothing.
    if (this.caller.by === 'clock' || this.caller.by === 'event')
      this.chat.notice(card, { expires: this.now + NOTICE_WAITS, key });
    else this.chat.reply(card, { key });
  }

  async cardOf(call: RollCall): Promise<Card> {
    return callCard(call, this.texts, await this.people());
  }

  /** Those who moved up hear of it by a mention, on the very reply that carries the fresh card if there is room. */
  async tellPromoted(before: RollCall, after: RollCall): Promise<void> {
    if (after.closed) return;
    const ids = new Set(promoted(before, after).map(({ id }) => id));
    if (ids.size === 0) return;
    const { names } = await this.people();
    const people = [...ids].flatMap((id) => {
      const displayName = names.get(id);
      return displayName === undefined ? [] : [{ id, displayName }];
    });
    if (people.length === 0) return;
    const values = { title: inLine(after.title), number: after.number };
    const text = mentioning(this.texts, 'promoted', people, MENTIONED, values);
    this.chat.notice({ type: 'text', text }, { expires: Math.min(this.now + NOTICE_WAITS, after.at ?? Infinity) });
  }

  /** One timer for each roll call, for the next thing that it has to do; its id is the same, so there is never a second. */
  async setTimer(call: RollCall): Promise<void> {
    const id = timerOf(call.number);
    const next = nextTask(call);
    if (next === undefined) await this.schedule.cancel(id);
    else await this.schedule.at(Math.max(next.time, this.now), `/rollcall clock-call --call ${call.number}`, { id });
  }

  /** Only who started it, while they are in the chat, and moderators; anyone, if nobody knows who that was. */
  async refuseOthers({ creator, title }: { readonly creator?: string; readonly title: string }): Promise<void> {
    const { id, by, isModerator } = this.caller;
    if (creator === undefined || creator === id || by === 'clock' || isModerator) return;
    const profile = await this.members.profile(creator);
    if (profile === undefined) return;
    throw new Refusal(this.texts.t('not-yours', { name: inLine(profile.displayName), title: inLine(title) }));
  }

  ruled(ruling: Ruling, about?: Partial<RollCall>): RollCall {
    if ('refused' in ruling) throw this.refusal(ruling.refused, about);
    return ruling.call;
  }

  refusal(reason: Reason | keyof typeof OTHER_REASONS, about: Partial<RollCall> = {}): Refusal {
    const { title = '', number = 0, until, at } = about;
    const moment = (time: number | undefined): string => (time === undefined ? '' : momentOf(time, this.texts));
    const from = at === undefined ? undefined : arrivalWindow({ ...(about as RollCall), at })?.from;
    const values = {
      ...LIMITS,
      title: inLine(title),
      number,
      until: moment(until),
      at: moment(at),
      from: moment(from),
    };
    return new Refusal(this.texts.t(reason, values));
  }
}

/** The id of a roll call's timer. */
export const timerOf = (number: number): string => `call-${number}`;

/** Refusals that do not come from the rules. */
const OTHER_REASONS = {
  'open-many': true,
  'series-many': true,
  'no-identity': true,
  'no-safety': true,
  'place-wrong': true,
  'teams-many': true,
  'roster-unknown': true,
  'no-series': true,
  'which-series': true,
  'nothing-skipped': true,
  'push-nothing': true,
  'nobody-pays': true,
} as const;
