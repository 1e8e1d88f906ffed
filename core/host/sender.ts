import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import type { OutgoingMessage } from '../chat/message.ts';
import type { SentMessage } from '../chat/platform.ts';
import { Failure, isFailure } from '../errors.ts';
import { isDeed, type Lane, TOKEN_LIFE } from './lane.ts';
import { PushBudget } from './push-budget.ts';
import { Receipts } from './receipts.ts';
import { SentCounts } from './sent-counts.ts';
import { Signer } from './signer.ts';
import type { OutboxRow, SentCard, Store } from './store.ts';
import { LOGGER, PLATFORMS, SETTINGS, STORE, type HostSettings, type Platforms } from './tokens.ts';
import { chatOf } from './work.ts';

/** The platform may or may not have done what it was asked. */
const UNKNOWN = new Set(['PLATFORM_TIMEOUT', 'PLATFORM_UNREACHABLE', 'PLATFORM_BROKEN']);
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8_000;
/** A retry key is good for 24 h (LINE reference, retrying an API request); one hour of them is for the last try. */
const RETRY_KEY_LIFE = 23 * 3_600_000;
const PUSH_PAUSE = 60_000;
const PARKED_FOR = 600_000;
const QUOTA_PAUSE = 5_000;
const ACT_TRIES = 6;

type Waiting = readonly OutboxRow[];
const SETTLED: Waiting = [];

interface Push {
  row: OutboxRow;
  readonly since: number;
  tries: number;
  next: number;
}

/** Hands rows to the platform, one call each, and settles their fate: sent, waiting again, or kept among the failures. */
@injectable()
export class Sender {
  /** Rows that a host before us may have sent, with the notices that they carry. */
  private readonly maybeSent = new Map<number, readonly OutboxRow[]>();
  private readonly pushes = new Map<number, Push>();
  private readonly notBefore = new Map<number, number>();
  /** When to ask again for what the month did not hold; bounded, for it only saves asking. */
  private readonly notPromised = new LRUCache<number, number>({ max: 10_000 });
  private promising = false;
  private readonly stopping = new AbortController();

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(LOGGER) private readonly log: Logger,
    @inject(Signer) private readonly signer: Signer,
    @inject(PushBudget) private readonly budget: PushBudget,
    @inject(SentCounts) private readonly counts: SentCounts,
    @inject(Receipts) private readonly receipts: Receipts,
  ) {}

  /** Sends one row. Returns those that are to wait for another token; never rejects for what the platform does. */
  async send(lane: Lane, row: OutboxRow): Promise<Waiting> {
    try {
      if (isDeed(row)) return await this.act(row);
      if (this.pushes.has(row.id)) return await this.push(row);
      return await this.reply(lane, row);
    } catch (error) {
      // The store could not be written: the rows are still in it, and the next start finds them.
      this.log.error({ err: error, event: row.eventId, chat: row.chat }, 'a message was left unsettled');
      return SETTLED;
    }
  }

  /** A row of an earlier run that was tried: nobody knows whether it got there. */
  recovered(row: OutboxRow, carried: readonly OutboxRow[]): void {
    if (row.retryKey === undefined) this.maybeSent.set(row.id, carried);
    else this.asPush(row);
  }

  mayPush({ id }: OutboxRow, now: number): boolean {
    return (this.notBefore.get(id) ?? 0) <= now;
  }

  /**
   * Every notice that waits and may be pushed from some time on, oldest first: the month's messages are promised to them now, so that
   * nobody else spends them. Never rejects.
   */
  promiseTo(waiting: readonly OutboxRow[]): void {
    this.budget.keep(new Set([...waiting.map(({ id }) => id), ...this.pushes.keys()]));
    if (this.promising) return;
    const open = waiting.filter((row) => !this.budget.has(row.id) && this.mayPromise(row));
    if (open.length === 0) return;
    this.promising = true;
    void this.promiseEach(open).finally(() => (this.promising = false));
  }

  private mayPromise({ id }: OutboxRow): boolean {
    return (this.notPromised.get(id) ?? 0) <= this.settings.now();
  }

  private async promiseEach(rows: readonly OutboxRow[]): Promise<void> {
    for (const row of rows) {
      try {
        if (await this.budget.promise(row.id, chatOf(row.chat))) continue;
      } catch (error) {
        // The push itself will say so, if it still cannot be read when its time has come.
        if (!isFailure(error)) throw error;
      }
      this.notPromised.set(row.id, this.settings.now() + PARKED_FOR);
    }
  }

  /** From now on the row goes out as a push, and in no reply. */
  asPush(row: OutboxRow): OutboxRow {
    // The life of a retry key began in an earlier run, if this row has one.
    const since = row.retryKey === undefined ? this.settings.now() : (row.receivedAt ?? row.at);
    this.pushes.set(row.id, { row, since, tries: 0, next: Number.POSITIVE_INFINITY });
    return row;
  }

  /** Pushes whose next try is due. */
  takeDuePushes(now: number): OutboxRow[] {
    const due = [...this.pushes.values()].filter(({ next }) => next <= now);
    for (const push of due) push.next = Number.POSITIVE_INFINITY;
    return due.map(({ row }) => row);
  }

  async expired(row: OutboxRow): Promise<void> {
    this.log.warn(about(row), 'a message found no free reply in its time');
    await this.bury([row], 'NOTICE_EXPIRED', 'it found no free reply in its time');
  }

  stop(): void {
    this.stopping.abort();
  }

  private async reply(lane: Lane, row: OutboxRow): Promise<Waiting> {
    const earlier = this.maybeSent.get(row.id);
    this.maybeSent.delete(row.id);
    const { token, receivedAt } = row;
    if (token === undefined || receivedAt === undefined) return [row];
    if (this.age(row) > TOKEN_LIFE) return this.tooLate(row, earlier);

    let carried = earlier ?? (row.id === 0 ? [] : lane.takeBeside(row, this.settings.now()));
    if (row.id !== 0 && !earlier && (!row.tried || carried.length > 0))
      await this.store.sending(idsOf([row, ...carried]), { token, receivedAt, carriedBy: row.id });
    let unknown = earlier !== undefined;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const rows = [row, ...carried];
      let sent: readonly SentMessage[] = [];
      const failure = await this.attempt(async () => {
        const sign = this.signer.forChat(lane.chat);
        sent = await this.platforms.of(lane.chat).reply(lane.chat, token, messagesOf(rows), sign);
      });
      if (!failure || (unknown && failure.code === 'INVALID_REPLY_TOKEN')) {
        this.settle(rows, sent);
        this.counts.add(lane.chat, 'replies');
        if (carried.length > 0) this.counts.add(lane.chat, 'notices', carried.length);
        lane.sent(row, this.settings.now());
        return SETTLED;
      }
      if (!unknown && pause === FIRST_PAUSE)
        this.log.warn(
          { ...about(row), code: failure.code, ...failure.details },
          `reply not sent yet: ${failure.message}`,
        );
      unknown ||= UNKNOWN.has(failure.code);
      if (UNKNOWN.has(failure.code) || failure.code === 'PLATFORM_RATE_LIMITED') {
        const wait = failure.details.retryAfter ?? pause;
        if (this.age(row) + wait > TOKEN_LIFE) return unknown ? this.unknown(rows, failure) : this.waitAgain(rows);
        if (!(await this.pause(wait))) return SETTLED;
      } else if (carried.length > 0 && failure.code !== 'INVALID_REPLY_TOKEN') {
        // Refused as a whole: the reply goes alone, and what it carried finds another.
        const released = await this.waitAgain(carried);
        carried = [];
        for (const one of released) lane.wait(one, this.settings.now());
      } else {
        this.log.error({ ...about(row), code: failure.code, ...failure.details }, `reply not sent: ${failure.message}`);
        await this.bury([row], failure.code, failure.message);
        return this.waitAgain(carried);
      }
    }
  }

  /** The token is too old. A reply that was never tried waits for another one. */
  private async tooLate(row: OutboxRow, earlier: readonly OutboxRow[] | undefined): Promise<Waiting> {
    if (earlier) return this.unknown([row, ...earlier], undefined);
    return this.waitAgain([row]);
  }

  private async unknown(rows: readonly OutboxRow[], failure: Failure | undefined): Promise<Waiting> {
    const why = failure?.message ?? 'the host ended while it was being sent';
    for (const row of rows)
      this.log.error({ ...about(row), ...failure?.details }, `nobody knows whether this was sent: ${why}`);
    await this.bury(rows, 'REPLY_FATE_UNKNOWN', why);
    return SETTLED;
  }

  private async waitAgain(rows: readonly OutboxRow[], change: { readonly push?: boolean } = {}): Promise<Waiting> {
    const kept = rows.filter(({ id }) => id !== 0);
    if (kept.length > 0) await this.store.waiting(idsOf(kept), change);
    return kept.map(untried);
  }

  private async push(row: OutboxRow): Promise<Waiting> {
    const push = this.pushes.get(row.id)!;
    const chat = chatOf(row.chat);
    if (row.retryKey !== undefined && this.settings.now() - push.since >= RETRY_KEY_LIFE) {
      this.pushes.delete(row.id);
      return this.unknown([row], undefined);
    }
    let isPromised: boolean;
    try {
      isPromised = await this.budget.promise(row.id, chat);
    } catch (error) {
      if (!isFailure(error)) throw error;
      this.log.warn({ ...about(row), code: error.code, ...error.details }, 'the quota cannot be read: the push waits');
      // One that may have been sent already must not ride on a reply, or it would come twice.
      if (row.retryKey !== undefined) return this.pushLater(push);
      return this.park(row, QUOTA_PAUSE);
    }
    if (!isPromised && row.retryKey === undefined) {
      this.log.warn(about(row), "the month's quota does not hold this push: it waits for a free reply");
      return this.park(row, PARKED_FOR);
    }
    const retryKey = row.retryKey ?? randomUUID();
    if (row.retryKey === undefined) {
      await this.store.sending([row.id], { retryKey, receivedAt: this.settings.now() });
      push.row = { ...row, retryKey, tried: true };
    }
    let sent: readonly SentMessage[] = [];
    const failure = await this.attempt(async () => {
      sent = await this.platforms.of(chat).push(chat, retryKey, messagesOf([row]), this.signer.forChat(chat));
    });
    const unknown = failure !== undefined && (UNKNOWN.has(failure.code) || failure.code === 'PLATFORM_RATE_LIMITED');
    // One that may have been sent keeps what it was promised until that is known.
    if (unknown && this.settings.now() - push.since < RETRY_KEY_LIFE) return this.pushLater(push);
    this.pushes.delete(row.id);
    if (!failure || unknown) this.counts.add(chat, 'pushes', this.budget.spend(row.id));
    else this.budget.release(row.id);
    if (!failure) {
      this.settle([row], sent);
      this.receipts.pushed(row.chat, row.plugin);
      return SETTLED;
    }
    if (failure.code === 'PLATFORM_QUOTA_SPENT' && push.tries === 0) {
      this.budget.usedUp(chat);
      this.log.warn(
        { ...about(row), ...failure.details },
        "the month's messages are used up: the notice waits for a free reply",
      );
      const { by: _by, ...parked } = row;
      return this.waitAgain([parked], { push: false });
    }
    this.log.error({ ...about(row), code: failure.code, ...failure.details }, `push not sent: ${failure.message}`);
    await this.bury([row], failure.code, failure.message);
    return SETTLED;
  }

  private pushLater(push: Push): Waiting {
    push.tries++;
    push.next = this.settings.now() + Math.min(FIRST_PAUSE * 2 ** push.tries, PUSH_PAUSE);
    return SETTLED;
  }

  /** No push for now; a free reply may still take it. */
  private park(row: OutboxRow, milliseconds: number): Waiting {
    this.pushes.delete(row.id);
    this.notBefore.set(row.id, this.settings.now() + milliseconds);
    return [row];
  }

  /** What is no message: the bot leaves the chat, or gives it another name. Done again it does no harm, so it is tried again. */
  private async act(row: OutboxRow): Promise<Waiting> {
    const chat = chatOf(row.chat);
    const platform = this.platforms.of(chat);
    let failure: Failure | undefined;
    for (let tries = 0, pause = FIRST_PAUSE; tries < ACT_TRIES; tries++, pause *= 2) {
      failure = await this.attempt(() =>
        row.kind === 'leave' ? platform.leave(chat) : platform.rename(chat, JSON.parse(row.body) as string),
      );
      if (!failure || (row.kind === 'leave' && failure.code === 'PLATFORM_NOT_FOUND')) {
        this.log.info(about(row), row.kind === 'leave' ? 'left the chat' : 'renamed the chat');
        this.settle([row]);
        return SETTLED;
      }
      if (!UNKNOWN.has(failure.code) && failure.code !== 'PLATFORM_RATE_LIMITED') break;
      if (!(await this.pause(failure.details.retryAfter ?? pause))) return SETTLED;
    }
    this.log.error(
      { ...about(row), code: failure?.code, ...failure?.details },
      `could not ${row.kind}: ${failure?.message}`,
    );
    await this.bury([row], failure?.code ?? 'PLATFORM_BROKEN', failure?.message ?? `could not ${row.kind}`);
    return SETTLED;
  }

  private async attempt(call: () => Promise<unknown>): Promise<Failure | undefined> {
    try {
      await call();
      return undefined;
    } catch (error) {
      if (isFailure(error)) return error;
      return new Failure(
        'PLATFORM_REJECTED',
        error instanceof Error ? error.message : String(error),
        {},
        { cause: error },
      );
    }
  }

  private settle(rows: readonly OutboxRow[], sent: readonly SentMessage[] = []): void {
    for (const { id } of rows) this.notBefore.delete(id);
    this.store.settled(
      idsOf(rows).filter((id) => id !== 0),
      cardsAmong(rows, sent),
    );
  }

  private async bury(rows: readonly OutboxRow[], code: string, error: string): Promise<void> {
    await Promise.all(rows.filter(({ id }) => id !== 0).map(({ id }) => this.store.bury(id, code, error)));
  }

  private age({ receivedAt = 0 }: OutboxRow): number {
    return this.settings.now() - receivedAt;
  }

  /** False when the host stops meanwhile: the row stays in the store for the next start. */
  private pause(milliseconds: number): Promise<boolean> {
    const { signal } = this.stopping;
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (slept: boolean): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
        resolve(slept);
      };
      const stop = (): void => end(false);
      const timer = setTimeout(() => end(true), milliseconds);
      signal.addEventListener('abort', stop);
    });
  }
}

/** A row as it was before it was tried: without what it was to go out on. */
const untried = ({
  token: _token,
  receivedAt: _at,
  carriedBy: _carrier,
  retryKey: _key,
  ...row
}: OutboxRow): OutboxRow => Object.assign(row, { tried: false });

const idsOf = (rows: readonly OutboxRow[]): number[] => rows.map(({ id }) => id);
const messagesOf = (rows: readonly OutboxRow[]): OutgoingMessage[] =>
  rows.flatMap(({ body }) => JSON.parse(body) as OutgoingMessage[]);
/** The cards with a subject, by the ids that the platform gave them. */
function cardsAmong(rows: readonly OutboxRow[], sent: readonly SentMessage[]): readonly SentCard[] {
  if (sent.every(({ of }) => of === undefined)) return [];
  const messages = rows.flatMap((row) => messagesOf([row]).map((message) => ({ row, message })));
  return sent.flatMap(({ id, of }) => {
    const { row, message } = messages[of ?? -1] ?? {};
    if (!row || message?.type !== 'card' || message.subject === undefined) return [];
    return [{ chat: row.chat, messageId: id, plugin: row.plugin, subject: message.subject }];
  });
}

/** What a log line says about a row; never what is in it. */
const about = ({ kind, plugin, chat, eventId }: OutboxRow) => ({ kind, plugin, chat, event: eventId });
