import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { Failure } from '../errors.ts';

/** Base64 of the 32 bytes of an HMAC-SHA256. */
const SIGNATURE_LENGTH = 44;

/** Whether `signature`, the header as it came, is right for these very bytes. Never throws. */
export type SignatureCheck = (body: Buffer, signature: unknown) => boolean;

/**
 * LINE signs the raw body with the channel secret (LINE reference, "Signature validation"). While a secret is being replaced, both
 * the old and the new one are good. Keys are made once: a KeyObject halves the cost of each check.
 */
export function signatureCheck(secrets: readonly string[]): SignatureCheck {
  if (secrets.length === 0 || secrets.some((secret) => secret.trim() === '')) {
    // An empty key would let anyone sign.
    throw new Failure('CONFIG_INVALID', 'LINE_CHANNEL_SECRET must be one channel secret, or two separated by a comma.');
  }
  const keys = secrets.map((secret) => createSecretKey(secret, 'utf8'));
  return (body, signature) => {
    if (typeof signature !== 'string' || signature.length !== SIGNATURE_LENGTH) return false;
    // Compared as text: decoding base64 would forgive stray characters.
    const given = Buffer.from(signature, 'utf8');
    return given.length === SIGNATURE_LENGTH && keys.some((key) => timingSafeEqual(given, expected(key, body)));
  };
}

const expected = (key: KeyObject, body: Buffer): Buffer =>
  Buffer.from(createHmac('sha256', key).update(body).digest('base64'), 'latin1');
