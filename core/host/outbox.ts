import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { ReplyToken } from '../chat/event.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { Claims, type Held } from './claims.ts';
import { isDeed } from './deeds.ts';
import { Lane, TOKEN_LIFE } from './lane.ts';
import { Sender } from './sender.ts';
import type { Claim, NewOutboxRow, OutboxRow, Store } from './store.ts';
import { PLATFORMS, SETTINGS, STORE, type HostSettings, type Platforms } from './tokens.ts';
import { REPLY_WAITS, replyRow, type Way } from './transaction.ts';
import { chatOf } from './work.ts';

/** What is to be sent within this time is worth keeping the chat for. Milliseconds. */
const SOON = 5_000;

/** Everything that goes out, each chat in its own order: replies with their tokens, what waits for one, pushes, and the leave at the end. */
@injectable()
export class Outbox {
  private readonly lanes = new Map<string, Lane>();
  /** Chats that the bot has left: nothing is sent there, and what waits stays in the store. */
  private readonly paused = new Map<string, number>();
  /** Chats where the bot is back, and nobody has looked yet what waits there. */
  private readonly returning = new Set<string>();
  private readonly whenIdle: (() => void)[] = [];
  private underWay = 0;
  private stopped = false;

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(Claims) private readonly claims: Claims,
    @inject(Sender) private readonly sender: Sender,
  ) {}

  /** How a reply to an event with this token would go out. */
  way(chat: ChatRef, plugin: string, reply: ReplyToken | undefined): Way {
    const time = this.settings.now();
    const young = reply !== undefined && time - reply.receivedAt <= TOKEN_LIFE;
    return {
      token: young ? reply.token : undefined,
      receivedAt: young ? reply.receivedAt : undefined,
      now: (key) => this.lanes.get(chat.key)?.isFree(plugin, key, time) ?? true,
      time,
    };
  }

  /** Rows that were just committed, in their order. */
  take(chat: ChatRef, rows: readonly OutboxRow[]): void {
    if (rows.length === 0 || this.paused.has(chat.key)) return;
    const lane = this.lane(chat);
    // In other hands: the rows are in the store, and whoever has the chat sends them.
    if (!lane) return;
    for (const row of rows) {
      if (row.tried || isDeed(row)) lane.ready.push(row);
      else lane.wait(row, this.settings.now());
      if (row.tried) lane.sent(row, this.settings.now());
    }
    this.pump(lane);
  }

  /** A token that nobody needed: what waits in the chat goes out on it, or it is kept for what comes next. */
  offer(chat: ChatRef, reply: ReplyToken | undefined): void {
    if (!reply || this.paused.has(chat.key)) return;
    const lane = this.lane(chat);
    if (!lane) return;
    lane.offer(reply);
    this.pump(lane);
  }

  /** Rows that the store has given up: what they say is not to be said any more. */
  withdraw(chat: ChatRef, ids: readonly number[]): void {
    const gone = new Set(ids);
    this.lanes.get(chat.key)?.take(({ id }) => gone.has(id));
  }

  /** Whether the chat has something to say, so that the token of an ordinary line is worth having. */
  isWaiting(chat: ChatRef): boolean {
    return this.lanes.get(chat.key)?.isWaiting ?? false;
  }

  /** How many messages of a plugin wait in a chat. */
  waiting(chat: ChatRef, plugin: string): number {
    return this.lanes.get(chat.key)?.waitingOf(plugin) ?? 0;
  }

  /** Chats with something on its way out, and the messages there: those that are being sent, and those that wait for a token or a time. */
  get depth(): { readonly lanes: number; readonly ready: number; readonly waiting: number } {
    let ready = 0;
    let waiting = 0;
    for (const lane of this.lanes.values()) {
      ready += lane.ready.length + (lane.busy ? 1 : 0);
      waiting += lane.waiting;
    }
    return { lanes: this.lanes.size, ready, waiting };
  }

  /** The host's own line to a chat: sent once or not at all, and not kept. */
  answer(chat: ChatRef, reply: ReplyToken | undefined, eventId: string, messages: readonly OutgoingMessage[]): void {
    const way = this.way(chat, '', reply);
    const staged: NewOutboxRow = replyRow(
      messages.map((message) => ({ message, key: undefined })),
      way,
    );
    if (staged.kind !== 'reply') return;
    const row = { ...staged, tried: true, id: 0, chat: chat.key, plugin: '', eventId, at: way.time };
    if (this.claims.of(chat.key)) this.take(chat, [row]);
    else this.sendAlone(chat, row);
  }

  /** What waits under a key is not to be said any more; the token that came with it is there for others. */
  drop(chat: ChatRef, plugin: string, key: string): void {
    const rows = this.lanes.get(chat.key)?.take((row) => row.plugin === plugin && row.key === key) ?? [];
    if (rows.length > 0) this.store.settled(rows.map(({ id }) => id));
  }

  /** The bot left: what waits stays in the store, for it may come back. */
  pause(chat: ChatRef, at: number): void {
    if (!this.claims.of(chat.key)) return;
    this.paused.set(chat.key, at);
    this.lanes.delete(chat.key);
  }

  /** When the bot left the chat, as far as the platform has told. */
  leftAt(chat: ChatRef): number | undefined {
    return this.paused.get(chat.key);
  }

  /** The bot is back. */
  async resume(chat: ChatRef): Promise<void> {
    if (!this.paused.has(chat.key)) return;
    const rows = await this.store.outbox(chat.key);
    if (this.paused.delete(chat.key)) this.recover(rows);
  }

  /** `told` hears of chats that the platform says the bot is not in any more, when something was to be sent there. */
  onGone(told: (chat: ChatRef) => void): void {
    this.sender.onGone = told;
  }

  /** What an earlier run of the host left behind. */
  async start(): Promise<void> {
    const rows = await this.store.outbox();
    for (const key of new Set(rows.map(({ chat }) => chat))) {
      const at = await this.store.left(key);
      if (at !== undefined) this.paused.set(key, at);
    }
    this.recover(rows.filter(({ chat }) => !this.paused.has(chat)));
  }

  /** The chat has come into this host's hands, or others put something there. */
  claimed({ chat: key, outbox, tokens, leftAt }: Claim): void {
    const chat = chatOf(key);
    if (leftAt !== undefined) this.pause(chat, leftAt);
    else if (outbox) {
      this.paused.delete(key);
      this.recover(outbox);
    } else if (this.paused.has(key)) this.returning.add(key);
    for (const token of tokens) this.offer(chat, token);
  }

  /** The chats are in other hands: what was to be sent there is in the store. */
  forget(chats: ReadonlySet<string>): void {
    this.sender.pushes.forget(chats);
    for (const chat of chats) {
      const lane = this.lanes.get(chat);
      if (lane) this.dropLane(lane);
      this.paused.delete(chat);
      this.returning.delete(chat);
    }
  }

  private dropLane({ chat, ready }: Lane): void {
    this.lanes.delete(chat.key);
    this.sender.forget(ready);
    for (const row of ready) if (row.id === 0) this.sendAlone(chat, row);
  }

  /** With a token of its own: whoever has the chat needs to know nothing of it. */
  private sendAlone(chat: ChatRef, row: OutboxRow): void {
    const lane = this.newLane(chat);
    lane.ready.push(row);
    this.pump(lane);
  }

  /** Of these chats those where nothing is being sent, and nothing is to be sent soon. */
  parked(chats: Iterable<string>): readonly string[] {
    const now = this.settings.now();
    const pushing = this.sender.pushes.chats;
    return [...chats].filter((chat) => {
      const lane = this.lanes.get(chat);
      return !pushing.has(chat) && (lane === undefined || lane.isParked(now, now + SOON));
    });
  }

  /** Nothing is being sent in the chat just now. */
  isStill(chat: string): boolean {
    return !this.lanes.get(chat)?.busy;
  }

  /** Quiet keys, expired notices, pushes that are due. Called at every tick. */
  tick(): void {
    const now = this.settings.now();
    for (const key of this.returning) {
      this.returning.delete(key);
      // The store is away: another tick looks.
      this.resume(chatOf(key)).catch(() => this.returning.add(key));
    }
    for (const [key, lane] of this.lanes) {
      if (lane.isWaiting) this.lookAfter(lane, now);
      else if (lane.isIdle(now)) this.lanes.delete(key);
    }
    const mayBePushed = [...this.lanes.values()].flatMap((lane) => lane.mayBePushed);
    this.sender.pushes.promiseTo(mayBePushed.sort((a, b) => a.id - b.id));
    for (const row of this.sender.pushes.takeDue(now)) {
      const lane = this.lane(chatOf(row.chat));
      lane?.ready.push(row);
      if (lane) this.pump(lane);
    }
  }

  /** Resolves when all that can be sent has been sent, or given up; what waits for a token is not waited for. */
  async idle(): Promise<void> {
    for (;;) {
      if (this.underWay > 0) await new Promise<void>((resolve) => this.whenIdle.push(resolve));
      const soon = !this.stopped && [...this.lanes.values()].some((lane) => lane.willSend(this.settings.now()));
      if (this.underWay === 0 && !soon) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Ends every wait for another try; what is not settled is in the store. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.sender.stop();
    await this.idle();
  }

  private recover(rows: readonly OutboxRow[]): void {
    const carriers = new Map<number, OutboxRow[]>();
    const alone: OutboxRow[] = [];
    const ids = new Set(rows.map(({ id }) => id));
    for (const row of rows) {
      const carrier = row.carriedBy;
      if (carrier === undefined || carrier === row.id || !ids.has(carrier)) alone.push(row);
      else carriers.set(carrier, [...(carriers.get(carrier) ?? []), row]);
    }
    const lanes = new Set<Lane>();
    const newest = new Map(alone.map((row) => [keyOf(row), row.id]));
    for (const row of alone) {
      const lane = this.lane(chatOf(row.chat));
      if (!lane) continue;
      if (row.key !== undefined && !row.tried && newest.get(keyOf(row)) !== row.id) {
        this.store.settled([row.id]);
        continue;
      }
      lanes.add(lane);
      if (isDeed(row) || row.tried) lane.ready.push(row);
      else lane.wait(row, this.settings.now());
      if (row.tried) this.sender.recovered(row, carriers.get(row.id) ?? []);
    }
    for (const lane of lanes) this.pump(lane);
  }

  /** `undefined` for a chat in other hands. */
  private lane(chat: ChatRef): Lane | undefined {
    const held = this.claims.of(chat.key);
    let lane = this.lanes.get(chat.key);
    if (!lane && held) this.lanes.set(chat.key, (lane = this.newLane(chat, held)));
    return lane;
  }

  private newLane(chat: ChatRef, held?: Held): Lane {
    return new Lane(chat, this.settings.coalescing, this.platforms.find(chat)?.ownTokens !== undefined, held);
  }

  private lookAfter(lane: Lane, now: number): void {
    const { pushes } = this.sender;
    for (const row of lane.take((one) => endOf(one) <= now)) this.track(this.sender.expired(lane, row));
    for (const row of lane.take((one) => one.by !== undefined && one.by <= now && pushes.mayBegin(one, now)))
      lane.ready.push(pushes.add(row));
    this.pump(lane);
  }

  private pump(lane: Lane): void {
    if (lane.busy || this.stopped) return;
    lane.busy = true;
    this.track(this.run(lane));
  }

  private track(work: Promise<void>): void {
    this.underWay++;
    void work.finally(() => {
      if (--this.underWay === 0) for (const resolve of this.whenIdle.splice(0)) resolve();
    });
  }

  private async run(lane: Lane): Promise<void> {
    try {
      for (let row = this.next(lane); row; row = this.next(lane)) {
        const waiting = await this.sender.send(lane, row);
        for (const one of waiting) await this.waitAgain(lane, one);
      }
    } finally {
      lane.busy = false;
    }
  }

  /** Where tokens never run short, what is refused again and again comes to its end here. */
  private async waitAgain(lane: Lane, row: OutboxRow): Promise<void> {
    const now = this.settings.now();
    if (lane.held.lost) return;
    if (endOf(row) <= now) await this.sender.expired(lane, row);
    else if (lane.isVoid(row)) this.store.settled([row.id]);
    else lane.wait(row, now);
  }

  /** The next row to send: one that is ready, or one that waits and has found a token. */
  private next(lane: Lane): OutboxRow | undefined {
    if (this.stopped || lane.held.lost || this.paused.has(lane.chat.key)) return undefined;
    const row = lane.ready.shift();
    if (row) return row;
    const now = this.settings.now();
    const token = lane.hasDue(now) ? (lane.takeToken(now) ?? this.ownToken(lane, now)) : undefined;
    const first = token && lane.takeFirst(now);
    return first && { ...first, token: token.token, receivedAt: token.receivedAt };
  }

  private ownToken({ chat }: Lane, now: number): ReplyToken | undefined {
    const own = this.platforms.find(chat)?.ownTokens;
    return own && { token: own.make(), receivedAt: now };
  }
}

/** Rows of one key stand for each other. */
const keyOf = ({ chat, plugin, key }: OutboxRow): string => `${chat} ${plugin} ${key}`;

/** When it is dropped, if it has not gone out by then. */
const endOf = ({ expires, at }: OutboxRow): number => expires ?? at + REPLY_WAITS;
