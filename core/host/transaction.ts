import type { ChatPolicy } from './policy.ts';
import { ReceiptCounter } from './receipt.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { Failure } from '../errors.ts';
import type { Deed } from './deeds.ts';
import type { NewOutboxRow, StoredDownload, TimerRow, Unit } from './store.ts';
import type { StorageView } from './storage-view.ts';

/** Messages and timers that one invocation may stage. */
const MESSAGES = 50;
const TIMERS = 50;
const DOWNLOADS = 5;
const DEEDS = 40;
/** Of these the last one counts. */
const ONCE: ReadonlySet<Deed['kind']> = new Set(['rename', 'setIcon', 'leave', 'markRead']);
const DAY = 86_400_000;
/** A reply that found no token in time waits this long for another event's. */
export const REPLY_WAITS = DAY;

interface Staged {
  readonly message: OutgoingMessage;
  readonly key: string | undefined;
}

interface StagedNotice extends Staged {
  readonly by: number | undefined;
  readonly expires: number;
}

/** How the reply of this invocation can go out. */
export interface Way {
  readonly token: string | undefined;
  readonly receivedAt: number | undefined;
  /** The token may be used at once: it is young enough, and no reply of this key went out just now. */
  now(key: string | undefined): boolean;
  readonly time: number;
}

/** What a handler did so far. Nothing of it has happened until it is committed, and nothing ever will if the handler throws. */
export class Transaction {
  readonly #replies: Staged[] = [];
  readonly #notices: StagedNotice[] = [];
  readonly #timers = new Map<string, Omit<TimerRow, 'plugin'> | undefined>();
  readonly #downloads: StoredDownload[] = [];
  /** In the order in which they were asked for. */
  readonly #deeds = new Map<string, Deed>();
  #shred = false;
  readonly #forgotten = new Set<string>();
  #forgetsChat = false;
  /** What the plugin read and sent; kept even when its handler fails. */
  receipt = new ReceiptCounter();
  /** The chat's policy as this invocation wants it. */
  policy: ChatPolicy | undefined;

  constructor(private readonly storage: StorageView | undefined) {}

  get view(): StorageView {
    if (!this.storage) throw new Failure('BAD_CALL', 'the host keeps nothing of its own here');
    return this.storage;
  }

  /** Why what is kept could not be read, when it could not. */
  get away(): Failure | undefined {
    return this.storage?.away;
  }

  /** For what the host itself says: it keeps nothing. */
  static empty(): Transaction {
    return new Transaction(undefined);
  }

  reply(message: OutgoingMessage, key?: string): void {
    const older = key === undefined ? -1 : this.#replies.findIndex((staged) => staged.key === key);
    if (older >= 0) this.#replies.splice(older, 1);
    this.#replies.push({ message, key });
    this.checkRoom(0);
  }

  notice(message: OutgoingMessage, expires: number, by: number | undefined, key: string | undefined): void {
    this.#notices.push({ message, expires, by, key });
    this.checkRoom(0);
  }

  /** `undefined` cancels. */
  timer(name: string, timer: Omit<TimerRow, 'plugin'> | undefined): void {
    this.#timers.set(name, timer);
    if (this.#timers.size > TIMERS) throw new Failure('BAD_CALL', `more than ${TIMERS} timers in one invocation`);
  }

  get timers(): ReadonlyMap<string, Omit<TimerRow, 'plugin'> | undefined> {
    return this.#timers;
  }

  download(file: StoredDownload): void {
    this.#downloads.push(file);
    if (this.#downloads.length > DOWNLOADS)
      throw new Failure('BAD_CALL', `more than ${DOWNLOADS} files in one invocation`);
  }

  /** What is deleted is to be found nowhere afterwards. */
  shred(): void {
    this.#shred = true;
  }

  /** How many messages answer. */
  get replies(): number {
    return this.#replies.length;
  }

  /** Every message that is staged. */
  get messages(): readonly OutgoingMessage[] {
    return [...this.#replies, ...this.#notices].map(({ message }) => message);
  }

  /** What the first card is about that says so. */
  get subject(): string | undefined {
    for (const { message } of this.#replies) if (message.type === 'card' && message.subject) return message.subject;
    return undefined;
  }

  /** Nothing is kept and nothing planned. */
  get isEmpty(): boolean {
    return (this.storage?.writes.size ?? 0) + this.#timers.size === 0;
  }

  /** One that changes the same thing takes the place of an older one. The bot leaves when all else is done. */
  deed(deed: Deed): void {
    const { kind } = deed;
    const key = ONCE.has(kind) ? kind : `${kind} ${JSON.stringify(deed.with)}`;
    this.#deeds.delete(key);
    this.#deeds.set(key, deed);
    if (this.#deeds.size > DEEDS)
      throw new Failure('BAD_CALL', `more than ${DEEDS} changes of the chat in one invocation`);
  }

  get deeds(): readonly Deed[] {
    return [...this.#deeds.values()].sort((a, b) => Number(a.kind === 'leave') - Number(b.kind === 'leave'));
  }

  forget(memberId: string): void {
    this.#forgotten.add(memberId);
  }

  /** Members that are to be erased. */
  get forgotten(): ReadonlySet<string> {
    return this.#forgotten;
  }

  forgetChat(): void {
    this.#forgetsChat = true;
  }

  /** Somebody, or the whole chat, is to be erased. */
  get forgets(): boolean {
    return this.#forgetsChat || this.#forgotten.size > 0;
  }

  get forgetsChat(): boolean {
    return this.#forgetsChat;
  }

  /** What the host says, and what a handler returned: there is room for it. */
  say(message: OutgoingMessage): void {
    this.#replies.push({ message, key: undefined });
  }

  /** Throws BAD_CALL when there is no room for so many messages more. */
  checkRoom(more: number): void {
    if (this.#replies.length + this.#notices.length + more > MESSAGES)
      throw new Failure('BAD_CALL', `more than ${MESSAGES} messages in one invocation`);
  }

  /** Everything staged, as the store takes it. `quoteToken`: of the message that the invocation answers. */
  effects(
    way: Way,
    quoteToken?: string,
  ): Pick<Unit, 'writes' | 'outbox' | 'timers' | 'cancelled' | 'downloads' | 'shred'> {
    const outbox: NewOutboxRow[] = [];
    if (this.#replies.length > 0) outbox.push(replyRow(quoting(this.#replies, quoteToken), way));
    for (const { message, key, by, expires } of quoting(this.#notices, quoteToken))
      outbox.push({
        kind: 'notice',
        body: JSON.stringify([message]),
        expires,
        tried: false,
        ...(by === undefined ? {} : { by }),
        ...(key === undefined ? {} : { key }),
      });
    for (const { kind, with: what } of this.deeds) outbox.push({ kind, body: JSON.stringify(what), tried: false });
    const timers = [...this.#timers.values()].filter((timer) => timer !== undefined);
    const cancelled = [...this.#timers].flatMap(([name, timer]) => (timer === undefined ? [name] : []));
    const writes = this.storage?.writes ?? new Map<string, string | undefined>();
    const shred = this.#shred ? ({ shred: true } as const) : {};
    return { writes, outbox, timers, cancelled, downloads: this.#downloads, ...shred };
  }
}

/** A quote's token is in the row, for the message that it quotes is known to nobody later. */
function quoting<S extends Staged>(staged: readonly S[], quoteToken: string | undefined): readonly S[] {
  if (quoteToken === undefined) return staged;
  return staged.map((one) =>
    'quote' in one.message && one.message.quote ? { ...one, message: { ...one.message, quoteToken } } : one,
  );
}

/**
 * The messages of one invocation are one row and go out in one call. It has a key if all of them have: the newest's. Without a token,
 * or with one that is too old, it waits like a notice.
 */
export function replyRow(staged: readonly Staged[], way: Way): NewOutboxRow {
  const key = staged.every((one) => one.key !== undefined) ? staged.at(-1)?.key : undefined;
  const body = JSON.stringify(staged.map(({ message }) => message));
  const keyed = key === undefined ? {} : { key };
  if (way.token === undefined || way.receivedAt === undefined)
    return { kind: 'notice', body, ...keyed, expires: way.time + REPLY_WAITS, tried: false };
  const { token, receivedAt } = way;
  return { kind: 'reply', body, ...keyed, token, receivedAt, tried: way.now(key) };
}
