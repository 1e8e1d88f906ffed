import type { ChatRef } from '../chat/chat.ts';
import type { ReplyToken } from '../chat/event.ts';
import { Held } from './claims.ts';
import type { OutboxRow } from './store.ts';

/** LINE allows 60 s from the webhook (LINE reference, reply token); ten of them are for the way there. */
export const TOKEN_LIFE = 50_000;
/** How replies of one key are drawn together; milliseconds. */
export interface Coalescing {
  /** After a reply of one key went out, the next of that key waits. */
  readonly pause: number;
  /** It waits for this long without another of its key … */
  readonly quiet: number;
  /** … but no longer than this. */
  readonly longest: number;
  /** A notice waits for this long for others: what several plugins say to one event goes out as one reply. */
  readonly together: number;
}
/** A platform takes this many messages in one reply (LINE reference, send reply message). */
const MESSAGES = 5;

interface Waiting {
  readonly row: OutboxRow;
  /** A reply with a key: when there has been quiet for long enough, or waiting for too long. A notice may go at any time. */
  readonly due: number;
}

/** Replies and notices of one key stand for each other. */
const keyOf = ({ plugin, key }: OutboxRow): string | undefined => key && `${plugin} ${key}`;
const sizeOf = ({ body }: OutboxRow): number => (JSON.parse(body) as unknown[]).length;

/** The free way out of one chat: what waits for a reply token, and the tokens that nobody needed. Knows no platform and does no I/O. */
export class Lane {
  /** To be sent, in order. */
  readonly ready: OutboxRow[] = [];
  /** One row of this chat is being sent. */
  busy = false;
  readonly #waiting: Waiting[] = [];
  #tokens: ReplyToken[] = [];
  /** When a reply of each key went out last, and since when one waits. */
  readonly #keys = new Map<string, { sentAt: number; waitsSince: number | undefined }>();

  constructor(
    readonly chat: ChatRef,
    private readonly coalescing: Coalescing,
    /** Nothing waits for a token: the platform makes as many as are wanted. */
    private readonly isUnlimited = false,
    /** The chat in this host's hands: what is sent here is sent while it is. */
    readonly held = new Held(),
  ) {}

  /** Whether a reply of this key may go out at once. */
  isFree(plugin: string, key: string | undefined, now: number): boolean {
    if (key === undefined) return true;
    const known = this.#keys.get(`${plugin} ${key}`);
    return !known || (known.waitsSince === undefined && now - known.sentAt >= this.coalescing.pause);
  }

  /** A newer row of its key waits or is about to be sent: what this one says is not to be said any more. */
  isVoid(row: OutboxRow): boolean {
    const key = keyOf(row);
    if (key === undefined) return false;
    const isNewer = (other: OutboxRow): boolean => other.id > row.id && keyOf(other) === key;
    return this.ready.some(isNewer) || this.#waiting.some((one) => isNewer(one.row));
  }

  /** A row that waits: for a token, or for quiet. It takes the place of an older one of its key. */
  wait(row: OutboxRow, now: number): void {
    const key = keyOf(row);
    if (key !== undefined) this.#drop(key);
    let due = row.kind === 'notice' ? now + this.coalescing.together : now;
    if (key !== undefined && row.kind === 'reply') {
      const known = this.#keys.get(key) ?? { sentAt: 0, waitsSince: undefined };
      const waitsSince = known.waitsSince ?? now;
      this.#keys.set(key, { ...known, waitsSince });
      due = Math.min(now + this.coalescing.quiet, waitsSince + this.coalescing.longest);
    }
    this.#waiting.push({ row, due });
    if (row.token !== undefined && row.receivedAt !== undefined)
      this.offer({ token: row.token, receivedAt: row.receivedAt });
  }

  /** A token that its event's invocation did not need. */
  offer(token: ReplyToken): void {
    this.#tokens.push(token);
  }

  /** A row of its key is on its way out: it takes the place of an older one that waits. */
  sent(row: OutboxRow, now: number): void {
    const key = keyOf(row);
    if (key === undefined) return;
    this.#drop(key, row.id);
    if (row.kind === 'reply') this.#keys.set(key, { sentAt: now, waitsSince: undefined });
  }

  #drop(key: string, before = Number.POSITIVE_INFINITY): void {
    const older = this.#waiting.findIndex(({ row }) => keyOf(row) === key && row.id < before);
    if (older >= 0) this.#waiting.splice(older, 1);
  }

  /**
   * A token that is young enough, taken out: the one that the first row came with, else the newest that no other row came with, else the
   * newest. What is in the store with a token finds it unused after a crash.
   */
  takeToken(now: number): ReplyToken | undefined {
    this.#tokens = this.#tokens.filter(({ receivedAt }) => now - receivedAt <= TOKEN_LIFE);
    const first = this.#waiting[this.#first(now)]?.row.token;
    const own = first === undefined ? -1 : this.#tokens.findLastIndex(({ token }) => token === first);
    const taken = new Set(this.#waiting.map(({ row }) => row.token));
    const index = own >= 0 ? own : this.#tokens.findLastIndex(({ token }) => !taken.has(token));
    return this.#tokens.splice(index, 1)[0];
  }

  /** The first row that may go out now, taken out. */
  takeFirst(now: number): OutboxRow | undefined {
    const index = this.#first(now);
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0]?.row;
  }

  #first(now: number): number {
    const reply = this.#waiting.findIndex(({ row, due }) => due <= now && row.kind === 'reply');
    return reply >= 0 ? reply : this.#waiting.findIndex(({ due }) => due <= now);
  }

  /** What else may go out now and fits into one reply beside `row`, taken out. */
  takeBeside(row: OutboxRow, now: number): OutboxRow[] {
    if (this.#waiting.length === 0) return [];
    let room = MESSAGES - sizeOf(row);
    return this.take((one, due) => {
      if (room <= 0 || due > now || sizeOf(one) > room) return false;
      room -= sizeOf(one);
      return true;
    });
  }

  /** Takes out the waiting rows that fit. */
  take(fits: (row: OutboxRow, due: number) => boolean): OutboxRow[] {
    const found = this.#waiting.filter(({ row, due }) => fits(row, due));
    for (const one of found) this.#waiting.splice(this.#waiting.indexOf(one), 1);
    return found.map(({ row }) => row);
  }

  /** What waits and may be pushed from some time on. */
  get mayBePushed(): OutboxRow[] {
    if (this.isUnlimited) return [];
    return this.#waiting.flatMap(({ row }) => (row.by === undefined ? [] : [row]));
  }

  /** How many messages wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  waitingOf(plugin: string): number {
    return this.#waiting.filter(({ row }) => row.plugin === plugin).length;
  }

  hasDue(now: number): boolean {
    const due = this.#waiting.filter((one) => one.due <= now);
    if (due.some(({ row }) => row.kind === 'reply' || this.isUnlimited)) return true;
    // A notice takes no token that a waiting reply will need: it rides with that reply.
    const replies = this.#waiting.filter(({ row }) => row.kind === 'reply').length;
    return due.length > 0 && this.#tokens.filter(({ receivedAt }) => now - receivedAt <= TOKEN_LIFE).length > replies;
  }

  /** Something that waits has a token to go out on, now or soon. */
  willSend(now: number): boolean {
    if (this.#waiting.length === 0) return false;
    return this.isUnlimited || this.#tokens.some(({ receivedAt }) => now - receivedAt <= TOKEN_LIFE);
  }

  /** Some row waits, so that every token of this chat is welcome. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Nothing waits, nothing is sent, and no token or key is worth keeping. */
  isIdle(now: number): boolean {
    return this.#waiting.length === 0 && this.#isSpent(now);
  }

  /** What waits is in the store as well, and its time is later than `soon`: whoever finds it then will do. */
  isParked(now: number, soon: number): boolean {
    const isParked = ({ row }: Waiting): boolean =>
      row.kind === 'notice' && (row.by ?? Infinity) > soon && (row.expires ?? 0) > soon;
    return this.#waiting.every(isParked) && this.#isSpent(now);
  }

  #isSpent(now: number): boolean {
    if (this.busy || this.ready.length > 0) return false;
    for (const [key, { sentAt }] of this.#keys) if (now - sentAt >= this.coalescing.pause) this.#keys.delete(key);
    this.#tokens = this.#tokens.filter(({ receivedAt }) => now - receivedAt <= TOKEN_LIFE);
    return this.#keys.size === 0 && this.#tokens.length === 0;
  }
}
