/**
 * What a plugin may ask for in its constructor: each abstract class is the token and the type at once. The container gives only what
 * the manifest was granted, already scoped to this plugin, in this chat, for this one invocation. When the handler has ended, every
 * token is dead and answers INVOCATION_OVER.
 *
 * What is known when the invocation starts is a plain property or a synchronous method; the rest returns a promise. All that goes in
 * and out is plain JSON, so the same class runs in process and in an isolate.
 */
import type { Capability, LinkToken, MediaContent, MediaState } from '../chat/platform.ts';
import type { ChatKind, PlatformName } from '../chat/chat.ts';
import type { HeardView } from '../chat/heard.ts';
import type { MemberProfile, RosterView } from '../chat/member.ts';
import type { Message } from '../chat/message.ts';
import type { Language, SettingsOf } from '../command/definition.ts';

/** JSON, as `Storage` keeps it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** The chat that the command came from. No permission needed, but for `leave` (`chat:leave`) and what changes the group (`chat:manage`). */
export abstract class Chat {
  abstract readonly kind: ChatKind;
  abstract readonly platform: PlatformName;
  /** Whether this chat, on this platform, can do a thing at all. */
  abstract can(capability: Capability): boolean;
  /** The group's name; `undefined` where there is none (rooms, 1:1 chats). Rejects with a platform code. */
  abstract name(): Promise<string | undefined>;
  /** One more message of this invocation's reply, before what the handler returns. Sent only if the handler does not throw. */
  abstract reply(message: Message, options?: ReplyOptions): void;
  /**
   * A message that nobody asked for just now: it waits for the next free reply in this chat. From `by` on it may be pushed, which costs
   * as many messages as the chat has members and happens only if the month's quota holds it. Sent only if the handler does not throw.
   */
  abstract notice(message: Message, options: NoticeOptions): void;
  /** What a push to this chat would cost, for a member to know before a notice with `by` is made. Rejects with a platform code. */
  abstract pushCost(): Promise<PushCost>;
  /** The bot leaves the group or room, after the reply has gone out. Permission `chat:leave`. */
  abstract leave(): void;
  /**
   * The group gets another name, in its turn after what was sent before. Permission `chat:manage`; throws NOT_SUPPORTED where
   * `can('rename')` is false, as it always is on LINE.
   */
  abstract rename(name: string): void;
  /**
   * What follows keeps its turn as `rename` does, needs `chat:manage` as well and throws NOT_SUPPORTED where `can` of the same name is
   * false. A group that is too small for it: the member reads so, and nothing of the command happens. The platform may take it and fail
   * at it later; the host says in the chat what came of it.
   *
   * `url`: an https address that everyone can fetch.
   */
  abstract setIcon(url: string): void;
  /** `address`: a telephone number with its country, `+81…`, or an e-mail address. */
  abstract addMember(address: string): void;
  abstract removeMember(memberId: string): void;
  /** Another group, of 2 to 31 people and the bot, with a first message for them: without a link, for no platform would take it. */
  abstract createGroup(addresses: readonly string[], text: string): void;
  /**
   * Begins to connect the member of this 1:1 chat with an account at your own service: give them a link to its log-in page with the token
   * in it. Once they have logged in, the service makes a nonce that nobody can guess (10 to 255 characters, at least 128 bits of chance),
   * keeps it with the account, and sends them on to `dialogUrl` with `&nonce=` and the nonce. The event `accountLink` brings the nonce
   * back, from the member that it then belongs to. Permission `chat:link`; rejects with NOT_SUPPORTED where `can('accountLink')` is false,
   * or with a platform code.
   */
  abstract linkToken(): Promise<LinkToken>;
  /**
   * Shows at once that the bot is at work, until its next message or for so many seconds (5 to 60, in steps of 5; 20 by default). The host
   * shows it by itself when a command in a 1:1 chat takes more than a second. Permission `chat:loading`; rejects with NOT_SUPPORTED where
   * `can('loading')` is false. What else goes wrong with it is in the log alone.
   */
  abstract showLoading(seconds?: number): Promise<void>;
  /**
   * The message that this invocation is from is shown as read, and those before it, after the reply has gone out. Nothing happens where
   * there is no such message (a button, the clock), and where the account marks everything by itself. Permission `chat:mark-read`; throws
   * NOT_SUPPORTED where `can('markRead')` is false.
   */
  abstract markRead(): void;
}

export interface PushCost {
  /** Messages of the month's quota: one for each person in the chat. */
  readonly people: number;
  /** How many the month has left, for all chats together; absent where there is no limit. */
  readonly left?: number;
}

export interface NoticeOptions {
  /** When a push becomes allowed, milliseconds since 1970. Absent: never; the notice waits for a free reply. Permission `push`. */
  readonly by?: number;
  /** When it is of no use any more, milliseconds since 1970: it is dropped then, and recorded. At most 30 days from now. */
  readonly expires: number;
  /** A newer notice of this key takes the place of one that still waits. */
  readonly key?: string;
}

export interface ReplyOptions {
  /** Replies of one key within a short time go out as one, the newest: so a burst of taps makes one fresh card. */
  readonly key?: string;
}

/** Who runs the command. No permission needed. */
export abstract class Caller {
  /** Opaque and stable for one person; absent where the platform does not say who it was, and when the clock runs the command. */
  abstract readonly id: string | undefined;
  /** What started it: a typed line, a tapped button, an event, or the clock. */
  abstract readonly by: 'message' | 'button' | 'event' | 'clock';
  /** Whether they may do here what is not for everyone: one of the chat's moderators, an owner of the host, or the one person of a 1:1 chat. */
  abstract readonly isModerator: boolean;
  /** Id of this run: what `onUnsend` names when the member takes the message back. The same if the handler has to be run again. */
  abstract readonly invocation: string;
  /** The member's name as this chat sees it, or a stand-in in the chat's language if the platform does not tell. */
  abstract displayName(): Promise<string>;
}

/** What `onUnsend` is told: the member unsent the message that ran `id` (that invocation's `Caller.invocation`). */
export interface Unsent {
  readonly id: string;
  /** Absent where the platform does not say who did it. It is whoever wrote the message. */
  readonly memberId?: string;
}

/** The people in this chat. Permission `members`. */
export abstract class Members {
  /** `undefined` for someone who left or never was here. Rejects with a platform code. */
  abstract profile(memberId: string): Promise<MemberProfile | undefined>;
  /** Everyone who is known by name, and how many are not. */
  abstract roster(): Promise<RosterView>;
  /** People in the chat without the bot, as the platform counts them now (never older than a minute). */
  abstract count(): Promise<number>;
  /**
   * Who wrote or tapped here since a time (milliseconds since 1970), and nothing of what they said. Known for two hours at most, and only
   * since the host began: `from` says since when. Permission `members:heard`.
   */
  abstract heard(since: number): Promise<HeardView>;
}

/**
 * What members send besides words: pictures, videos, voice messages, files. Permission `media`. An invocation may read the message that
 * its event `media` is about, or that its command quotes, and no other; so read it then, or not at all. LINE keeps it for a while that it
 * does not tell.
 */
export abstract class Media {
  /** The message that the command quotes. Whether it has any content is not known before it is read. */
  abstract readonly quoted: string | undefined;
  /**
   * All of it, at most 10,000,000 bytes; ten times in one invocation. What is still being prepared is waited for, for some seconds. Rejects
   * with MEDIA_MISSING, MEDIA_NOT_READY, MEDIA_TOO_LARGE, PLATFORM_GONE (it was unsent) or another platform code in `error.code`; a member
   * reads an honest line of each. `preview`: a small picture in its place, of an image or a video.
   */
  abstract read(messageId: string, options?: { readonly preview?: boolean }): Promise<MediaContent>;
  /** Whether a long video or voice message is ready. Rejects as `read` does. */
  abstract state(messageId: string): Promise<MediaState>;
}

/**
 * What the plugin keeps for this chat; nobody else reads it. Permission `storage`. Reads see the handler's own writes; writes are
 * committed when the handler ends well, together with its replies, or not at all.
 */
export abstract class Storage {
  abstract get<T extends Json>(key: string): Promise<T | undefined>;
  abstract set(key: string, value: Json): Promise<void>;
  abstract delete(key: string): Promise<void>;
  /** Entries whose key starts with `prefix`, in the order of their keys. */
  abstract list<T extends Json>(prefix: string): Promise<readonly { readonly key: string; readonly value: T }[]>;
}

/**
 * Command lines that the clock runs in this chat: exact to a second while the host is up; after downtime late, but once, if not more
 * than a day late. The handler sees `caller.by === 'clock'`. Permission `schedule`. Committed with the command.
 */
export abstract class Schedule {
  /** Runs one of the plugin's own command lines at `time` (milliseconds since 1970, not in the past). A timer of the same id is replaced. */
  abstract at(time: number, line: string, options?: ScheduleOptions): Promise<void>;
  /** Runs it again and again: a cron pattern of five fields, `0 19 * * 5`, in the chat's time zone. At most once a minute. */
  abstract every(pattern: string, line: string, options?: ScheduleOptions): Promise<void>;
  /** True if there was such a timer. The id is the line where none was given. */
  abstract cancel(id: string): Promise<boolean>;
  abstract list(): Promise<readonly Timer[]>;
}

export interface ScheduleOptions {
  /** At most 200 characters; the line itself by default. */
  readonly id?: string;
}

export interface Timer {
  readonly id: string;
  readonly line: string;
  /** When it runs next, milliseconds since 1970. */
  readonly due: number;
  /** The pattern of one that repeats. */
  readonly every?: string;
}

/** The plugin's own texts (`locales/<language>.json`, ICU messages) in this chat's language. No permission needed. */
export abstract class Texts {
  abstract readonly language: Language;
  /** IANA name, such as `Asia/Tokyo`. */
  abstract readonly timeZone: string;
  /** The text of a key, its `{placeholders}` filled. Throws BAD_CALL for a key that no locale has. */
  abstract t(key: string, values?: Readonly<Record<string, string | number | boolean | Date>>): string;
  /** "A, B and C" in the chat's language. */
  abstract list(items: readonly string[]): string;
}

/**
 * Names for members that nobody can match any more once their key is destroyed: for votes that are to stay secret. Permission `storage`.
 * Until then the operator could: the key is in the store, though the plugin never sees it.
 */
export abstract class Pseudonyms {
  /** What a member is called under this key: the same each time, 32 characters. The key is made at its first use. */
  abstract of(key: string, memberId: string): Promise<string>;
  /**
   * With the command the key is gone, and everything that the command deletes with it: overwritten in the store and cut out of its log.
   * What members had typed in commands of this plugin that failed in this chat goes too. A backup that was made before keeps it all.
   */
  abstract destroy(key: string): Promise<void>;
}

/** Files for the members of this chat, behind links that are signed and expire. Permission `downloads`. */
export abstract class Downloads {
  /**
   * The file's address; `undefined` where the operator has set no PUBLIC_URL. Whoever has it may fetch the file until it expires. The
   * file is there when the command has ended well. The newest twenty of a plugin in a chat are kept.
   */
  abstract publish(file: DownloadFile): Promise<string | undefined>;
  /** A chart as a PNG; its address, as with `publish`. It can be an `image` message or a card's `image`. */
  abstract chart(chart: Chart): Promise<string | undefined>;
}

export interface Chart {
  /** The file's, with its ending: `lunch.png`. */
  readonly name: string;
  readonly title: string;
  /** A line under the title. */
  readonly text?: string;
  /** At most 50. `share` is from 0 to 1; longer texts are cut to their place. */
  readonly bars: readonly { readonly label: string; readonly share: number; readonly value: string }[];
  /** Milliseconds since 1970, at most 30 days from now. */
  readonly expires: number;
}

export interface DownloadFile {
  /** With its ending: `lunch.csv`. At most 100 characters. */
  readonly name: string;
  readonly type: 'text/plain' | 'text/csv' | 'text/calendar' | 'application/json';
  /** At most 1,000,000 bytes as UTF-8. */
  readonly body: string;
  /** Milliseconds since 1970, at most 30 days from now. */
  readonly expires: number;
}

/**
 * Public web services, asked through the host: https on port 443 alone, and only the hosts that the manifest names in `fetch`, which is
 * the permission. An answer has 5 s, redirects included, and 1 MB; an invocation may ask 10 times. Rejects with a FETCH code; a status
 * such as 404 is an answer and no error.
 */
export abstract class Fetch {
  abstract get(url: string | URL, options?: FetchOptions): Promise<FetchResponse>;
  abstract head(url: string | URL, options?: FetchOptions): Promise<FetchResponse>;
  /**
   * Changes something over there. Permission `fetch:write`. It happens at once and cannot be taken back when the handler throws, and
   * once more when the host has to run the handler again: the header `Idempotency-Key` is the same then, for a service that knows it.
   */
  abstract send(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string | URL,
    options?: FetchOptions & { readonly json?: Json; readonly body?: string },
  ): Promise<FetchResponse>;
}

export interface FetchOptions {
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FetchResponse {
  readonly status: number;
  /** Whether the status is from 200 to 299. */
  readonly ok: boolean;
  /** Where it came from, after redirects. */
  readonly url: string;
  /** A few, by their names in lower case: `content-type`, `etag`, `last-modified`, `retry-after`, … */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The text as JSON. Throws FETCH_BROKEN when it is none. Look at what it is before you trust it. */
  json<T = Json>(): T;
}

/**
 * What this chat has chosen for the settings that the manifest declares, as it was when the invocation started. No permission needed.
 * `@inject(Settings) private readonly settings: Settings<typeof manifest>`.
 */
export abstract class Settings<M = { readonly settings: object }> {
  abstract readonly values: SettingsOf<M>;
}

/** What this member may run here. Permission `commands`, for `/help`. */
export abstract class CommandList {
  /** Commands that make sense in this kind of chat, by plugin, in the chat's language; hidden ones are left out. */
  abstract all(): readonly CommandEntry[];
  /** One command by any of its names, typed with or without a slash. */
  abstract find(word: string): CommandEntry | undefined;
}

export interface CommandEntry {
  readonly plugin: string;
  /** `poll`, without the slash. */
  readonly name: string;
  /** Every word that runs it, in all languages. */
  readonly words: readonly string[];
  /** The name to show in the chat's language: `投票`. */
  readonly shown: string;
  readonly description: string;
  /** `/poll <question> [choices…]`, in the chat's language. */
  readonly usage: string;
  readonly options: readonly { readonly name: string; readonly description: string; readonly required: boolean }[];
  readonly subcommands: readonly {
    readonly name: string;
    readonly words: readonly string[];
    readonly shown: string;
    readonly description: string;
    readonly usage: string;
  }[];
}

/** A logger that names the plugin, the chat and the command on every line. No permission needed. Never log what members write. */
export abstract class Log {
  abstract debug(message: string, details?: Readonly<Record<string, Json>>): void;
  abstract info(message: string, details?: Readonly<Record<string, Json>>): void;
  abstract warn(message: string, details?: Readonly<Record<string, Json>>): void;
  abstract error(message: string, details?: Readonly<Record<string, Json>>): void;
}

/** Chance, from a seed of the invocation's own: a handler that is run again draws the same. No permission needed. */
export abstract class Random {
  /** From 0 up to, but without, 1. */
  abstract next(): number;
  /** A whole number from `min` to `max`, both included. */
  abstract integer(min: number, max: number): number;
}

/**
 * When this invocation began; it stands still within one handler. `Date.now()`, `new Date()` and `Math.random()` of a plugin follow
 * `Clock` and `Random`. No permission needed.
 */
export abstract class Clock {
  /** Milliseconds since 1970. */
  abstract now(): number;
}
