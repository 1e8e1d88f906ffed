import type { ChatKind, ChatRef } from '../chat/chat.ts';
import { notAnId } from './failures.ts';

const LETTERS: Record<ChatKind, string> = { user: 'U', group: 'C', room: 'R' };

/**
 * LINE's ids are a letter and 32 hex digits. We ask for less, since local stand-ins for LINE are not always so exact: what matters
 * is that a name or a piece of a path costs no call, and can never become part of one.
 */
export const looksLikeId = (id: string, kind: ChatKind): boolean =>
  id.startsWith(LETTERS[kind]) && /^[0-9A-Za-z_-]{2,64}$/.test(id);

/** The chat's id, fit for a path. Throws BAD_CALL for what cannot be one. */
export function chatId(call: string, { kind, id }: ChatRef): string {
  if (!looksLikeId(id, kind)) throw notAnId(call, kind);
  return encodeURIComponent(id);
}

/** A message's id, fit for a path. Throws BAD_CALL for what cannot be one. */
export function messageId(call: string, id: string): string {
  if (!/^[0-9A-Za-z_-]{1,64}$/.test(id)) throw notAnId(call, 'message');
  return encodeURIComponent(id);
}

/** A member's id, fit for a path. Throws BAD_CALL for what cannot be one. */
export function userId(call: string, id: string): string {
  if (!looksLikeId(id, 'user')) throw notAnId(call, 'member');
  return encodeURIComponent(id);
}
