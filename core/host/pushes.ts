import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import type { SentMessage } from '../chat/platform.ts';
import { isFailure } from '../errors.ts';
import type { Held } from './claims.ts';
import { METER, type Meter } from './meter.ts';
import { Patience } from './patience.ts';
import { PushBudget } from './push-budget.ts';
import { Rate } from './rate.ts';
import { Receipts } from './receipts.ts';
import { SentCounts } from './sent-counts.ts';
import { about, attempt, SETTLED, Settling, UNKNOWN, type Waiting } from './settling.ts';
import { Signer } from './signer.ts';
import type { OutboxRow, Store } from './store.ts';
import { LOGGER, PLATFORMS, SETTINGS, STORE, type HostSettings, type Platforms } from './tokens.ts';
import { TRACER, type Tracer } from './tracer.ts';
import { Wording, type Handed } from './wording.ts';
import { chatOf } from './work.ts';

/** A retry key is good for 24 h (LINE reference, retrying an API request); one hour of them is for the last try. */
const RETRY_KEY_LIFE = 23 * 3_600_000;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 60_000;
const PARKED_FOR = 600_000;
const QUOTA_PAUSE = 5_000;
/** What is remembered only saves asking. */
const REMEMBERED = 10_000;

interface Push {
  row: OutboxRow;
  readonly since: number;
  tries: number;
  next: number;
}

/** Notices that no reply took in time, and that the month's messages hold: each is pushed once, whoever pushes it. */
@injectable()
export class Pushes {
  private readonly pushes = new Map<number, Push>();
  private readonly notBefore = new LRUCache<number, number>({ max: REMEMBERED });
  private readonly promised = new LRUCache<number, true>({ max: REMEMBERED });
  /** When to ask again for what the month did not hold. */
  private readonly notPromised = new LRUCache<number, number>({ max: REMEMBERED });
  private promising = false;

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(LOGGER) private readonly log: Logger,
    @inject(Signer) private readonly signer: Signer,
    @inject(Patience) private readonly patience: Patience,
    @inject(Settling) private readonly settling: Settling,
    @inject(PushBudget) private readonly budget: PushBudget,
    @inject(Rate) private readonly rate: Rate,
    @inject(SentCounts) private readonly counts: SentCounts,
    @inject(Receipts) private readonly receipts: Receipts,
    @inject(Wording) private readonly wording: Wording,
    @inject(METER) private readonly meter: Meter,
    @inject(TRACER) private readonly tracer: Tracer,
  ) {}

  /** From now on the row goes out as a push, and in no reply. */
  add(row: OutboxRow): OutboxRow {
    // The life of a retry key began in an earlier run, if this row has one.
    const since = row.retryKey === undefined ? this.settings.now() : (row.receivedAt ?? row.at);
    this.pushes.set(row.id, { row, since, tries: 0, next: Number.POSITIVE_INFINITY });
    return row;
  }

  has({ id }: OutboxRow): boolean {
    return this.pushes.has(id);
  }

  /** Chats with a push that is under way, or that waits for another try. */
  get chats(): ReadonlySet<string> {
    return new Set([...this.pushes.values()].map(({ row }) => row.chat));
  }

  /** The chats are in other hands. */
  forget(chats: ReadonlySet<string>): void {
    for (const [id, { row }] of this.pushes) if (chats.has(row.chat)) this.pushes.delete(id);
  }

  mayBegin({ id }: OutboxRow, now: number): boolean {
    return (this.notBefore.get(id) ?? 0) <= now;
  }

  /** Those whose next try is due. */
  takeDue(now: number): OutboxRow[] {
    const due = [...this.pushes.values()].filter(({ next }) => next <= now);
    for (const push of due) push.next = Number.POSITIVE_INFINITY;
    return due.map(({ row }) => row);
  }

  /**
   * Every notice that waits and may be pushed from some time on, oldest first: the month's messages are promised to them now, so that
   * nobody else spends them. Never rejects.
   */
  promiseTo(waiting: readonly OutboxRow[]): void {
    if (this.promising) return;
    const now = this.settings.now();
    const open = waiting.filter(({ id }) => !this.promised.has(id) && (this.notPromised.get(id) ?? 0) <= now);
    if (open.length === 0) return;
    this.promising = true;
    void this.promiseEach(open).finally(() => (this.promising = false));
  }

  private async promiseEach(rows: readonly OutboxRow[]): Promise<void> {
    for (const row of rows) {
      try {
        if (await this.budget.promise(row.id, chatOf(row.chat))) {
          this.promised.set(row.id, true);
          continue;
        }
      } catch (error) {
        // The push itself will say so, if it still cannot be read when its time has come.
        if (!isFailure(error)) throw error;
      }
      this.notPromised.set(row.id, this.settings.now() + PARKED_FOR);
    }
  }

  /** Pushes one of those that were added. Rejects with `Stopping` when the chat has left this host's hands. */
  async send(row: OutboxRow, held: Held): Promise<Waiting> {
    const push = this.pushes.get(row.id)!;
    const chat = chatOf(row.chat);
    if (row.retryKey !== undefined && this.settings.now() - push.since >= RETRY_KEY_LIFE) {
      this.end(push);
      return this.settling.unknown(held, [row], undefined);
    }
    let isPromised: boolean;
    try {
      isPromised = await this.budget.promise(row.id, chat);
    } catch (error) {
      if (!isFailure(error)) throw error;
      this.log.warn({ ...about(row), code: error.code, ...error.details }, 'the quota cannot be read: the push waits');
      // One that may have been sent already must not ride on a reply, or it would come twice.
      return row.retryKey === undefined ? this.park(push, QUOTA_PAUSE) : this.later(push);
    }
    if (!isPromised && row.retryKey === undefined) {
      this.log.warn(about(row), "the month's quota does not hold this push: it waits for a free reply");
      return this.park(push, PARKED_FOR);
    }
    const retryKey = row.retryKey ?? randomUUID();
    if (row.retryKey === undefined) {
      const how = { retryKey, receivedAt: this.settings.now() };
      const there = await this.patience.untilThere(() => this.store.sending([row.id], how), held);
      if (there.length === 0) return this.gone(push);
      push.row = { ...row, retryKey, tried: true };
    }
    const turn = this.rate.turn(chat, 'push');
    if (turn && !(await turn)) return SETTLED;
    if (held.lost) return this.gone(push);
    let handed: Handed | undefined;
    let sent: readonly SentMessage[] = [];
    const sending = async (): Promise<void> => {
      handed = await this.wording.of(chat, [row]);
      sent = await this.platforms.of(chat).push(chat, retryKey, handed.messages, this.signer.forChat(chat));
    };
    const failure = await this.tracer.sending('push', chat, [row], () => attempt(sending));
    this.meter.sent(chat.platform, 'push', failure?.code ?? 'ok');
    const unknown = failure !== undefined && (UNKNOWN.has(failure.code) || failure.code === 'PLATFORM_RATE_LIMITED');
    if (failure?.code === 'PLATFORM_RATE_LIMITED') this.rate.tooMuch(chat, 'push');
    // One that may have been sent keeps what it was promised until that is known.
    if (unknown && this.settings.now() - push.since < RETRY_KEY_LIFE) return this.later(push);
    this.end(push);
    if (!failure || unknown)
      this.counts.add(chat, 'pushes', await this.patience.untilThere(() => this.budget.spend(row.id)));
    if (!failure) {
      this.settling.settle([row], handed, sent);
      this.receipts.pushed(row.chat, row.plugin);
      this.log.debug(about(row), 'push sent');
      return SETTLED;
    }
    if (failure.code === 'PLATFORM_QUOTA_SPENT' && push.tries === 0) {
      await this.budget.usedUp(chat);
      this.log.warn(
        { ...about(row), ...failure.details },
        "the month's messages are used up: the notice waits for a free reply",
      );
      const { by: _by, ...parked } = row;
      return this.settling.waitAgain(held, [parked], { push: false });
    }
    this.log.error({ ...about(row), code: failure.code, ...failure.details }, `push not sent: ${failure.message}`);
    await this.settling.bury(held, [row], failure.code, failure.message);
    return SETTLED;
  }

  private later(push: Push): Waiting {
    push.tries++;
    push.next = this.settings.now() + Math.min(FIRST_PAUSE * 2 ** push.tries, LONGEST_PAUSE);
    return SETTLED;
  }

  /** No push for now; a free reply may still take it. */
  private park(push: Push, milliseconds: number): Waiting {
    const { row } = push;
    this.end(push);
    this.notBefore.set(row.id, this.settings.now() + milliseconds);
    return [row];
  }

  /** It was taken back, or its chat is in other hands. */
  private gone(push: Push): Waiting {
    this.end(push);
    return SETTLED;
  }

  /** Its chat may have come back meanwhile, and with it the same row anew. */
  private end(push: Push): void {
    if (this.pushes.get(push.row.id) === push) this.pushes.delete(push.row.id);
  }
}
