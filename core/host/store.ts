/**
 * The store: what the engine keeps, and what it promises. Owned by the engine, so that SQLite and Postgres fit behind it and no plugin
 * sees a difference. Every method that writes resolves when its writes are durable (on disk, synced); writes that wait for the disk
 * together may share one sync. All times are milliseconds since 1970. A chat is named by its key (`ChatRef.key`).
 *
 * Where several hosts share a store (`sharing`), what one of them does for a chat that is not in its hands any more is not written.
 */

import type { ChatKind } from '../chat/chat.ts';
import type { ReplyToken } from '../chat/event.ts';
import type { NumberedCard, Reacted } from './numbered-card.ts';
import type { Receipt, Usage } from '../plugin/administration.ts';
import type { MonthSpent, PushPromise } from './push-promise.ts';
import type { Sharing } from './sharing.ts';
import type { Committed, ReceiptCounts, SentCard, StoredDownload, Unit, Withdrawn } from './unit.ts';

export { monthOf } from './push-promise.ts';
export type * from './numbered-card.ts';
export type * from './push-promise.ts';
export type * from './sharing.ts';
export type * from './unit.ts';

/** An event that matters, with one row for each plugin that gets it. */
export interface NewEvent {
  readonly chat: string;
  /** The platform's id of the event; a timer's is `t:<plugin>:<name>:<due>`. */
  readonly eventId: string;
  readonly at: number;
  /** `body` is JSON of the engine's own making. No rows: the event is only remembered, so that it counts once. */
  readonly rows: readonly NewInboxRow[];
  /** The message that the rows repeat: what is kept of it goes when it is unsent. */
  readonly messageId?: string;
  /**
   * The bot left the chat, or came (back) into it, with this event. `heard`: it is back, if it was said to have left before `at`. `met`:
   * the platform tells of no coming, and this is the first that is heard of the chat, or the first since it was left; the event is
   * accepted if that is so.
   */
  readonly presence?: 'left' | 'here' | 'heard' | 'met';
  /** With `met`: what kind of chat it is, where the event told. */
  readonly kind?: ChatKind;
  /** A token that no row needs. If another host has the chat, it is lent to it; else it is for whoever accepts. */
  readonly spare?: ReplyToken;
}

interface NewInboxRow {
  readonly plugin: string;
  /** Of the plugin that understood it; absent: any may run it. */
  readonly version?: string;
  readonly body: string;
}

/** One thing for one plugin to do in one chat; rows of one mailbox (plugin and chat) run in the order of `seq`. */
export interface InboxRow {
  readonly seq: number;
  readonly chat: string;
  readonly plugin: string;
  readonly version?: string;
  readonly eventId: string;
  readonly body: string;
  /** When it was accepted. */
  readonly at: number;
  readonly messageId?: string;
  /** How often a host started on it and did not live to end it. */
  readonly attempts: number;
}

/** What is no message, but keeps its place among them. */
export type DeedKind = 'rename' | 'setIcon' | 'addMember' | 'removeMember' | 'createGroup' | 'leave' | 'markRead';
export type OutboxKind = 'reply' | 'notice' | DeedKind;

export interface NewOutboxRow {
  readonly kind: OutboxKind;
  /** JSON: the messages; with a deed what it is done with: a name, an address, a member's id. */
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

/** The id of the event that a failure becomes when it is run again. */
export const replayedId = (failure: number | string, eventId: string): string => `r:${failure}:${eventId}`;
/** The platforms' own ids have no such beginning. */
export const isReplayed = (eventId: string): boolean => /^r:\d+:/.test(eventId);

/** What a store keeps of one member of a chat. */
export interface MemberRow {
  readonly memberId: string;
  /** Last seen. */
  readonly at: number;
  readonly leftAt?: number;
}

/** A chat, as the operator sees it. */
export interface KnownChat {
  readonly chat: string;
  /** What was told, where the key does not tell it. */
  readonly kind?: ChatKind;
  /** When somebody there was last seen, or the bot was met there. Absent where nobody is known. */
  readonly seenAt?: number;
  /** When the bot left, if it is not there. */
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
  /** When it was made. */
  readonly at: number;
}

export interface Policy {
  /** Grows by one with each change; 0 for a chat without a document. */
  readonly revision: number;
  /** JSON. */
  readonly document: string;
}

export interface Store {
  /** Absent: this store has one host, and every chat is in its hands. */
  readonly sharing?: Sharing;

  /**
   * Once for each event id: a repeated one is `undefined` and writes nothing. Resolves to what is to be run here, in the order of `seq`: of
   * a chat that has just come into this host's hands, or where others put something, all that was not handed out yet; of one that another
   * host has, nothing, and that host is told.
   */
  accept(event: NewEvent): Promise<readonly InboxRow[] | undefined>;
  commit(unit: Unit): Promise<Committed>;
  /**
   * Rows that were accepted and are in no host's hands: after a crash at the start, later those that someone else put there (a replayed
   * failure). Each row is handed out once; in the order of `seq`. Counts an attempt for the first row of each mailbox at the start.
   *
   * With others: takes some chats that nobody alive has, where a row waits that this host may run, or something is to be sent, or a time
   * has come (a timer's, a notice's `by` or `expires`). An attempt is counted where the host before was lost. Besides what others put into
   * chats that this host has.
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

  /** Every row that is not settled, of one chat or of all, in the order of `id`: what a host finds at its start. */
  outbox(chat?: string): Promise<readonly OutboxRow[]>;
  /** A row of the host's own: a line that no handler wrote. */
  post(chat: string, plugin: string, eventId: string, row: NewOutboxRow): Promise<OutboxRow>;
  /**
   * The rows are about to be sent in one call: `tried`, carried by the reply (its id), or pushed with this key. Durable before the call.
   * Resolves to those that are there: what is gone, or is another host's by now, is not to be sent.
   */
  sending(
    ids: readonly number[],
    how: {
      readonly token?: string;
      readonly receivedAt?: number;
      readonly carriedBy?: number;
      readonly retryKey?: string;
    },
  ): Promise<readonly number[]>;
  /** The call was refused for certain: they wait again, carried by nothing. `push: false` forbids another push. */
  waiting(ids: readonly number[], change: { readonly push?: boolean }): Promise<void>;
  /**
   * Sent, or stood in for by a newer one; with the cards among what was sent. May be lost in a crash and done again. Whoever says so,
   * for what was sent was sent.
   */
  settled(ids: readonly number[], cards?: readonly SentCard[], numbered?: readonly NumberedCard[]): void;
  /** To the failures, and out of the outbox. `body`: what is kept instead of its own. */
  bury(id: number, code: string, error: string, body?: string): Promise<void>;

  /** Timers of chats where the bot is, in this host's hands, due at `now` or before; oldest first, at most `limit`. */
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
  /**
   * Of a chat the cards whose numbers count just now, in the order in which they were sent, at `since` or later; with `messageId` the
   * card that is this message, whether a newer one has taken its place or not.
   */
  numbered(chat: string, since: number, messageId?: string): Promise<readonly NumberedCard[]>;
  /** Chats with such a card that was sent at `since` or later, and when the newest was. */
  numberedChats(since: number): Promise<readonly { readonly chat: string; readonly at: number }[]>;
  /** The numbers of these cards do not count any more by themselves. May be lost in a crash. */
  closeNumbered(chat: string, plugin: string, about: string): void;
  /**
   * Keeps a reaction to a card that was sent at `since` or later, if no later one of the member is known; and tells which of theirs has
   * ended with it. `undefined`, and nothing kept: it is no such card, a later one is known, or what is taken back had ended before.
   */
  react(
    reacted: Reacted,
    since: number,
  ): Promise<{ readonly card: NumberedCard; readonly before?: string } | undefined>;
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

  /**
   * Promises the cost of a push to a row, over all hosts. False, and nothing is promised to it, when the month does not hold it after what
   * is promised to others; or, where nothing was promised to it before and other chats wait for their share, when this chat would
   * then have more than half of the month. Resolves true without a limit.
   */
  promise(push: PushPromise): Promise<boolean>;
  /** The row was pushed, or may have been: what was promised to it is spent. Resolves to what that is. */
  spend(id: number): Promise<number>;
  /** What is promised to these rows is free again. */
  unpromise(ids: readonly number[]): Promise<void>;
  /** Raises what is used of the month to what the platform tells, if that is more. */
  monthSpent(account: string, month: number, used: number): Promise<MonthSpent>;

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
  /** Every chat that was met and not left since, and what kind it is, where that was told. */
  met(): Promise<readonly { readonly chat: string; readonly kind?: ChatKind }[]>;
  /**
   * Chats of which something is kept, the last seen first, at most `limit` of them. No whole table is read for it: of a great many chats
   * with a great many members some may be left out that were not seen lately.
   */
  chats(limit: number): Promise<readonly KnownChat[]>;
  /** Keeps what kind of chat it is that was met. */
  setKind(chat: string, kind: ChatKind): Promise<void>;

  /**
   * All keys of button tags, the newest first: it signs, and all of them verify. Makes the first one, and another one when the newest is a
   * year old.
   */
  tagKeys(): Promise<readonly TagKey[]>;
  /** 32 random bytes, made when first asked for under this name, and the same ever after, for every host of the database. */
  secret(name: string): Promise<Uint8Array>;

  /** Forgets files whose time is over, and event ids, long lines, numbered cards and messages that are older than their time, and erases chats left before `leftBefore`, with all they had. */
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
