import type { Claim } from '../../host/store.ts';
import type { InboxRow } from '../../host/store.ts';
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

/** The chats that this host has, as far as it knows; and whom it tells of them. */
export class Hands {
  /** With the epoch in which it came. */
  readonly #held = new Map<string, number>();
  /** Events that are on their way to the server: their chat is not given back meanwhile. */
  readonly #arriving = new Map<string, Set<Promise<unknown>>>();
  readonly #forget: (chat: string) => void;
  #to: Listener = { onClaim: () => undefined, onNews: () => undefined, onLost: () => undefined };

  /** `forget`: told of a chat of which whatever is known may not be so any more. */
  constructor(forget: (chat: string) => void) {
    this.#forget = forget;
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

  /** It was not given back after all; unless it came again meanwhile. */
  keep(chat: string, epoch: number): void {
    if (!this.#held.has(chat)) this.#held.set(chat, epoch);
  }

  /** It was given back in this epoch; unless it came again meanwhile. */
  gone(chat: string, epoch: number): void {
    if ((this.#held.get(chat) ?? Infinity) <= epoch) this.drop(chat);
  }

  drop(chat: string): void {
    if (this.#held.delete(chat)) this.#forget(chat);
  }

  dropAll(): void {
    for (const chat of this.#held.keys()) this.drop(chat);
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
        this.#to.onClaim({ ...told(chat), outbox: (chat.outbox ?? []).map(readOutbox) });
      }
    }
    for (const { chat, epoch } of epochs ?? []) this.#held.set(chat, epoch);
    for (const chat of news ?? []) this.#to.onClaim(told(chat));
    return (rows ?? []).map(readInbox);
  }
}
