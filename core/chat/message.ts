import type { Card, Button } from './card.ts';

/**
 * Somebody who is named in a text: `{ mention: member.id, name: member.displayName }`. Where the platform can, it is a real mention,
 * which tells the person; elsewhere, and past the 20 that LINE allows in one message, it reads `@name`.
 */
export interface MentionPart {
  readonly mention: string;
  readonly name: string;
}

export type TextPart = string | MentionPart;

interface Quoting {
  /** Quotes the message that it answers, where there is one and the platform can (LINE: texts and stickers). */
  readonly quote?: true;
}

export interface TextMessage extends Quoting {
  readonly type: 'text';
  /** Only a part of the list can be a mention: what members write means nothing to a platform, braces and @ included. */
  readonly text: string | readonly TextPart[];
  /** Offered under the message; on LINE quick replies, which vanish when anyone posts. */
  readonly buttons?: readonly Button[];
}

/** A picture at an https address of at most 2,000 characters, which every member's phone must be able to reach (LINE: JPEG or PNG, 10 MB). */
export interface ImageMessage {
  readonly type: 'image';
  readonly url: string;
  /** A smaller one for the chat (LINE: 1 MB); the picture itself by default. */
  readonly previewUrl?: string;
  /** What it shows, where it cannot be shown. */
  readonly alt?: string;
}

/** LINE: mp4, 200 MB. */
export interface VideoMessage {
  readonly type: 'video';
  readonly url: string;
  /** The picture that stands for it until it is played. */
  readonly previewUrl: string;
  readonly alt?: string;
}

/** LINE: mp3 or m4a, 200 MB. */
export interface AudioMessage {
  readonly type: 'audio';
  readonly url: string;
  /** Milliseconds. */
  readonly duration: number;
  readonly alt?: string;
}

export interface LocationMessage {
  readonly type: 'location';
  readonly title: string;
  /** LINE shows one always; the title by default. */
  readonly address?: string;
  /** Degrees, from -90 to 90 and from -180 to 180. */
  readonly latitude: number;
  readonly longitude: number;
}

/** One of the stickers that LINE lets bots send ("List of available stickers"). */
export interface StickerMessage extends Quoting {
  readonly type: 'sticker';
  readonly packageId: string;
  readonly stickerId: string;
  /** What it says, for platforms that lack it. */
  readonly alt: string;
}

/**
 * A message of LINE's own making, for what no neutral one can say: an imagemap, a template, a coupon, or Flex made by hand. Held against
 * LINE's limits before anything is sent. The `data` of its postback actions is a command line, as that of a button: `/poll vote 3`.
 */
export interface NativeMessage {
  readonly type: 'native';
  readonly line: LineNative;
  /** For platforms that lack it, and where there is no room for it. */
  readonly text: string;
}

/** Shapes as in LINE's reference, "Message objects". */
export type LineNative =
  | NativeOf<'imagemap', 'baseUrl' | 'altText' | 'baseSize' | 'actions', 'video'>
  | NativeOf<'template', 'altText' | 'template'>
  | NativeOf<'flex', 'altText' | 'contents'>
  | NativeOf<'coupon', 'couponId', 'deliveryTag'>;

type NativeOf<T extends string, Required extends string, Optional extends string = never> = { readonly type: T } & {
  readonly [K in Required]: unknown;
} & { readonly [K in Optional]?: unknown };

/** What a plugin sends. A string is a text. */
export type Message = string | Sendable;

type Sendable =
  | TextMessage
  | Card
  | ImageMessage
  | VideoMessage
  | AudioMessage
  | LocationMessage
  | StickerMessage
  | NativeMessage;

/** What a handler returns: a message, a list of them, or nothing. */
export type Reply = Message | readonly Message[] | undefined | void;

/** A message ready for a platform: texts spelled out, and each button's line signed by the host. */
export type OutgoingMessage = Sendable & {
  /** The platform's token of the message that this one quotes. */
  readonly quoteToken?: string;
};
