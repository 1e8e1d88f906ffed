import { BoundedList } from '../bounded-list.ts';
import type { Channel } from '../channel.ts';
import type { ReplyTokens } from '../api/reply-tokens.ts';
import { Courier, type Outcome, type Reason } from '../http/courier.ts';
import type { WebhookEvent } from './event.ts';
import { WebhookFaults } from './faults.ts';
import { signedBody } from './signed-body.ts';

/** One POST to the host, as it went out. */
export interface RecordedWebhook {
  readonly at: number;
  readonly url: string;
  /** The bytes that were signed, as text. */
  readonly body: string;
  readonly events: readonly WebhookEvent[];
  readonly redelivery: boolean;
  /** 0 without an answer. */
  readonly status: number;
  readonly reason: Reason;
}

interface Waiting {
  readonly chatId: string;
  readonly event: WebhookEvent;
}

/** LINE gives a host 2 s to answer (LINE docs, "Check webhook error causes and statistics"). */
const PATIENCE = 2_000;
const EVENTS_PER_POST = 50;
const RECORDS_KEPT = 1_000;

/**
 * Sends events to the host: those of one tick in one POST, those of one chat in order, and no chat waits for another's answer.
 * What is not answered with 2xx is lost, or comes again later where redelivery is on, as on LINE.
 */
export class WebhookSender {
  readonly faults = new WebhookFaults();
  readonly #courier = new Courier(PATIENCE);
  readonly #records = new BoundedList<RecordedWebhook>(RECORDS_KEPT);
  readonly #busyChats = new Set<string>();
  readonly #redeliveries = new Set<NodeJS.Timeout>();
  #waiting: Waiting[] = [];
  #flushing = false;
  #underWay = 0;
  #idle: (() => void)[] = [];
  #stopped = false;

  constructor(
    private readonly channel: Channel,
    private readonly tokens: ReplyTokens,
    /** Milliseconds after the first failure, after the second, and so on: LINE does not disclose its own. */
    private readonly redeliveryDelays: readonly number[],
    private readonly onSent: (webhook: RecordedWebhook) => void,
  ) {}

  get records(): readonly RecordedWebhook[] {
    return this.#records.items;
  }

  enqueue(chatId: string, event: WebhookEvent): void {
    if (this.#stopped) return;
    for (const changed of this.faults.change(event)) this.#waiting.push({ chatId, event: changed });
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      this.#flush();
    });
  }

  /** Sends these events as they stand, now, in one POST. */
  deliver(events: readonly WebhookEvent[]): Promise<Outcome> {
    return this.#count(this.#post(events, false));
  }

  /** Sends events again: the same but for the flag, and their reply tokens live another minute, within LINE's 20. */
  redeliver(events: readonly WebhookEvent[]): Promise<Outcome> {
    const again = events.map((event) => ({ ...event, deliveryContext: { isRedelivery: true } }));
    return this.#count(this.#post(again, true));
  }

  /** What LINE's *Verify* button does: a signed webhook without events. */
  verify(url: string): Promise<Outcome> {
    return this.#count(this.#post([], false, url));
  }

  /** Resolves when every event so far was answered, or given up. */
  settled(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting = [];
    for (const timer of this.#redeliveries) clearTimeout(timer);
    this.#redeliveries.clear();
    await this.#courier.close();
    this.#rest();
  }

  #flush(): void {
    for (;;) {
      const batch = this.#nextBatch();
      if (batch.length === 0) break;
      void this.#count(this.#carry(batch));
    }
    this.#rest();
  }

  #nextBatch(): Waiting[] {
    if (this.channel.webhookUrl === undefined || !this.channel.webhookActive) this.#waiting = [];
    const most = this.faults.oneEach ? 1 : EVENTS_PER_POST;
    const batch: Waiting[] = [];
    const later: Waiting[] = [];
    for (const item of this.#waiting) {
      const goes = batch.length < most && !this.#busyChats.has(item.chatId);
      (goes ? batch : later).push(item);
    }
    for (const { chatId } of batch) this.#busyChats.add(chatId);
    this.#waiting = later;
    return batch;
  }

  async #carry(batch: readonly Waiting[]): Promise<void> {
    const events = batch.map(({ event }) => event);
    if (this.faults.outOfOrder) events.reverse();
    const outcome = await this.#post(events, false);
    if (this.faults.duplicate) await this.#post(events, false);
    for (const { chatId } of batch) this.#busyChats.delete(chatId);
    if (outcome.reason !== 'OK') this.#later(events, 0);
    this.#flush();
  }

  async #post(events: readonly WebhookEvent[], redelivery: boolean, elsewhere?: string): Promise<Outcome> {
    const url = elsewhere ?? this.channel.webhookUrl;
    if (url === undefined) return { status: 0, reason: 'COULD_NOT_CONNECT', detail: 'no webhook URL is set' };
    const at = this.channel.now();
    for (const { replyToken } of events) if (replyToken !== undefined) this.tokens.delivered(replyToken);
    const { body, signature } = signedBody(this.channel.secret, { destination: this.channel.botId, events });
    const outcome = await this.#courier.post(url, body, {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'LineBotWebhook/2.0',
      'x-line-signature': signature,
    });
    const record = { at, url, body, events, redelivery, status: outcome.status, reason: outcome.reason };
    this.#records.add(record);
    if (!this.#stopped) this.onSent(record);
    return outcome;
  }

  #later(events: readonly WebhookEvent[], failures: number): void {
    const delay = this.redeliveryDelays[failures];
    if (!this.channel.redelivery || this.#stopped || delay === undefined) return;
    const timer = setTimeout(() => {
      this.#redeliveries.delete(timer);
      void this.#count(this.#again(events, failures));
    }, delay);
    this.#redeliveries.add(timer);
  }

  async #again(events: readonly WebhookEvent[], failures: number): Promise<void> {
    const { reason } = await this.redeliver(events);
    if (reason !== 'OK') this.#later(events, failures + 1);
  }

  async #count<T>(work: Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await work;
    } finally {
      this.#underWay -= 1;
      this.#rest();
    }
  }

  #isIdle(): boolean {
    const sending = this.#underWay > 0 || this.#flushing || this.#waiting.length > 0;
    return this.#stopped || (!sending && this.#redeliveries.size === 0);
  }

  #rest(): void {
    if (!this.#isIdle()) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}
