/**
 * The store: what the engine keeps, and what it promises. Owned by the engine, so that SQLite and Postgres fit behind it and no plugin
 * sees a difference. Every method that writes resolves when its writes are durable (on disk, synced); writes that wait for the disk
 * together may share one sync. All times are milliseconds since 1970. A chat is named by its key (`ChatRef.key`).
 */

import type { Receipt, Usage } from '../plugin/administration.ts';

/** An event that matters, with one row for each plugin that gets it. */
export interface NewEvent {
  readonly chat: string;
  /** The platform's id of the event; a timer's is `t:<plugin>:<name>:<due>`. */
  readonly eventId: string;
  readonly at: number;
  /** `body` is JSON of the engine's own making. No rows: the event is only remembered, so that it counts once. */
  readonly rows: readonly { readonly plugin: string; readonly body: string }[];
  /** The message that the rows repeat: what is kept of it goes when it is unsent. */
  readonly messageId?: string;
  /** The bot left the chat, or came (back) into it, with this event. */
  readonly presence?: 'left' | 'here';
}

/** One thing for one plugin to do in one chat; rows of one mailbox (plugin and chat) run in the order of `seq`. */
export interface InboxRow {
  readonly seq: number;
  readonly chat: string;
  readonly plugin: string;
  readonly eventId: string;
  readonly body: string;
  /** When it was accepted. */
  readonly at: number;
  readonly messageId?: string;
  /** How often a host started on it and did not live to end it. */
  readonly attempts: number;
}

/** `leave` and `rename` are no messages, but keep their place among them. */
export type OutboxKind = 'reply' | 'notice' | 'leave' | 'rename';

export interface NewOutboxRow {
  readonly kind: OutboxKind;
  /** JSON: the messages; with `rename` the name. */
  readonly body: string;
  /** Replies and notices of one key stand for each other: the newest is the one that counts. */
  readonly key?: string;
  readonly token?: string;
  /** When the token came; a token is not used after 50 s. */
  readonly receivedAt?: number;
  /** When a notice may be pushed. Absent: never, it waits for a free reply. */
  readonly by?: number;
  /** When a notice is dropped and recorded. */
  readonly expires?: number;
  /** A reply that is handed to the platform right after the commit: after a crash nobody knows whether it got there. */
  readonly tried: boolean;
}

export interface OutboxRow extends NewOutboxRow {
  /** Grows; rows of one chat are sent in its order. */
  readonly id: number;
  readonly chat: string;
  readonly plugin: string;
  readonly eventId: string;
  readonly at: number;
  /** UUID of its pushes, the same for each try. Set when a notice is first pushed. */
  readonly retryKey?: string;
  /** The reply that carries this notice; both are settled together. */
  readonly carriedBy?: number;
}

export interface TimerRow {
  readonly plugin: string;
  /** Unique in its mailbox; setting it again replaces it. */
  readonly name: string;
  readonly due: number;
  /** A croner pattern, with its zone: `{ pattern, zone }` as JSON. Absent: once. */
  readonly rule?: string;
  /** The command line it runs. */
  readonly line: string;
}

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
   * not of the expected revision any more.
   */
  | { readonly ok: false; readonly why: 'full' | 'gone' | 'outdated' };

export interface FailureRow {
  readonly id: number;
  readonly at: number;
  readonly chat: string;
  readonly plugin: string;
  readonly eventId: string;
  /** What it was: an inbox row that failed, or an outbox row whose fate is unknown, that was refused, or that expired. */
  readonly kind: 'event' | OutboxKind | 'timer';
  /** The row's body, as JSON; `{}` when it was shredded. */
  readonly body: string;
  readonly messageId?: string;
  readonly code: string;
  readonly error: string;
}

/** What a store keeps of one member of a chat. */
export interface MemberRow {
  readonly memberId: string;
  /** Last seen. */
  readonly at: number;
  readonly leftAt?: number;
}

/** A change of the roster, written behind in batches. `seen` brings nobody back who left or was forgotten later than `at`. */
export interface RosterChange {
  readonly chat: string;
  readonly memberId: string;
  readonly what: 'seen' | 'left' | 'forgotten';
  readonly at: number;
}

export interface TagKey {
  /** 1 to 8 of 0-9a-z. */
  readonly id: string;
  readonly key: Uint8Array;
}

export interface Policy {
  /** Grows by one with each change; 0 for a chat without a document. */
  readonly revision: number;
  /** JSON. */
  readonly document: string;
}

export interface Store {
  /** Once for each event id: a repeated one is `undefined` and writes nothing. */
  accept(event: NewEvent): Promise<readonly InboxRow[] | undefined>;
  commit(unit: Unit): Promise<Committed>;
  /**
   * Rows that were accepted and are in no host's hands: after a crash at the start, later those that someone else put there (a replayed
   * failure). Each row is handed out once; in the order of `seq`. Counts an attempt for the first row of each mailbox at the start.
   */
  claim(): Promise<readonly InboxRow[]>;

  /** What is kept under a key, as JSON. */
  read(chat: string, plugin: string, key: string): Promise<string | undefined>;
  /** In the order of the keys (by UTF-16 unit). */
  list(
    chat: string,
    plugin: string,
    prefix: string,
  ): Promise<readonly { readonly key: string; readonly value: string }[]>;
  line(id: string): Promise<string | undefined>;
  /** `undefined` for one that never was, that has expired, or that made room for others. */
  download(id: string, now: number): Promise<StoredDownload | undefined>;

  /** Every row that is not settled, in the order of `id`: what a host finds at its start. */
  outbox(): Promise<readonly OutboxRow[]>;
  /** A row of the host's own: a line that no handler wrote. */
  post(chat: string, plugin: string, eventId: string, row: NewOutboxRow): Promise<OutboxRow>;
  /** The rows are about to be sent in one call: `tried`, carried by the reply (its id), or pushed with this key. Durable before the call. */
  sending(
    ids: readonly number[],
    how: {
      readonly token?: string;
      readonly receivedAt?: number;
      readonly carriedBy?: number;
      readonly retryKey?: string;
    },
  ): Promise<void>;
  /** The call was refused for certain: they wait again, carried by nothing. `push: false` forbids another push. */
  waiting(ids: readonly number[], change: { readonly push?: boolean }): Promise<void>;
  /** Sent, or stood in for by a newer one; with the cards among what was sent. May be lost in a crash and done again. */
  settled(ids: readonly number[], cards?: readonly SentCard[]): void;
  /** To the failures, and out of the outbox. */
  bury(id: number, code: string, error: string): Promise<void>;

  /** Timers of chats where the bot is, due at `now` or before; oldest first, at most `limit`. */
  due(now: number, limit: number): Promise<readonly (TimerRow & { readonly chat: string })[]>;
  /** Of one plugin, or of all. */
  timers(chat: string, plugin?: string): Promise<readonly TimerRow[]>;
  /**
   * A timer goes off: its event is accepted and the timer is removed, or set to `next`, together. `undefined` when it was gone or its
   * event was accepted before. `missed`: it is too late for it; it is recorded as a failure and not accepted.
   */
  fire(
    timer: TimerRow & { readonly chat: string },
    event: NewEvent,
    change: { readonly next?: number; readonly missed?: string },
  ): Promise<readonly InboxRow[] | undefined>;

  /** What a message is about: a card of ours, or a command line that made one. */
  subject(chat: string, messageId: string): Promise<{ readonly plugin: string; readonly subject: string } | undefined>;
  /** The invocation that a message ran. */
  ranBy(chat: string, messageId: string): Promise<{ readonly plugin: string; readonly eventId: string } | undefined>;
  /**
   * A message was unsent: what waits in the inbox, what failed, what is still to be said of it and the long lines of buttons that answer
   * it are erased, and where it has run, a row with `body` is accepted for its plugin. `undefined`, and nothing written, when nothing of it is kept or the event came before.
   */
  unsend(
    event: Omit<NewEvent, 'rows' | 'presence'> & { readonly messageId: string },
    body: string,
  ): Promise<Withdrawn | undefined>;

  /**
   * The timers of a plugin that is switched off in a chat rest, until a policy change wakes them. False, and nothing written, when the
   * policy that says so is not of this revision any more.
   */
  rest(chat: string, plugin: string, revision: number): Promise<boolean>;

  /** Adds to what went out, by account. */
  countSent(now: number, counts: ReadonlyMap<string, Usage['sent']>): Promise<void>;
  /** What went out since the hour of `since`. */
  sentSince(account: string, since: number): Promise<Usage['sent']>;
  /** Adds to what plugins did, today. */
  addReceipts(
    rows: readonly { readonly chat: string; readonly plugin: string; readonly counts: ReceiptCounts }[],
  ): Promise<void>;
  /** What each plugin read and sent in a chat since the day of `since`, UTC. */
  receipts(chat: string, since: number): Promise<readonly Receipt[]>;

  failures(): Promise<readonly FailureRow[]>;
  /** Puts a failed event back into the inbox, under a new event id; false when there is none, or it is no event. */
  replay(id: number): Promise<boolean>;
  drop(id: number): Promise<boolean>;

  /** Everyone who is here: neither left nor forgotten since last seen. In the order in which they were first seen. */
  roster(chat: string): Promise<readonly MemberRow[]>;
  /** Where someone is `forgotten`, the chat's files go too: their name may be in them. */
  remember(changes: readonly RosterChange[]): Promise<void>;

  policy(chat: string): Promise<Policy>;
  /** False, and nothing written, when the revision is not `expected` any more. */
  setPolicy(chat: string, document: string, expected: number): Promise<boolean>;
  /** Chats that the bot left, and when. */
  left(chat: string): Promise<number | undefined>;

  /**
   * All keys of button tags, the newest first: it signs, and all of them verify. Makes the first one, and another one when the newest is a
   * year old.
   */
  tagKeys(): Promise<readonly TagKey[]>;

  /** Forgets files whose time is over, and event ids, long lines and messages that are older than their time, and erases chats left before `leftBefore`, with all they had. */
  sweep(times: {
    readonly seenBefore: number;
    readonly linesBefore: number;
    readonly leftBefore: number;
    /** What is known of messages by their ids. */
    readonly messagesBefore: number;
    /** Receipts of plugins, and counts of what went out; absent: they stay. */
    readonly receiptsBefore?: number;
    readonly sentBefore?: number;
  }): Promise<void>;
  /** Waits for what is being written, and closes. */
  close(): Promise<void>;
}

/** How many files of one plugin can be fetched in one chat at a time. */
export const DOWNLOADS_SHARE = 20;

/** What one plugin may keep in one chat: keys and values together, in UTF-16 units. */
export const STORAGE_SHARE = 4_000_000;
