import { randomBytes, randomUUID } from 'node:crypto';

/** LINE's ids: a letter for what it names, and 32 hexadecimal digits (LINE FAQ, "What are user IDs …?"). */
export type IdPrefix = 'U' | 'C' | 'R';

export const newId = (prefix: IdPrefix): string => prefix + randomBytes(16).toString('hex');

export const isId = (prefix: IdPrefix, value: unknown): value is string =>
  typeof value === 'string' && value[0] === prefix && /^[0-9a-f]{32}$/.test(value.slice(1));

/** Reply tokens look like this; LINE calls them opaque. */
export const newReplyToken = (): string => randomBytes(16).toString('hex');

/** Quote tokens, tokens to mark as read, continuation tokens: opaque, and longer than an id. */
export const newOpaqueToken = (): string => randomBytes(48).toString('base64url');

let lastMessage = 610_000_000_000_000_000n;

/** Unique over all virtual LINEs of this process. A string of digits, since it does not fit into a JavaScript number. */
export function newMessageId(): string {
  lastMessage += BigInt(1 + randomBytes(1).readUInt8());
  return String(lastMessage);
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The form of `webhookEventId`: 48 bits of time, 80 of chance, in Crockford's base 32. */
export function newUlid(at: number): string {
  let time = '';
  let rest = Math.max(0, Math.floor(at));
  for (let place = 0; place < 10; place++) {
    time = CROCKFORD.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  const chance = Array.from(randomBytes(16), (byte) => CROCKFORD.charAt(byte % 32)).join('');
  return time + chance;
}

let lastOrdered = 0n;

/** A UUID as Linq names messages. Unique over this process, and each is greater than the one before, compared as text. */
export function newOrderedUuid(): string {
  const now = BigInt(Date.now()) << 12n;
  lastOrdered = now > lastOrdered ? now : lastOrdered + 1n;
  const digits = lastOrdered.toString(16).padStart(15, '0');
  // Version 7: 48 bits of time, here followed by 12 of counting; the rest is chance.
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-7${digits.slice(12, 15)}-${randomUUID().slice(19)}`;
}
