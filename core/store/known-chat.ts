import type { KnownChat } from '../host/store.ts';

/**
 * So many sightings for each chat that is asked for are looked at, the newest first, and no more: a list costs as much with a million chats
 * as with some thousands.
 */
export const SIGHTINGS_A_CHAT = 50;

/** A row about a chat, as both databases answer it. */
export interface ChatColumns {
  readonly chat_key: string;
  readonly kind: NonNullable<KnownChat['kind']> | null;
  readonly seen_at: number | null;
  readonly left_at: number | null;
}

export const readChat = ({ chat_key: chat, kind, seen_at: seenAt, left_at: leftAt }: ChatColumns): KnownChat => ({
  chat,
  ...(kind === null ? {} : { kind }),
  ...(seenAt === null ? {} : { seenAt }),
  ...(leftAt === null ? {} : { leftAt }),
});
