import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { ReplyToken } from '../chat/event.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { isDeed, Lane, TOKEN_LIFE } from './lane.ts';
import { Sender } from './sender.ts';
import type { NewOutboxRow, OutboxRow, Store } from './store.ts';
import { SETTINGS, STORE, type HostSettings } from './tokens.ts';
import { REPLY_WAITS, replyRow, type Way } from './transaction.ts';
import { chatOf } from './work.ts';

/** Everything that goes out, each chat in its own order: replies with their tokens, what waits for one, pushes, and the leave at the end. */
@injectable()
export class Outbox {
  private readonly lanes = new Map<string, Lane>();
  /** Chats that the bot has left: nothing is sent there, and what waits stays in the store. */
  private readonly paused = new Map<string, number>();
  private readonly whenIdle: (() => void)[] = [];
  private underWay = 0;
  private stopped = false;

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(SETTINGS) private readonly settings: HostSettings,
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

  /** The host's own line to a chat: sent once or not at all, and not kept. */
  answer(chat: ChatRef, reply: ReplyToken | undefined, eventId: string, messages: readonly OutgoingMessage[]): void {
    const way = this.way(chat, '', reply);
    const staged: NewOutboxRow = replyRow(
      messages.map((message) => ({ message, key: undefined })),
      way,
    );
    if (staged.kind !== 'reply') return;
    this.take(chat, [{ ...staged, tried: true, id: 0, chat: chat.key, plugin: '', eventId, at: way.time }]);
  }

  /** What waits under a key is not to be said any more; the token that came with it is there for others. */
  drop(chat: ChatRef, plugin: string, key: string): void {
    const rows = this.lanes.get(chat.key)?.take((row) => row.plugin === plugin && row.key === key) ?? [];
    if (rows.length > 0) this.store.settled(rows.map(({ id }) => id));
  }

  /** The bot left: what waits stays in the store, for it may come back. */
  pause(chat: ChatRef, at: number): void {
    this.paused.set(chat.key, at);
    this.lanes.delete(chat.key);
  }

  /** When the bot left the chat, as far as the platform has told. */
  leftAt(chat: ChatRef): number | undefined {
    return this.paused.get(chat.key);
  }

  /** The bot is back. */
  async resume(chat: ChatRef): Promise<void> {
    if (!this.paused.delete(chat.key)) return;
    this.recover((await this.store.outbox()).filter((row) => row.chat === chat.key));
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

  /** Quiet keys, expired notices, pushes that are due. Called at every tick. */
  tick(): void {
    const now = this.settings.now();
    for (const [key, lane] of this.lanes) {
      if (lane.isWaiting) this.lookAfter(lane, now);
      else if (lane.isIdle(now)) this.lanes.delete(key);
    }
    const mayBePushed = [...this.lanes.values()].flatMap((lane) => lane.mayBePushed);
    this.sender.promiseTo(mayBePushed.sort((a, b) => a.id - b.id));
    for (const row of this.sender.takeDuePushes(now)) {
      const lane = this.lane(chatOf(row.chat));
      lane.ready.push(row);
      this.pump(lane);
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
    for (const row of alone) {
      const lane = this.lane(chatOf(row.chat));
      if (isDeed(row) || row.tried) lane.ready.push(row);
      else lane.wait(row, this.settings.now());
      if (row.tried) this.sender.recovered(row, carriers.get(row.id) ?? []);
    }
    for (const lane of this.lanes.values()) this.pump(lane);
  }

  private lane(chat: ChatRef): Lane {
    let lane = this.lanes.get(chat.key);
    if (!lane) this.lanes.set(chat.key, (lane = new Lane(chat, this.settings.coalescing)));
    return lane;
  }

  private lookAfter(lane: Lane, now: number): void {
    for (const row of lane.take((one) => (one.expires ?? one.at + REPLY_WAITS) <= now))
      this.track(this.sender.expired(row));
    for (const row of lane.take((one) => one.by !== undefined && one.by <= now && this.sender.mayPush(one, now)))
      lane.ready.push(this.sender.asPush(row));
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
        for (const one of waiting) lane.wait(one, this.settings.now());
      }
    } finally {
      lane.busy = false;
    }
  }

  /** The next row to send: one that is ready, or one that waits and has found a token. */
  private next(lane: Lane): OutboxRow | undefined {
    if (this.stopped || this.paused.has(lane.chat.key)) return undefined;
    const row = lane.ready.shift();
    if (row) return row;
    const now = this.settings.now();
    const token = lane.hasDue(now) ? lane.takeToken(now) : undefined;
    const first = token && lane.takeFirst(now);
    return first && { ...first, token: token.token, receivedAt: token.receivedAt };
  }
}
