import { LRUCache } from 'lru-cache';
import type { NumberedCard, OutboxRow, SentCard, Store } from '../../host/store.ts';
import { Turns } from '../../turns.ts';
import type { Connection } from './connection.ts';
import { numberedClosed, numberedSent } from './numbered.ts';
import { settle, type SettledCard } from './outbox.ts';

/** Nobody waits for it: it is written with many others. Milliseconds. */
const LAZILY = 100;
/** An answer that is on its way may tell of messages that were there when it was asked: so many of the last ones are known by heart. */
const REMEMBERED = 20_000;

interface Waiting {
  readonly ids: number[];
  readonly cards: SettledCard[];
  /** Cards with numbers that were sent or closed, in their order. */
  readonly numbered: (NumberedCard | { readonly closed: Parameters<Store['closeNumbered']> })[];
}

const nothing = (): Waiting => ({ ids: [], cards: [], numbered: [] });

/** What was sent, on its way out of the outbox. What cannot be written now is tried again. */
export class Settling {
  readonly #connection: Connection;
  readonly #now: () => number;
  readonly #sent = new LRUCache<number, true>({ max: REMEMBERED });
  #waiting = nothing();
  #timer: NodeJS.Timeout | undefined;
  readonly #writing = new Turns();
  #closed = false;

  constructor(connection: Connection, now: () => number) {
    this.#connection = connection;
    this.#now = now;
  }

  add({
    ids = [],
    cards = [],
    numbered = [],
  }: {
    readonly ids?: readonly number[];
    readonly cards?: readonly SentCard[];
    readonly numbered?: readonly Waiting['numbered'][number][];
  }): void {
    if (this.#closed) return;
    const at = this.#now();
    this.#waiting.ids.push(...ids);
    for (const id of ids) this.#sent.set(id, true);
    this.#waiting.cards.push(...cards.map((card) => ({ ...card, at })));
    this.#waiting.numbered.push(...numbered);
    this.#later();
  }

  /** What the table says may be older than what is known here. */
  isSent({ id, carriedBy }: Pick<OutboxRow, 'id' | 'carriedBy'>): boolean {
    return this.#sent.has(id) || (carriedBy !== undefined && this.#sent.has(carriedBy));
  }

  /** Resolves when all that was told is written. */
  flush(): Promise<void> {
    return this.#writing.take(() => this.#write());
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.flush().catch(() => undefined);
    clearTimeout(this.#timer);
  }

  #later(): void {
    this.#timer ??= setTimeout(() => void this.flush().catch(() => undefined), LAZILY).unref();
  }

  async #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { ids, cards, numbered } = this.#waiting;
    if (ids.length + cards.length + numbered.length === 0) return;
    this.#waiting = nothing();
    const now = this.#now();
    try {
      await settle(this.#connection, ids, cards);
      for (const one of numbered)
        await ('closed' in one
          ? numberedClosed(this.#connection, ...one.closed)
          : numberedSent(this.#connection, one, now));
    } catch (error) {
      const { ids: laterIds, cards: laterCards, numbered: laterNumbered } = this.#waiting;
      this.#waiting = {
        ids: [...ids, ...laterIds],
        cards: [...cards, ...laterCards],
        numbered: [...numbered, ...laterNumbered],
      };
      if (!this.#closed) this.#later();
      throw error;
    }
  }
}
