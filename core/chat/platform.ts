import type { ChatKind, ChatRef, PlatformName } from './chat.ts';
import type { MemberProfile } from './member.ts';
import type { NativeMessage, OutgoingMessage } from './message.ts';

/** What a platform lets a bot do in a chat. Ask before offering it to a member. */
export type Capability =
  | 'leave'
  | 'rename'
  | 'setIcon'
  | 'listMembers'
  | 'addMember'
  | 'removeMember'
  | 'createGroup'
  | 'buttons'
  | 'reactions'
  | 'quote'
  | 'mention'
  | 'accountLink'
  | 'loading'
  | 'markRead'
  | 'media';

/** A group that the bot makes: a platform may hold the address of each person against its own rules. */
export interface NewGroup {
  /** Telephone numbers with their country (`+81…`) or e-mail addresses, 2 to 31 of them, each once. */
  readonly addresses: readonly string[];
  /** What everyone in it reads first. Without a link: Linq takes none in a first message. */
  readonly text: string;
}

/** How fast messages may come. */
export interface Pace {
  /** So many for each person who gets them, one of a group as anyone else … */
  readonly messages: number;
  /** … within so many milliseconds. */
  readonly within: number;
}

export interface SentMessage {
  readonly id: string;
  /** Of a card with a subject: its place among the messages that were handed over. Absent where several became one. */
  readonly of?: number;
  readonly quoteToken?: string;
}

/** The month's paid messages. `limit` is absent where there is none. */
export interface Quota {
  readonly limit?: number;
  readonly used: number;
}

/** What the platform itself counted of the account's messages on one day. */
export interface SentOnADay {
  readonly replies: number;
  readonly pushes: number;
}

/** Connects a member's account on the platform with one at a service (LINE docs, "Linking user accounts"). */
export interface LinkToken {
  /** Good for one use. */
  readonly token: string;
  /** Until then; milliseconds since 1970. */
  readonly expires: number;
  /** Where the service sends the member once they have logged in there, with `&nonce=` and a nonce of its own behind it. */
  readonly dialogUrl: string;
}

/** What a member sent, as the platform has it. */
export interface MediaContent {
  /** Its content type, such as `image/jpeg`. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** `processing`: not ready to be read yet. `failed`: it never will be. */
export type MediaState = 'processing' | 'succeeded' | 'failed';

export interface MediaAsked {
  readonly messageId: string;
  /** A small picture that stands for an image or a video. */
  readonly preview: boolean;
  /** Bytes; more is MEDIA_TOO_LARGE. */
  readonly most: number;
}

export interface ChatSummary {
  readonly name: string;
  readonly pictureUrl?: string;
}

export interface BotInfo {
  readonly id: string;
  readonly displayName: string;
}

/** Turns a button's command line into what the platform carries (LINE: postback data, at most 300 UTF-16 units). */
export type SignLine = (commandLine: string) => string;

/**
 * All that the host asks of a platform. Every method rejects with a `Failure` whose code is one of the platform codes of
 * `errors.ts`, and which carries the HTTP status and the platform's request id. None of them waits longer than 10 s.
 */
export interface Platform {
  readonly name: PlatformName;
  /**
   * Where every message is free and bears a key that makes another try safe (Linq): makes the token of a reply that no event brought one
   * for, and each token is good for `life` milliseconds. Absent where only events bring tokens (LINE).
   */
  readonly ownTokens?: { make(): string; readonly life: number };
  /**
   * Where ids do not tell what a chat is, and no event tells that the bot came into it (Linq): learns what there is to know before
   * something runs in the chat, and answers from memory when it can.
   */
  look?(chat: ChatRef): Promise<ChatKind>;
  /** Resolved for each chat (Linq: by its service), without a call. */
  can(capability: Capability, chat: ChatRef): boolean;
  /** Absent where the host need not care. */
  readonly pace?: Pace;
  /** So many replies, and so many pushes, the account may send in a second, whatever host they come from. Absent: nobody knows. */
  readonly callsPerSecond?: number;
  /** How many people a group must have for a deed, the bot among them. Absent: any number will do. */
  readonly peopleFor?: Readonly<Partial<Record<'leave' | 'addMember' | 'removeMember', number>>>;
  /** Words, in lower case, that mean something to the platform itself when they are all of a message (Linq: `stop`): no command is called so. */
  readonly ownWords?: ReadonlySet<string>;
  /** Throws BAD_CALL, with the place, for a message of the platform's own making that it would refuse. */
  checkNative(message: NativeMessage): void;
  /** Who the bot is; its id is what webhooks name as `destination`. */
  info(): Promise<BotInfo>;
  /**
   * Answers an event for free: one use of the token, never tried twice by the platform's client. Whatever is more than one call
   * carries (LINE: five messages) is folded into it, so that nothing is dropped without a word.
   */
  reply(
    chat: ChatRef,
    token: string,
    messages: readonly OutgoingMessage[],
    sign: SignLine,
  ): Promise<readonly SentMessage[]>;
  /** A paid delivery. The same `retryKey` (a UUID) is delivered once in 24 h: "already accepted" counts as sent. */
  push(
    chat: ChatRef,
    retryKey: string,
    messages: readonly OutgoingMessage[],
    sign: SignLine,
  ): Promise<readonly SentMessage[]>;
  /** A member as this chat sees them. PLATFORM_NOT_FOUND for someone who left or never was here. */
  profile(chat: ChatRef, memberId: string): Promise<MemberProfile>;
  /** People in the chat, without the bot. */
  memberCount(chat: ChatRef): Promise<number>;
  /** Every member whom the platform names. PLATFORM_FORBIDDEN where the account may not ask (LINE: unverified accounts). */
  memberIds(chat: ChatRef): Promise<readonly string[]>;
  /** NOT_SUPPORTED for a chat that has no name. */
  summary(chat: ChatRef): Promise<ChatSummary>;
  /** NOT_SUPPORTED in a 1:1 chat. */
  leave(chat: ChatRef): Promise<void>;
  /**
   * What changes a group is NOT_SUPPORTED where bots cannot (LINE). Done twice each does no harm. Resolves when the platform has taken it:
   * whether it comes to pass may be told later, by an event.
   */
  rename(chat: ChatRef, name: string): Promise<void>;
  /** `url`: https, for everyone to fetch. */
  setIcon(chat: ChatRef, url: string): Promise<void>;
  /** `address`: a telephone number with its country (`+81…`) or an e-mail address. */
  addMember(chat: ChatRef, address: string): Promise<void>;
  removeMember(chat: ChatRef, memberId: string): Promise<void>;
  /** The member id of whoever has an address. Absent where bots add nobody. */
  memberIdOf?(address: string): string;
  /** Makes another group, with the account of `chat`, and says the first thing in it. The same `key` makes one group. */
  createGroup(chat: ChatRef, group: NewGroup, key: string): Promise<void>;
  quota(): Promise<Quota>;
  /**
   * What was sent the day before this moment, in the platform's days; `undefined` while it has not counted that. Absent where the platform
   * tells no such thing.
   */
  sentTheDayBefore?(now: number): Promise<SentOnADay | undefined>;
  /** What follows is there wherever `can` of it is true: `accountLink`, `loading`, `markRead`, `media`. */
  linkToken?(chat: ChatRef): Promise<LinkToken>;
  /** Shows that the bot is at work, until its next message comes or so many seconds (5 to 60) are over. */
  showLoading?(chat: ChatRef, seconds: number): Promise<void>;
  /** Everything up to the message of this token has been read. Done twice it does no harm. */
  markRead?(chat: ChatRef, token: string): Promise<void>;
  /** MEDIA_MISSING, MEDIA_NOT_READY, MEDIA_TOO_LARGE, PLATFORM_GONE or another platform code. */
  content?(asked: MediaAsked): Promise<MediaContent>;
  contentState?(messageId: string): Promise<MediaState>;
  close(): Promise<void>;
}
