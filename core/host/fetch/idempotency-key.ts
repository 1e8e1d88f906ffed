import { createHash } from 'node:crypto';
import type { Invocation } from '../invocation.ts';

/** A UUID for the n-th request of an invocation: the same when the invocation is run again, and nobody else's. */
export function idempotencyKey({ id, chat, plugin }: Invocation, count: number): string {
  const hex = createHash('sha256').update(`${chat.key}\0${plugin.name}\0${id}\0${count}`).digest('hex');
  // Version 8 of RFC 9562: bits of one's own making.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
