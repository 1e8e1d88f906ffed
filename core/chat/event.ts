import type { ChatRef } from './chat.ts';

/** A token that answers one event for free. One owner, one use, at most five messages, not after 50 s (LINE allows 60). */
export interface ReplyToken {
  readonly token: string;
  /** Milliseconds since 1970 at which this host received the webhook: the token's life counts from here. */
  readonly receivedAt: number;
}

/** A mention in a received text. `index` and `length` are UTF-16 units of the text as received. */
export interface Mention {
  readonly index: number;
  readonly length: number;
  /** Absent for `@All`, and for a member who has not agreed to share an id. */
  readonly memberId?: string;
  /** The bot itself was mentioned. */
  readonly isSelf?: boolean;
  readonly all?: boolean;
}

/** One of the platform's own emoji in a received text, which holds words such as `(love)` in its place. UTF-16 units, as in `Mention`. */
export interface PlatformEmoji {
  readonly index: number;
  readonly length: number;
  /** LINE: `productId/emojiId`. */
  readonly name: string;
}

export interface IncomingText {
  readonly type: 'text';
  readonly id: string;
  readonly text: string;
  readonly mentions: readonly Mention[];
  readonly emojis?: readonly PlatformEmoji[];
  /** The message that this one answers, if it answers one. */
  readonly quotedMessageId?: string;
  /** Lets a reply quote this message. */
  readonly quoteToken?: string;
}

/** What has content that can be read. */
export type MediaKind = 'image' | 'video' | 'audio' | 'file';

/** Media carry no content here: only what the webhook says about them. */
export interface IncomingMedia {
  readonly type: 'image' | 'video' | 'audio' | 'file' | 'sticker' | 'location' | 'other';
  readonly id: string;
  readonly quotedMessageId?: string;
  readonly quoteToken?: string;
  /** Milliseconds, for audio and (where known) video. */
  readonly duration?: number;
  readonly file?: { readonly name: string; readonly size: number };
  /** Where it is, for what was sent from an address outside the platform (by an app in the chat); else only the platform has it. */
  readonly external?: { readonly url: string; readonly previewUrl?: string };
  /** Pictures that were sent together: this is the `index`th of `total`, counted from 1. They may come in any order. */
  readonly set?: { readonly id: string; readonly index?: number; readonly total?: number };
  readonly sticker?: {
    readonly packageId: string;
    readonly stickerId: string;
    /** At most 15 words for what it shows. */
    readonly keywords: readonly string[];
    /** What its sender wrote on it. */
    readonly text?: string;
  };
  readonly location?: {
    readonly title?: string;
    readonly address?: string;
    readonly latitude: number;
    readonly longitude: number;
  };
}

export type IncomingMessage = IncomingText | IncomingMedia;

interface Base {
  /** The platform's id of the event, the same when the event is delivered again (LINE: `webhookEventId`). */
  readonly id: string;
  /** Absent where the platform does not say where it happened (a failed account link, a delivery report). */
  readonly chat?: ChatRef;
  /** Who did it. Absent where the platform does not say. */
  readonly memberId?: string;
  /** Milliseconds since 1970 at which it happened, which is not when it was delivered. */
  readonly at: number;
  readonly redelivered: boolean;
  readonly reply?: ReplyToken;
}

/** What a picker gave: a date (`2026-11-22`), a time (`18:00`), or both (`2026-11-22T18:00`), in no time zone. */
export interface PickedTime {
  readonly date?: string;
  readonly time?: string;
  readonly datetime?: string;
}

/** Signs that platforms share; `other`: an emoji, a sticker, or one that nobody had heard of. */
type ReactionName = 'love' | 'like' | 'dislike' | 'laugh' | 'emphasize' | 'question' | 'other';

interface Payloads {
  /** `readToken`: marks the chat as read up to this message (LINE's `markAsReadToken`). */
  message: { readonly message: IncomingMessage; readonly readToken?: string };
  /** The message id is that of the original. Edits may arrive out of order: the largest `at` is the newest. */
  messageEdited: { readonly message: IncomingMessage };
  unsend: { readonly messageId: string };
  /** A message that has content of its own, for plugins that may read it: the host makes one of such a `message`. */
  media: { readonly message: IncomingMedia & { readonly type: MediaKind } };
  /** `returning`: the member had blocked the bot before (LINE does not promise that this is right). */
  follow: { readonly returning: boolean };
  unfollow: object;
  /** The bot came into a group or room. Nobody says who invited it. */
  join: object;
  /** The bot left, or was removed. */
  leave: object;
  memberJoined: { readonly memberIds: readonly string[]; readonly unnamed: number };
  memberLeft: { readonly memberIds: readonly string[]; readonly unnamed: number };
  postback: { readonly data: string; readonly picked?: PickedTime };
  richMenuSwitched: { readonly data: string; readonly richMenuAlias?: string; readonly status: string };
  videoPlayComplete: { readonly trackingId: string };
  beacon: { readonly hardwareId: string; readonly action: string; readonly deviceMessage?: string };
  /** A member went through LINE's dialog. `nonce`: what the plugin's own service gave to it, for whoever had logged in there. */
  accountLink: { readonly ok: boolean; readonly nonce: string };
  membership: { readonly action: string; readonly membershipId?: number };
  module: { readonly action: string; readonly botId?: string; readonly reason?: string };
  /** A module channel got the right to answer, until `expiresAt` (milliseconds since 1970). */
  activated: { readonly expiresAt?: number };
  deactivated: object;
  botSuspended: object;
  botResumed: object;
  delivery: { readonly data: string };
  /** A member reacted to a message with one of the platform's signs, or took it back. `memberId` is absent where nobody says who. */
  reaction: { readonly messageId: string; readonly reaction: ReactionName; readonly added: boolean };
  /** The group has another name; none: it has no name of its own now. */
  chatRenamed: { readonly name?: string };
  chatIconChanged: object;
  /** What the bot asked for was not done after all. `code` is the platform's own. */
  chatUpdateFailed: { readonly what: 'name' | 'icon'; readonly code: string };
}

export type EventName = keyof Payloads;
export type EventOf<N extends EventName> = Base & { readonly type: N } & Payloads[N];
/** One thing that happened, as every part of the host but the platform's own folder knows it. */
export type ChatEvent = { [N in EventName]: EventOf<N> }[EventName];
