import { BoundedList } from '../../bounded-list.ts';
import { Courier, type Outcome } from '../../http/courier.ts';
import type { Account } from '../account.ts';
import { EVENT_TYPES, type LinqEvent } from './event.ts';
import { WebhookFaults } from './faults.ts';
import { legacySignatureOf, signatureOf } from './signature.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';

/** One POST to the host, as it went out. */
export interface RecordedWebhook {
  readonly at: number;
  readonly url: string;
  /** The bytes that were signed, as text. */
  readonly body: string;
  readonly event: LinqEvent;
  /** 1 for the first try. */
  readonly attempt: number;
  /** 0 without an answer. */
  readonly status: number;
}

export interface SenderOptions {
  /** Milliseconds that the host has to answer. */
  readonly patience: number;
  /** Milliseconds after the first failure, after the second, and so on. Linq tries ten times in all. */
  readonly retryDelays: readonly number[];
}

interface Waiting {
  readonly chatId: string;
  readonly event: LinqEvent;
}

const RECORDS_KEPT = 1_000;
const MOST_TRIES = 10;
const KNOWN: ReadonlySet<string> = new Set(EVENT_TYPES);

/**
 * Sends events to the host, one in each POST: those of one chat one after the other where all goes well, though Linq promises no order.
 * What is answered with 5xx or 429, or not at all, comes again; any other refusal loses it (Linq docs, "Webhook delivery").
 */
export class WebhookSender {
  readonly faults = new WebhookFaults();
  readonly #courier: Courier;
  readonly #records = new BoundedList<RecordedWebhook>(RECORDS_KEPT);
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #timers = new Map<NodeJS.Timeout, () => void>();
  #together: Waiting[] = [];
  #flushing = false;
  #underWay = 0;
  #idle: (() => void)[] = [];
  #stopped = false;

  constructor(
    private readonly account: Account,
    private readonly subscriptions: Subscriptions,
    private readonly options: SenderOptions,
    private readonly onSent: (webhook: RecordedWebhook) => void,
  ) {
    this.#courier = new Courier(options.patience);
  }

  get records(): readonly RecordedWebhook[] {
    return this.#records.items;
  }

  enqueue(chatId: string, event: LinqEvent): void {
    if (this.#stopped) return;
    this.#together.push(...this.faults.change(event).map((changed) => ({ chatId, event: changed })));
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => this.#flush());
  }

  /** Sends an event at once, as it stands, and does not try again. */
  deliver(event: LinqEvent): Promise<readonly Outcome[]> {
    return this.#count(Promise.all(this.#wanting(event).map((to) => this.#post(to, event, 1))));
  }

  /** Resolves when every event so far was answered, or given up. */
  settled(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#together = [];
    for (const [timer, done] of this.#timers) {
      clearTimeout(timer);
      done();
    }
    this.#timers.clear();
    await this.#courier.close();
    this.#rest();
  }

  #flush(): void {
    this.#flushing = false;
    const batch = this.#together.splice(0);
    if (this.faults.outOfOrder) batch.reverse();
    for (const { chatId, event } of batch) {
      const hold = this.faults.holdNext.shift();
      const send = (): Promise<void> => this.#send(event);
      if (hold !== undefined) {
        void this.#count(this.#pause(hold).then(send));
        continue;
      }
      const lane = (this.#lanes.get(chatId) ?? Promise.resolve()).then(send);
      this.#lanes.set(chatId, lane);
      void this.#count(lane).then(() => this.#lanes.get(chatId) === lane && this.#lanes.delete(chatId));
    }
  }

  async #send(event: LinqEvent): Promise<void> {
    const wanting = this.#wanting(event);
    await Promise.all(
      wanting.map(async (to) => {
        const outcome = await this.#post(to, event, 1);
        if (this.faults.duplicate) await this.#post(to, event, 1);
        // A later try holds nobody up.
        if (comesAgain(outcome)) void this.#count(this.#again(to, event, 2));
      }),
    );
  }

  async #again(to: Subscription, event: LinqEvent, attempt: number): Promise<void> {
    const delay = this.options.retryDelays[attempt - 2];
    if (delay === undefined || attempt > MOST_TRIES) return;
    await this.#pause(delay);
    if (this.#stopped || this.subscriptions.find(to.id) === undefined) return;
    if (comesAgain(await this.#post(to, event, attempt))) await this.#again(to, event, attempt + 1);
  }

  #wanting = (event: LinqEvent): readonly Subscription[] =>
    this.subscriptions.wanting(event.event_type, this.account.line, KNOWN);

  async #post({ id, url, secret }: Subscription, event: LinqEvent, attempt: number): Promise<Outcome> {
    const at = this.account.now();
    const seconds = Math.floor(at / 1_000);
    const body = JSON.stringify(event);
    const outcome = await this.#courier.post(url, body, {
      'content-type': 'application/json',
      'user-agent': 'Linq-Webhooks/1.0',
      'webhook-id': event.event_id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': signatureOf(secret, event.event_id, seconds, body),
      'x-webhook-event': event.event_type,
      'x-webhook-subscription-id': id,
      'x-webhook-timestamp': String(seconds),
      'x-webhook-signature': legacySignatureOf(secret, seconds, body),
    });
    const record = { at, url, body, event, attempt, status: outcome.status };
    this.#records.add(record);
    if (!this.#stopped) this.onSent(record);
    return outcome;
  }

  #pause(delay: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, delay);
      this.#timers.set(timer, resolve);
    });
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
    return this.#stopped || (this.#underWay === 0 && this.#together.length === 0);
  }

  #rest(): void {
    if (!this.#isIdle()) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

const comesAgain = ({ status }: Outcome): boolean => status === 0 || status === 429 || status >= 500;
