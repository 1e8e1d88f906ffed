import { createHmac } from 'node:crypto';

/**
 * The bytes of a webhook and their signature. As LINE does it, characters outside the basic plane are escaped (`\ud83e\udd28`):
 * a host that signs its own serialisation of the parsed body passes on ASCII and fails on the first emoji.
 */
export function signedBody(secret: string, body: unknown): { readonly body: string; readonly signature: string } {
  const text = JSON.stringify(body).replaceAll(
    /[\ud800-\udfff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return { body: text, signature: signatureOf(secret, text) };
}

/** Base64 of HMAC-SHA256 over the bytes (LINE docs, "Verify webhook signature"). */
export const signatureOf = (secret: string, body: string): string =>
  createHmac('sha256', secret).update(body).digest('base64');
