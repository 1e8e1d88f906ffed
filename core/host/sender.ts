import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { SentMessage } from '../chat/platform.ts';
import { Failure } from '../errors.ts';
import { Claims } from './claims.ts';
import { DeedOutcomes } from './deed-outcomes.ts';
import { isDeed, perform } from './deeds.ts';
import { type Lane, TOKEN_LIFE } from './lane.ts';
import { METER, type Meter } from './meter.ts';
import { Pace } from './pace.ts';
import { Patience, Stopping } from './patience.ts';
import { Pushes } from './pushes.ts';
import { Rate } from './rate.ts';
import { SentCounts } from './sent-counts.ts';
import { about, attempt, idsOf, SETTLED, Settling, UNKNOWN, type Waiting } from './settling.ts';
import { Signer } from './signer.ts';
import type { DeedKind, OutboxRow, Store } from './store.ts';
import { LOGGER, PLATFORMS, SETTINGS, STORE, type HostSettings, type Platforms } from './tokens.ts';
import { TRACER, type Tracer } from './tracer.ts';
import { Wording, type Handed } from './wording.ts';
import { chatOf } from './work.ts';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8_000;
/** Where a reply may be tried for longer than LINE's minute. */
const PATIENT_PAUSE = 60_000;
const ACT_TRIES = 6;
/** What nobody would miss does not hold up the next reply. */
const COURTESY_TRIES = 2;

/** Hands rows to the platform, one call each, and settles their fate: sent, waiting again, or kept among the failures. */
@injectable()
export class Sender {
  /** Rows that a host before us may have sent, with the notices that they carry. */
  private readonly maybeSent = new Map<number, readonly OutboxRow[]>();
  /** The bot is not in the chat any more: the rows wait in the store, for it may come back. */
  onGone: (chat: ChatRef) => void = () => undefined;

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(LOGGER) private readonly log: Logger,
    @inject(Claims) private readonly claims: Claims,
    @inject(Signer) private readonly signer: Signer,
    @inject(Patience) private readonly patience: Patience,
    @inject(Settling) private readonly settling: Settling,
    @inject(Pushes) readonly pushes: Pushes,
    @inject(Rate) private readonly rate: Rate,
    @inject(SentCounts) private readonly counts: SentCounts,
    @inject(Wording) private readonly wording: Wording,
    @inject(Pace) private readonly pace: Pace,
    @inject(DeedOutcomes) private readonly deeds: DeedOutcomes,
    @inject(METER) private readonly meter: Meter,
    @inject(TRACER) private readonly tracer: Tracer,
  ) {}

  /** Sends one row. Returns those that are to wait for another token; never rejects for what the platform does. */
  async send(lane: Lane, row: OutboxRow): Promise<Waiting> {
    try {
      if (isDeed(row)) return await this.act(lane, row);
      if (!this.pushes.has(row)) return await this.reply(lane, row);
      return this.claims.isSure(lane.held) || (await this.claims.sure(lane.held))
        ? await this.pushes.send(row, lane.held)
        : SETTLED;
    } catch (error) {
      // The rows are in the store, and whoever has the chat next finds them.
      if (error instanceof Stopping) return SETTLED;
      this.log.error({ err: error, event: row.eventId, chat: row.chat }, 'a message was left unsettled');
      return SETTLED;
    }
  }

  /** A row of an earlier run that was tried: nobody knows whether it got there. */
  recovered(row: OutboxRow, carried: readonly OutboxRow[]): void {
    if (row.retryKey === undefined) this.maybeSent.set(row.id, carried);
    else this.pushes.add(row);
  }

  /** Their chat is in other hands. */
  forget(rows: readonly OutboxRow[]): void {
    for (const { id } of rows) this.maybeSent.delete(id);
  }

  async expired({ held }: Lane, row: OutboxRow): Promise<void> {
    this.log.warn(about(row), 'a message found no free reply in its time');
    try {
      await this.settling.bury(held, [row], 'NOTICE_EXPIRED', 'it found no free reply in its time');
    } catch (error) {
      // It is in the store, and whoever has the chat next finds the same.
      if (!(error instanceof Stopping)) throw error;
    }
  }

  stop(): void {
    this.patience.stop();
  }

  private async reply(lane: Lane, row: OutboxRow): Promise<Waiting> {
    const earlier = this.maybeSent.get(row.id);
    this.maybeSent.delete(row.id);
    const { token, receivedAt } = row;
    if (token === undefined || receivedAt === undefined) return [row];
    const life = this.lifeOf(lane);
    if (this.age(row) > life) return this.tooLate(lane, row, earlier);

    let carried = earlier ?? (row.id === 0 ? [] : lane.takeBeside(row, this.settings.now()));
    if (row.id !== 0 && !earlier && (!row.tried || carried.length > 0)) {
      const how = { token, receivedAt, carriedBy: row.id };
      const sending = () => this.store.sending(idsOf([row, ...carried]), how);
      const there = new Set(await this.patience.untilThere(sending, lane.held));
      if (!there.has(row.id))
        return this.takenBack(
          lane,
          row,
          carried.filter(({ id }) => there.has(id)),
        );
      carried = carried.filter(({ id }) => there.has(id));
      if (this.age(row) > life) return this.settling.waitAgain(lane.held, [row, ...carried]);
    }
    let unknown = earlier !== undefined;
    const longest = life > TOKEN_LIFE ? PATIENT_PAUSE : LONGEST_PAUSE;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, longest)) {
      const rows = [row, ...carried];
      if (row.id !== 0 && !this.claims.isSure(lane.held) && !(await this.claims.sure(lane.held))) return SETTLED;
      const turn = this.rate.turn(lane.chat, 'reply');
      if (turn && !(await turn)) return SETTLED;
      if (turn && this.age(row) > life)
        return unknown ? this.settling.unknown(lane.held, rows, undefined) : this.settling.waitAgain(lane.held, rows);
      let handed: Handed | undefined;
      let sent: readonly SentMessage[] = [];
      const sending = async (): Promise<void> => {
        handed = await this.wording.of(lane.chat, rows);
        await this.inTurn(lane.chat, handed);
        const sign = this.signer.forChat(lane.chat);
        sent = await this.platforms.of(lane.chat).reply(lane.chat, token, handed.messages, sign);
      };
      const failure = await this.tracer.sending('reply', lane.chat, rows, () => attempt(sending));
      this.meter.sent(lane.chat.platform, 'reply', failure?.code ?? 'ok');
      if (!failure || (unknown && failure.code === 'INVALID_REPLY_TOKEN')) {
        this.settling.settle(rows, handed, sent);
        this.counts.add(lane.chat, 'replies');
        if (carried.length > 0) this.counts.add(lane.chat, 'notices', carried.length);
        this.told(lane.chat, rows, this.settings.now() - receivedAt);
        lane.sent(row, this.settings.now());
        return SETTLED;
      }
      if (!unknown && pause === FIRST_PAUSE)
        this.log.warn(
          { ...about(row), code: failure.code, ...failure.details },
          `reply not sent yet: ${failure.message}`,
        );
      unknown ||= UNKNOWN.has(failure.code);
      if (failure.code === 'PLATFORM_RATE_LIMITED') this.rate.tooMuch(lane.chat, 'reply');
      if (UNKNOWN.has(failure.code) || failure.code === 'PLATFORM_RATE_LIMITED') {
        const wait = failure.details.retryAfter ?? pause;
        if (this.age(row) + wait > life)
          return unknown ? this.settling.unknown(lane.held, rows, failure) : this.settling.waitAgain(lane.held, rows);
        if (!(await this.patience.pause(wait))) return SETTLED;
      } else if (failure.code === 'PLATFORM_NOT_IN_CHAT') {
        this.onGone(lane.chat);
        return this.settling.waitAgain(lane.held, rows);
      } else if (failure.code === 'INVALID_REPLY_TOKEN' && !row.tried) {
        // What has waited has not gone out, whatever became of this token: it waits for another.
        return this.settling.waitAgain(lane.held, rows);
      } else if (carried.length > 0 && failure.code !== 'INVALID_REPLY_TOKEN') {
        // Refused as a whole: the reply goes alone, and what it carried finds another.
        const released = await this.settling.waitAgain(lane.held, carried);
        carried = [];
        for (const one of released)
          if (lane.isVoid(one)) this.store.settled([one.id]);
          else lane.wait(one, this.settings.now());
      } else {
        this.log.error({ ...about(row), code: failure.code, ...failure.details }, `reply not sent: ${failure.message}`);
        await this.settling.bury(lane.held, [row], failure.code, failure.message);
        return this.settling.waitAgain(lane.held, carried);
      }
    }
  }

  private told({ platform }: ChatRef, rows: readonly OutboxRow[], ms: number): void {
    this.meter.replied(platform, ms);
    // Each carries the id of its own event, and all of them go by what the first one answers.
    for (const row of rows) this.log.debug({ ...about(row), ms }, row.kind === 'reply' ? 'reply sent' : 'notice sent');
  }

  /** What was to be said was unsent elsewhere, or the chat is in other hands; the token is as good as before. */
  private takenBack(lane: Lane, { token, receivedAt }: OutboxRow, carried: readonly OutboxRow[]): Promise<Waiting> {
    if (token !== undefined && receivedAt !== undefined) lane.offer({ token, receivedAt });
    return this.settling.waitAgain(lane.held, carried);
  }

  /** How long a token of this chat may be tried. */
  private lifeOf({ chat }: Lane): number {
    return this.platforms.find(chat)?.ownTokens?.life ?? TOKEN_LIFE;
  }

  /** The token is too old. A reply that was never tried waits for another one. */
  private async tooLate({ held }: Lane, row: OutboxRow, earlier: readonly OutboxRow[] | undefined): Promise<Waiting> {
    if (earlier) return this.settling.unknown(held, [row, ...earlier], undefined);
    return this.settling.waitAgain(held, [row]);
  }

  /** What is no message: the bot leaves the chat, or changes it. Done again it does no harm, so it is tried again. */
  private async act({ held }: Lane, row: OutboxRow): Promise<Waiting> {
    const chat = chatOf(row.chat);
    const platform = this.platforms.of(chat);
    const kind = row.kind as DeedKind;
    let failure: Failure | undefined;
    const most = kind === 'markRead' ? COURTESY_TRIES : ACT_TRIES;
    for (let tries = 0, pause = FIRST_PAUSE; tries < most; tries++, pause *= 2) {
      if (!this.claims.isSure(held) && !(await this.claims.sure(held))) return SETTLED;
      const doing = (): Promise<void> => perform(platform, chat, kind, row.body, keyOf(row));
      failure = await this.tracer.sending('deed', chat, [row], () => attempt(doing));
      this.meter.sent(chat.platform, 'deed', failure?.code ?? 'ok');
      if (!failure || (kind === 'leave' && /^PLATFORM_NOT_(FOUND|IN_CHAT)$/.test(failure.code))) {
        this.log.info(about(row), 'done');
        this.settling.settle([row]);
        return this.deeds.tell(row, true);
      }
      if (!UNKNOWN.has(failure.code) && failure.code !== 'PLATFORM_RATE_LIMITED') break;
      if (!(await this.patience.pause(failure.details.retryAfter ?? pause))) return SETTLED;
    }
    this.log.error(
      { ...about(row), code: failure?.code, ...failure?.details },
      `could not ${row.kind}: ${failure?.message}`,
    );
    await this.settling.bury(
      held,
      [row],
      failure?.code ?? 'PLATFORM_BROKEN',
      failure?.message ?? `could not ${row.kind}`,
    );
    return this.deeds.tell(row, false);
  }

  /** Waits until the platform's pace allows it. */
  private async inTurn(chat: ChatRef, { messages: { length } }: Handed): Promise<void> {
    try {
      for (let wait = await this.pace.wait(chat, length); wait > 0; wait = await this.pace.wait(chat, length))
        if (!(await this.patience.pause(wait))) throw new Stopping();
    } catch (error) {
      if (!(error instanceof Stopping)) throw error;
      throw new Failure('PLATFORM_RATE_LIMITED', 'the host stops before its turn');
    }
  }

  private age({ receivedAt = 0 }: OutboxRow): number {
    return this.settings.now() - receivedAt;
  }
}

/** For a platform that does a thing once for each key. */
const keyOf = ({ id, chat, eventId }: OutboxRow): string => `${chat} ${eventId} ${id}`;
