import type { ChatRef, PlatformName } from './chat.ts';
import type { MemberProfile } from './member.ts';
import type { NativeMessage, OutgoingMessage } from './message.ts';

/** What a platform lets a bot do in a chat. Ask before offering it to a member. */
export type Capability = 'leave' | 'rename' | 'listMembers' | 'buttons' | 'mention' | 'addMember' | 'removeMember';

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
  can(capability: Capability, chat: ChatRef): boolean;
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
  /** Gives the group another name. NOT_SUPPORTED where bots cannot (LINE). */
  rename(chat: ChatRef, name: string): Promise<void>;
  quota(): Promise<Quota>;
  close(): Promise<void>;
}
