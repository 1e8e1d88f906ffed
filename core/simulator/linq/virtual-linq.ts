import { randomBytes, randomUUID } from 'node:crypto';
import { BoundedList } from '../bounded-list.ts';
import { isThisMachine } from '../channel.ts';
import type { HttpApi, RecordedRequest } from '../http/api.ts';
import type { Outcome } from '../http/courier.ts';
import { Impossible } from '../impossible.ts';
import type { Change, ChatView, Deed, MemberView, MessageView, TrafficView } from '../view.ts';
import { Changes } from '../world/changes.ts';
import type { Account } from './account.ts';
import type { Faults } from './api/faults.ts';
import { Idempotency } from './api/idempotency.ts';
import { PairRate } from './api/pair-rate.ts';
import { linqApi } from './api/server.ts';
import { perform } from './deeds.ts';
import { Later } from './later.ts';
import { EVENT_TYPES, eventOf, VERSION, type LinqEvent } from './webhook/event.ts';
import { WebhookSender, type RecordedWebhook } from './webhook/sender.ts';
import { newSecret } from './webhook/signature.ts';
import { Subscriptions, type Subscription } from './webhook/subscriptions.ts';
import { World } from './world/world.ts';

export interface VirtualLinqOptions {
  /** Where events go; on this machine. Without one they go only where the API was told to send them. */
  readonly webhookUrl?: string;
  /** Of the subscription of `webhookUrl`: `whsec_…`. */
  readonly webhookSecret?: string;
  readonly apiKey?: string;
  /** The bot's number, in E.164. */
  readonly line?: string;
  /** The clock of every time limit, in milliseconds since 1970. */
  readonly now?: () => number;
  /** Messages in a minute to one person; Linq's 30 by default. */
  readonly perMinute?: number;
  /** Milliseconds of real time before what was accepted happens: a sending, a new name, a leave. */
  readonly delay?: number;
  /** Milliseconds that a host has to answer a webhook; Linq's 10 s by default. */
  readonly patience?: number;
  /** Milliseconds of real time before an unanswered webhook comes again, for each further try; at most nine count. */
  readonly retryDelays?: readonly number[];
}

const TRAFFIC_KEPT = 200;
/** In all some 25 minutes, and ten tries (SDK, `webhookSubscriptions.create`). */
const RETRY_DELAYS = [1, 3, 8, 20, 50, 120, 240, 480, 580].map((seconds) => seconds * 1_000);

/**
 * A Linq platform in one process: iMessage, RCS and SMS chats of one line. A host talks to it as it would to Linq, by HTTP both ways,
 * and finds Linq's rules kept.
 */
export class VirtualLinq {
  readonly world: World;
  readonly #account: Account;
  readonly #subscriptions: Subscriptions;
  readonly #sender: WebhookSender;
  readonly #later: Later;
  readonly #api: HttpApi<Faults>;
  readonly #changes = new Changes();
  readonly #traffic = new BoundedList<TrafficView>(TRAFFIC_KEPT);
  readonly #secret: string;
  #own: Subscription | undefined;
  #apiUrl = '';

  /** Listens on a free port of 127.0.0.1. */
  static async start(options: VirtualLinqOptions = {}): Promise<VirtualLinq> {
    const linq = new VirtualLinq(options);
    linq.#apiUrl = await linq.#api.listen();
    return linq;
  }

  private constructor(options: VirtualLinqOptions) {
    const { now = Date.now, delay = 20, patience = 10_000, retryDelays = RETRY_DELAYS } = options;
    const account: Account = {
      apiKey: options.apiKey ?? randomBytes(32).toString('base64url'),
      partnerId: randomUUID(),
      line: options.line ?? '+447700900001',
      botName: 'Tenko',
      now,
    };
    this.#account = account;
    this.#secret = options.webhookSecret ?? newSecret();
    this.#subscriptions = new Subscriptions(now);
    this.#later = new Later(delay);
    const timing = { patience, retryDelays };
    this.#sender = new WebhookSender(account, this.#subscriptions, timing, (webhook) =>
      this.#note(webhookLine(webhook)),
    );
    this.world = new World({
      account,
      changes: this.#changes,
      faults: this.#sender.faults,
      later: this.#later,
      send: (chatId, type, data) => this.#sender.enqueue(chatId, eventOf(account, type, data)),
    });
    const backstage = {
      account,
      world: this.world,
      subscriptions: this.#subscriptions,
      idempotency: new Idempotency(),
      rate: new PairRate(now, options.perMinute),
    };
    this.#api = linqApi(backstage, this.#sender.faults, (request) => this.#note(apiLine(request)));
    if (options.webhookUrl !== undefined) this.setWebhookUrl(options.webhookUrl);
  }

  /** What LINQ_API_BASE_URL is for the host. */
  get apiUrl(): string {
    return this.#apiUrl;
  }

  get apiKey(): string {
    return this.#account.apiKey;
  }

  /** Of the subscription that `setWebhookUrl` makes. */
  get webhookSecret(): string {
    return this.#secret;
  }

  /** The bot's line, in E.164. */
  get line(): string {
    return this.#account.line;
  }

  /** Subscribes this address to all types of events, in the pinned version, instead of the one before. */
  setWebhookUrl(url: string): void {
    if (!isThisMachine(url)) throw new Impossible('The virtual Linq sends webhooks to this machine only.');
    const pinned = new URL(url);
    pinned.searchParams.set('version', VERSION);
    if (this.#own) this.#subscriptions.delete(this.#own.id);
    this.#own = this.#subscriptions.add(pinned.href, EVENT_TYPES, this.#secret);
  }

  // ── What went over the wire, oldest first; the last thousand of each.

  get requests(): readonly RecordedRequest[] {
    return this.#api.records;
  }

  get webhooks(): readonly RecordedWebhook[] {
    return this.#sender.records;
  }

  // ── Webhooks out of the ordinary.

  /** How the platform misbehaves, in its API and in its webhooks. */
  get faults(): Faults {
    return this.#api.faults;
  }

  /** What the API accepts from now on happens only when what is returned is called. */
  holdOutcomes(): () => void {
    return this.#later.hold();
  }

  /** An event of your own, as `deliver` takes it. */
  event(type: string, data: object): LinqEvent {
    return eventOf(this.#account, type, data);
  }

  /** Sends an event at once, as it stands. The same one again is a redelivery: Linq does not mark those. */
  deliver(event: LinqEvent): Promise<readonly Outcome[]> {
    return this.#sender.deliver(event);
  }

  /** Resolves when all that was accepted is done, and every webhook so far was answered or given up. */
  async settled(): Promise<void> {
    await this.#later.settled();
    await this.#sender.settled();
  }

  async stop(): Promise<void> {
    this.#later.stop();
    await this.#sender.stop();
    await this.#api.close();
  }

  // ── The page.

  get bot(): { readonly id: string; readonly name: string } {
    return { id: this.#account.line, name: this.#account.botName };
  }

  members(): readonly MemberView[] {
    return this.world.members();
  }

  chats(): readonly ChatView[] {
    return this.world.chats();
  }

  messages(): readonly MessageView[] {
    return this.world.allMessages();
  }

  get traffic(): readonly TrafficView[] {
    return this.#traffic.items;
  }

  /** Returns what ends it. */
  follow(listener: (change: Change) => void): () => void {
    return this.#changes.follow(listener);
  }

  /** Does what a person does on the page. Throws `Impossible` for what cannot be done. */
  do(deed: Deed): void {
    perform(this.world, deed);
  }

  #note(entry: TrafficView): void {
    this.#traffic.add(entry);
    this.#changes.tell({ type: 'traffic', entry });
  }
}

function webhookLine({ at, event, attempt, status }: RecordedWebhook): TrafficView {
  const summary = attempt === 1 ? event.event_type : `${event.event_type} (try ${attempt})`;
  return { platform: 'linq', at, direction: 'webhook', summary, status };
}

function apiLine({ at, method, path, status, answer }: RecordedRequest): TrafficView {
  const { error } = (answer ?? {}) as { readonly error?: { readonly code?: number; readonly message?: string } };
  const reason = error?.message === undefined ? '' : `: ${error.message} (${error.code})`;
  return { platform: 'linq', at, direction: 'api', summary: `${method} ${path}${reason}`, status };
}
