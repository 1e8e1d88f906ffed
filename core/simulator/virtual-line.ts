import { randomBytes, randomInt } from 'node:crypto';
import { DeliveryCounts } from './api/delivery-counts.ts';
import type { Faults } from './api/faults.ts';
import { Quota } from './api/quota.ts';
import { ReplyTokens } from './api/reply-tokens.ts';
import { RetryKeys } from './api/retry-keys.ts';
import { lineApi } from './api/server.ts';
import { BoundedList } from './bounded-list.ts';
import { isThisMachine, type Channel } from './channel.ts';
import { perform } from './deeds.ts';
import { newId } from './identifier.ts';
import type { Outcome } from './http/courier.ts';
import type { HttpApi, RecordedRequest } from './http/api.ts';
import { Impossible } from './impossible.ts';
import type { Change, Deed, SettingsView, TrafficView, TroubleView, WorldView } from './view.ts';
import type { WebhookEvent } from './webhook/event.ts';
import { WebhookSender, type RecordedWebhook } from './webhook/sender.ts';
import { Changes } from './world/changes.ts';
import { World } from './world/world.ts';

export interface VirtualLineOptions {
  /** Where events go; on this machine. Without one they go nowhere, as with LINE. */
  readonly webhookUrl?: string;
  readonly channelSecret?: string;
  readonly channelAccessToken?: string;
  /** The clock of every time limit, in milliseconds since 1970. */
  readonly now?: () => number;
  readonly verified?: boolean;
  /** Paid messages a month; `null` for no limit. */
  readonly quota?: number | null;
  readonly redelivery?: boolean;
  /** "Use webhook" in the console; on by default, which it is not at LINE. */
  readonly webhookActive?: boolean;
  readonly chatMode?: 'chat' | 'bot';
  /** Milliseconds of real time before an unanswered webhook comes again, for each further try. */
  readonly redeliveryDelays?: readonly number[];
}

const TRAFFIC_KEPT = 200;
/** What a free account has in Japan. */
const FREE_QUOTA = 200;

/**
 * A LINE platform in one process, for `npm start` without credentials and as the border of the tests. A host talks to it as it
 * would to LINE, by HTTP both ways, and finds LINE's rules kept.
 */
export class VirtualLine {
  readonly world: World;
  readonly #channel: Channel;
  readonly #tokens: ReplyTokens;
  readonly #quota: Quota;
  readonly #sender: WebhookSender;
  readonly #api: HttpApi<Faults>;
  readonly #changes = new Changes();
  readonly #traffic = new BoundedList<TrafficView>(TRAFFIC_KEPT);
  #troubles: readonly TroubleView[] = [];
  #apiUrl = '';

  /** Listens on a free port of 127.0.0.1. */
  static async start(options: VirtualLineOptions = {}): Promise<VirtualLine> {
    const line = new VirtualLine(options);
    line.#apiUrl = await line.#api.listen();
    return line;
  }

  private constructor(options: VirtualLineOptions) {
    const { now = Date.now, quota = FREE_QUOTA, redeliveryDelays = [1_000, 5_000, 20_000] } = options;
    this.#channel = {
      botId: newId('U'),
      botName: 'Tenko',
      id: String(randomInt(2_000_000_000, 2_100_000_000)),
      secret: options.channelSecret ?? randomBytes(16).toString('hex'),
      accessToken: options.channelAccessToken ?? randomBytes(64).toString('base64'),
      now,
      webhookUrl: undefined,
      webhookActive: options.webhookActive ?? true,
      chatMode: options.chatMode ?? 'chat',
      verified: options.verified ?? false,
      redelivery: options.redelivery ?? false,
    };
    if (options.webhookUrl !== undefined) this.setWebhookUrl(options.webhookUrl);
    const channel = this.#channel;
    const tokens = new ReplyTokens(now);
    this.#tokens = tokens;
    this.#quota = new Quota(now, quota);
    const sender = new WebhookSender(channel, tokens, redeliveryDelays, (webhook) => this.#note(webhookLine(webhook)));
    this.#sender = sender;
    this.world = new World({ channel, tokens, changes: this.#changes, send: (id, event) => sender.enqueue(id, event) });
    this.#api = lineApi(
      {
        channel,
        tokens,
        sender,
        world: this.world,
        quota: this.#quota,
        retryKeys: new RetryKeys(now),
        counts: new DeliveryCounts(now),
        quotaChanged: () => this.#changes.tell({ type: 'quota', quota: this.#quota.view() }),
      },
      (request) => this.#note(apiLine(request)),
    );
  }

  /** What LINE_API_BASE_URL and LINE_DATA_API_BASE_URL are for the host. */
  get apiUrl(): string {
    return this.#apiUrl;
  }

  get channelSecret(): string {
    return this.#channel.secret;
  }

  get channelAccessToken(): string {
    return this.#channel.accessToken;
  }

  /** The bot's own user id, which webhooks name as `destination`. */
  get botId(): string {
    return this.#channel.botId;
  }

  setWebhookUrl(url: string): void {
    if (!isThisMachine(url)) throw new Impossible('The virtual LINE sends webhooks to this machine only.');
    this.#channel.webhookUrl = url;
  }

  /** "Use webhook", which only a person can switch, in the console. */
  useWebhook(on: boolean): void {
    this.#channel.webhookActive = on;
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

  /** A reply token that answers in this chat, for an event of your own. */
  issueReplyToken(chatId: string): string {
    return this.#tokens.issue(chatId);
  }

  /** Sends these events at once, as they stand, in one signed POST. An empty list is the *Verify* button. */
  deliver(events: readonly WebhookEvent[]): Promise<Outcome> {
    return this.#sender.deliver(events);
  }

  /** Sends events again as LINE does: `isRedelivery` is true, all else is the same, and a reply token lives another minute. */
  redeliver(events: readonly WebhookEvent[]): Promise<Outcome> {
    return this.#sender.redeliver(events);
  }

  /** Resolves when every webhook so far was answered, or given up. */
  settled(): Promise<void> {
    return this.#sender.settled();
  }

  async stop(): Promise<void> {
    await this.#sender.stop();
    await this.#api.close();
  }

  // ── The page.

  view(): WorldView {
    return {
      bot: { id: this.#channel.botId, name: this.#channel.botName },
      members: this.world.members(),
      chats: this.world.chats(),
      messages: this.world.allMessages(),
      quota: this.#quota.view(),
      settings: this.#settings(),
      traffic: this.#traffic.items,
      troubles: this.#troubles,
    };
  }

  /** Returns what ends it. */
  follow(listener: (change: Change) => void): () => void {
    return this.#changes.follow(listener);
  }

  /** Does what a person does on the page. Throws `Impossible` for what cannot be done. */
  do(deed: Deed): void {
    perform({ world: this.world, set: (settings) => this.set(settings) }, deed);
  }

  /** What the page says is wrong with the plugins. */
  setTroubles(troubles: readonly TroubleView[]): void {
    this.#troubles = troubles;
    this.#changes.tell({ type: 'troubles', troubles });
  }

  set({ verified, redelivery, quota }: Partial<SettingsView>): void {
    if (verified !== undefined) this.#channel.verified = verified;
    if (redelivery !== undefined) this.#channel.redelivery = redelivery;
    if (quota !== undefined) this.#quota.setLimit(quota);
    this.#changes.tell({ type: 'settings', settings: this.#settings() });
    if (quota !== undefined) this.#changes.tell({ type: 'quota', quota: this.#quota.view() });
  }

  #settings(): SettingsView {
    const { verified, redelivery } = this.#channel;
    return { verified, redelivery, quota: this.#quota.view().limit };
  }

  #note(entry: TrafficView): void {
    this.#traffic.add(entry);
    this.#changes.tell({ type: 'traffic', entry });
  }
}

function webhookLine({ at, events, redelivery, status }: RecordedWebhook): TrafficView {
  const counts = new Map<string, number>();
  for (const { type } of events) counts.set(type, (counts.get(type) ?? 0) + 1);
  const types = Array.from(counts, ([type, count]) => (count === 1 ? type : `${type} ×${count}`));
  const summary = types.length === 0 ? 'no events' : types.join(', ');
  return { platform: 'line', at, direction: 'webhook', summary: redelivery ? `${summary} (again)` : summary, status };
}

function apiLine({ at, method, path, status, answer }: RecordedRequest): TrafficView {
  const reason = status >= 400 ? (answer as { readonly message?: unknown } | undefined)?.message : undefined;
  const summary = `${method} ${path}${typeof reason === 'string' ? `: ${reason}` : ''}`;
  return { platform: 'line', at, direction: 'api', summary, status };
}
