import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Failure } from '../errors.ts';
import { LIMITS } from './limits.ts';

const PREFIX = 'whsec_';
const BASE64 = /^[A-Za-z0-9+/]{4,}={0,2}$/;
/** Nobody rotates so many secrets at once. */
const MOST_SIGNATURES = 16;
export const HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

/** Whether these very bytes bear a good signature of now. Never throws. */
export type SignatureCheck = (body: Buffer, headers: IncomingHttpHeaders, now: number) => boolean;

/** A signing secret as Linq shows it: base64, with or without `whsec_`. */
const isSecret = (secret: string): boolean => BASE64.test(secret.replace(PREFIX, ''));

/**
 * Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, base64, in a header that may hold several (`v1,… v1,…`). Any of the secrets is
 * good: one is replaced by a second subscription with its own. What is older or newer than five minutes is refused, so that nobody can
 * send it again later. `now`: milliseconds since 1970.
 */
export function signatureCheck(secrets: readonly string[]): SignatureCheck {
  if (secrets.length === 0 || !secrets.every(isSecret))
    throw new Failure('CONFIG_INVALID', 'LINQ_WEBHOOK_SECRET must be the signing secret of a webhook subscription.');
  const keys = secrets.map((secret) => createSecretKey(secret.replace(PREFIX, ''), 'base64'));
  return (body, headers, now) => {
    const [id, timestamp, signatures] = HEADERS.map((name) => headers[name]);
    if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') return false;
    if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now / 1000 - Number(timestamp)) > LIMITS.signedWithin) return false;
    const good = keys.map((key) => expected(key, `${id}.${timestamp}.`, body));
    return signatures
      .split(' ', MOST_SIGNATURES)
      .filter((one) => one.startsWith('v1,'))
      .some((one) => {
        // Compared as text: decoding base64 would forgive stray characters.
        const given = Buffer.from(one.slice(3), 'utf8');
        return good.some((right) => given.length === right.length && timingSafeEqual(given, right));
      });
  };
}

const expected = (key: KeyObject, before: string, body: Buffer): Buffer =>
  Buffer.from(createHmac('sha256', key).update(before).update(body).digest('base64'), 'latin1');
