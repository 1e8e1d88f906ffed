import type { Card, Button } from './card.ts';

export interface TextMessage {
  readonly type: 'text';
  readonly text: string;
  /** Offered under the message; on LINE quick replies, which vanish when anyone posts. */
  readonly buttons?: readonly Button[];
}

/** What a plugin sends. A string is a text. */
export type Message = string | TextMessage | Card;

/** What a handler returns: a message, a list of them, or nothing. */
export type Reply = Message | readonly Message[] | undefined | void;

/** A message ready for a platform: texts spelled out, and each button's line signed by the host. */
export type OutgoingMessage = TextMessage | Card;
