import type { ReplyToken } from '../chat/event.ts';
import type { Pace } from '../chat/platform.ts';
import type { InboxRow, OutboxRow } from './store.ts';

/**
 * What a store does besides, when several hosts have it. A chat is in the hands of one of them at a time: it gives them up when nothing is
 * to be done there, or loses them with its lease. Whatever reaches a chat that nobody has comes into the hands of the host that it
 * reaches, in the same writing. While a host has a chat, nobody else runs, sends or changes anything there: what it knows of it is so.
 *
 * Leases run on the store's clock. A lease that has run out is never renewed: the host begins another one, without chats.
 */
export interface Sharing {
  /**
   * Who is told, once, before anything else is asked of the store. `onClaim`: a chat has come into this host's hands, or others have put
   * something there; told before the call resolves that did it, or that gives out its rows. `onNews`: `claim` has something to give.
   * `onLost`: the lease is over, and no chat is this host's any more; told before a chat comes into its hands by another lease. `late`: it
   * was not renewed in time. Else it is over before its time, since nobody can tell what became of a writing (it rejects with
   * STORE_UNAVAILABLE): what was not done is in the store, and the next `renew` begins another lease, in the place of the old one.
   */
  listen(to: {
    readonly onClaim: (claim: Claim) => void;
    readonly onNews: () => void;
    readonly onLost: (late: boolean) => void;
  }): void;
  /**
   * Says that this host lives, and what it has loaded: `name@version` of each plugin. What `claim` gives it is for these, or for what no
   * living host has loaded. Rejects when the store cannot be reached; then the lease goes on to its end. What calls under way bring of a
   * lease that is over is not handed out.
   */
  renew(loaded: readonly string[]): Promise<Lease>;
  /**
   * Gives chats back. Those where something waits in the inbox stay, unless `handOver`: then a host that has the right version of its
   * plugin takes it. Resolves to the chats that were given back; what was settled before is written with it.
   */
  release(chats: readonly string[], how?: { readonly handOver?: boolean }): Promise<readonly string[]>;
  /** Of these chats those where something waits for a reply token. Looks that are asked for together are one. */
  look(chats: readonly string[]): Promise<readonly string[]>;
  /**
   * A token that nobody needs here: whoever has the chat gets it. When nobody has, the chat comes into this host's hands. Resolves to what is
   * to be run there, as `claim` does.
   */
  lend(chat: string, token: ReplyToken): Promise<readonly InboxRow[]>;
  /**
   * Takes up to `most` out of a bucket that is full at the first, holds what flows in during a second, and is filled by `perSecond`.
   * Resolves to how much that was.
   */
  take(bucket: string, perSecond: number, most: number): Promise<number>;
  /**
   * So many messages to each of these people, all of them at once or none: no more than the pace allows, whichever host sent what came
   * before. Resolves to the milliseconds until they may go; with 0 they count as sent. `people`: any names, each once.
   */
  pace(people: readonly string[], messages: number, pace: Pace): Promise<number>;
  /**
   * What is in no host's hands just now: how many events that are not done, up to a bound (some thousands), and when the first of those was
   * accepted. For who watches: it may be some seconds old elsewhere.
   */
  unheld(): Promise<{ readonly events: number; readonly oldest?: number }>;
  /** The lease ends now, and others are told: they take what this host had at once. */
  leave(): Promise<void>;
}

/** What a host has to know of a chat before it is given rows of it. */
export interface Claim {
  readonly chat: string;
  /** Everything that is to be sent there, in the order of `id`. Absent: the chat was in this host's hands before, and this is news. */
  readonly outbox?: readonly OutboxRow[];
  /** Tokens that others were given and lent. */
  readonly tokens: readonly ReplyToken[];
  /** When the bot left the chat, if it is not there. */
  readonly leftAt: number | undefined;
  readonly policyRevision: number;
}

export interface Lease {
  /** Counted from the call of `renew`. Milliseconds. */
  readonly lasts: number;
  /** The lease before was over: this is another one. */
  readonly isNew: boolean;
  /** What living hosts have loaded, this one included. */
  readonly loaded: ReadonlySet<string>;
}
