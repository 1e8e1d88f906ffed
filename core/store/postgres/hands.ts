import type { Claim, InboxRow, OutboxRow } from '../../host/store.ts';
import { readInbox, readOutbox, type InboxColumns, type OutboxColumns } from '../rows.ts';

interface ChatColumns {
  readonly chat: string;
  readonly policyRevision: number;
  readonly leftAt: number;
}

/** What a statement tells of the chats that it brought, and of what others put into those that were here. */
export interface Told {
  readonly got:
    | readonly (ChatColumns & { readonly epoch: number; readonly outbox: readonly OutboxColumns[] | null })[]
    | null;
  readonly news: readonly ChatColumns[] | null;
  /** Of chats that were here, and stay. */
  readonly epochs?: readonly { readonly chat: string; readonly epoch: number }[] | null;
  readonly rows: readonly InboxColumns[] | null;
  readonly lent:
    | readonly { readonly chat: string; readonly token: string | null; readonly receivedAt: number | null }[]
    | null;
}

interface Listener {
  readonly onClaim: (claim: Claim) => void;
  readonly onNews: () => void;
  readonly onLost: (late: boolean) => void;
}

interface Early {
  epoch: number;
  readonly claims: Claim[];
  readonly rows: InboxRow[];
}

/** The chats that this host has, as far as it knows; and whom it tells of them. */
export class Hands {
  /** With the epoch in which it came. */
  readonly #held = new Map<string, number>();
  /** Chats that are being given back, by how many questions: nobody knows yet whether they went. */
  readonly #giving = new Map<string, number>();
  /** What came for chats before the answer that brings them. */
  readonly #early = new Map<string, Early>();
  /** Events that are on their way to the server: their chat is not given back meanwhile. */
  readonly #arriving = new Map<string, Set<Promise<unknown>>>();
  readonly #forget: (chat: string) => void;
  readonly #isSent: (row: OutboxRow) => boolean;
  #to: Listener = { onClaim: () => undefined, onNews: () => undefined, onLost: () => undefined };

  /**
   * `forget`: told of a chat of which whatever is known may not be so any more. `isSent`: a message that this host has sent, though it was
   * still there when the answer was given.
   */
  constructor(forget: (chat: string) => void, isSent: (row: OutboxRow) => boolean) {
    this.#forget = forget;
    this.#isSent = isSent;
  }

  listen(to: Listener): void {
    this.#to = to;
  }

  news(): void {
    this.#to.onNews();
  }

  has(chat: string): boolean {
    return this.#held.has(chat);
  }

  /** The chat's epoch, for who gives it back; `undefined` where that cannot be now. */
  givingBack(chat: string): number | undefined {
    return this.#arriving.has(chat) ? undefined : this.#held.get(chat);
  }

  async whileArriving<T>(chat: string, work: () => Promise<T>): Promise<T> {
    const arriving = work();
    const others = this.#arriving.get(chat) ?? new Set<Promise<unknown>>();
    this.#arriving.set(chat, others.add(arriving));
    try {
      return await arriving;
    } finally {
      others.delete(arriving);
      if (others.size === 0) this.#arriving.delete(chat);
    }
  }

  /** What is on its way to the chat has come there, or failed. */
  async arrived(chat: string): Promise<void> {
    // Those that come meanwhile are not waited for.
    await Promise.allSettled(Array.from(this.#arriving.get(chat) ?? [], (arriving) => arriving));
  }

  /** Whatever reaches it from here on comes to it as if it were another's. */
  give(chat: string): void {
    this.drop(chat);
    this.#giving.set(chat, (this.#giving.get(chat) ?? 0) + 1);
  }

  /** It was not given back after all; unless it came again meanwhile. */
  keep(chat: string, epoch: number): void {
    this.#given(chat);
    if (!this.#held.has(chat)) this.#held.set(chat, epoch);
  }

  /** It was given back in this epoch; unless it came again meanwhile. */
  gone(chat: string, epoch: number): void {
    this.#given(chat);
    if ((this.#held.get(chat) ?? Infinity) <= epoch) this.drop(chat);
  }

  #given(chat: string): void {
    const left = (this.#giving.get(chat) ?? 0) - 1;
    if (left > 0) this.#giving.set(chat, left);
    else this.#giving.delete(chat);
  }

  drop(chat: string): void {
    if (this.#held.delete(chat)) this.#forget(chat);
  }

  dropAll(): void {
    for (const chat of this.#held.keys()) this.drop(chat);
    this.#giving.clear();
    this.#early.clear();
  }

  /** The lease is over. */
  lost(late: boolean): void {
    this.#to.onLost(late);
  }

  /** Tells of what came, and gives the rows that came with it; some of them may have been given before. */
  take({ got, news, epochs, rows, lent }: Told): readonly InboxRow[] {
    const told = (chat: ChatColumns): Omit<Claim, 'outbox'> => ({
      chat: chat.chat,
      tokens: (lent ?? []).flatMap(({ chat: of, token, receivedAt }) =>
        of === chat.chat && token !== null && receivedAt !== null ? [{ token, receivedAt }] : [],
      ),
      leftAt: chat.leftAt < 0 ? undefined : chat.leftAt,
      policyRevision: chat.policyRevision,
    });
    for (const chat of got ?? []) {
      const epoch = this.#held.get(chat.chat);
      this.#held.set(chat.chat, Math.max(chat.epoch, epoch ?? 0));
      // Two statements brought it that were on their way together: it has been here since the first answer, and all that is known of it is so.
      if (epoch !== undefined) this.#to.onClaim(told(chat));
      else {
        this.#forget(chat.chat);
        const outbox = (chat.outbox ?? []).map(readOutbox).filter((row) => !this.#isSent(row));
        this.#to.onClaim({ ...told(chat), outbox });
      }
    }
    for (const { chat, epoch } of epochs ?? []) this.#renew(chat, epoch);
    for (const chat of news ?? []) {
      if (this.#isKnown(chat.chat)) this.#to.onClaim(told(chat));
      else this.#earlyOf(chat.chat).claims.push(told(chat));
    }
    const here: InboxRow[] = [];
    for (const row of (rows ?? []).map(readInbox))
      (this.#isKnown(row.chat) ? here : this.#earlyOf(row.chat).rows).push(row);
    for (const chat of got ?? []) here.push(...this.#late(chat.chat));
    return here;
  }

  /** Whether the answer that brought the chat is here: one that others put something into it may be faster. */
  #isKnown(chat: string): boolean {
    return this.#held.has(chat) || this.#giving.has(chat);
  }

  #renew(chat: string, epoch: number): void {
    const at = this.#isKnown(chat) ? (this.#held.get(chat) ?? 0) : this.#earlyOf(chat).epoch;
    if (this.#isKnown(chat)) this.#held.set(chat, Math.max(at, epoch));
    else this.#earlyOf(chat).epoch = Math.max(at, epoch);
  }

  #earlyOf(chat: string): Early {
    const early = this.#early.get(chat) ?? { epoch: 0, claims: [], rows: [] };
    this.#early.set(chat, early);
    return early;
  }

  /** Now that the chat is here: what came for it before. */
  #late(chat: string): readonly InboxRow[] {
    const early = this.#early.get(chat);
    if (!early) return [];
    this.#early.delete(chat);
    this.#renew(chat, early.epoch);
    for (const claim of early.claims) this.#to.onClaim(claim);
    return early.rows;
  }
}
