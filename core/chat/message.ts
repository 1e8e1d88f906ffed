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

export interface TextMessage {
  readonly type: 'text';
  /** Only a part of the list can be a mention: what members write means nothing to a platform, braces and @ included. */
  readonly text: string | readonly TextPart[];
  /** Offered under the message; on LINE quick replies, which vanish when anyone posts. */
  readonly buttons?: readonly Button[];
  /** Quotes the message that it answers, where there is one and the platform can (LINE: texts and stickers). */
  readonly quote?: true;
}

/** What a plugin sends. A string is a text. */
export type Message = string | TextMessage | Card;

/** What a handler returns: a message, a list of them, or nothing. */
export type Reply = Message | readonly Message[] | undefined | void;

/** A message ready for a platform: texts spelled out, and each button's line signed by the host. */
export type OutgoingMessage = (TextMessage | Card) & {
  /** The platform's token of the message that this one quotes. */
  readonly quoteToken?: string;
};
