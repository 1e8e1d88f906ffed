import type { Receipt } from '../plugin/administration.ts';
import type { InboxRow, NewEvent, NewOutboxRow, OutboxRow, TimerRow } from './store.ts';

/** All that one invocation leaves behind, committed together with "done". */
export interface Unit {
  readonly row: InboxRow;
  /** State of the row's mailbox; `undefined` deletes a key. Values are JSON. */
  readonly writes: ReadonlyMap<string, string | undefined>;
  readonly outbox: readonly NewOutboxRow[];
  readonly timers: readonly Omit<TimerRow, 'plugin'>[];
  readonly cancelled: readonly string[];
  /** Command lines too long for a button, by their id; kept for a day. */
  readonly lines: ReadonlyMap<string, string>;
  /** Files to be fetched by a link. Past `DOWNLOADS_SHARE` the oldest of the mailbox make room. */
  readonly downloads?: readonly StoredDownload[];
  /**
   * Nothing that this unit deletes may be found in the store's files once it is durable, nor what members gave to commands of the
   * mailbox that failed: of those only the error stays, and they cannot be run again.
   */
  readonly shred?: true;
  /**
   * Keeps that this message ran this invocation, for whoever quotes it or takes it back. `subject`: of the card that it made.
   * Not with a failure.
   */
  readonly ranBy?: { readonly messageId: string; readonly subject?: string };
  /** The handler failed: its effects are none, and the row goes to the failures. */
  readonly failure?: { readonly code: string; readonly error: string };
  readonly policy?: PolicyChange;
  readonly forgotten?: readonly Forgotten[];
  /** All that is kept for the chat is erased, this row's own plugin included; `outbox` is written after it. */
  readonly forgetsChat?: boolean;
  /** What the plugin read and sent, also when it failed. */
  readonly receipt?: ReceiptCounts;
}

/** A new policy document for the row's chat, in place of the revision that the invocation was run with. */
export interface PolicyChange {
  /** JSON. */
  readonly document: string;
  readonly expected: number;
  /** Plugins that are switched on again: their timers go on, and what was due meanwhile is due now. */
  readonly woken: readonly string[];
  /** When timers that repeat run next, since the chat's clock is another one. */
  readonly moved: readonly Pick<TimerRow, 'plugin' | 'name' | 'due'>[];
}

/** A member is erased: in the roster, in what failed, with the chat's files, and by each of the plugins, in a row of its own. */
export interface Forgotten {
  readonly memberId: string;
  readonly at: number;
  readonly rows: NewEvent['rows'];
  /** What the host keeps for its plugins under keys with this prefix goes, where it names the member. */
  readonly prefix: string;
}

/** What an invocation read and sent; added up for its plugin, chat and day (UTC). */
export type ReceiptCounts = Omit<Receipt, 'plugin'>;

/** A file behind a link. */
export interface StoredDownload {
  /** Random: part of the link, which is signed besides. */
  readonly id: string;
  readonly name: string;
  /** Its content type. */
  readonly type: string;
  readonly body: Uint8Array;
  readonly expires: number;
}

/** A card that the platform has taken, and what it is about. */
export interface SentCard {
  readonly chat: string;
  readonly messageId: string;
  readonly plugin: string;
  readonly subject: string;
}

/** What an unsent message left and is gone now. */
export interface Withdrawn {
  /** `seq` of inbox rows that were not done. */
  readonly inbox: readonly number[];
  /** `id` of outbox rows that were not sent. */
  readonly outbox: readonly number[];
  /** For the plugin that had done what the message said. */
  readonly rows: readonly InboxRow[];
}

export type Committed =
  | {
      readonly ok: true;
      readonly outbox: readonly OutboxRow[];
      /** For plugins that are to forget a member. */
      readonly rows?: readonly InboxRow[];
      /** `seq` and `id` of what waited in a chat that is erased. */
      readonly erased?: Pick<Withdrawn, 'inbox' | 'outbox'>;
    }
  /**
   * Nothing was written. `full`: the mailbox's state would pass its share. `gone`: the row was done before. `outdated`: the policy is
   * not of the expected revision any more. `lost`: the chat is another host's by now, and so is what is to be done there.
   */
  | { readonly ok: false; readonly why: 'full' | 'gone' | 'outdated' | 'lost' };
