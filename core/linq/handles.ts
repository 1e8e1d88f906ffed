import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { maskedAddress } from '../chat/address.ts';

const PREFIX = 'h_';
/** What people and address books put into a number. */
const DECORATION = /[\s().\u2010-\u2015-]/g;

/** One spelling for each phone number (E.164) and e-mail address (lower case). */
export function normalHandle(handle: string): string {
  const bare = handle.trim();
  const digits = bare.replaceAll(DECORATION, '');
  return /^\+?\d+$/.test(digits) ? digits : bare.toLowerCase();
}

/** As much of a phone number or an e-mail address as others may read: `…2000`, `y…@….com`. */
export function maskedHandle(handle: string): string {
  return maskedAddress(normalHandle(handle));
}

/**
 * Member ids from handles: an HMAC under a secret of this installation's store, so that no number is kept or logged, and nobody can find
 * one by trying all that there are. One person may have two handles (a phone number here, an Apple account there), and is two members.
 */
export class Handles {
  readonly #key: KeyObject;

  constructor(secret: Uint8Array) {
    this.#key = createSecretKey(secret);
  }

  idOf(handle: string): string {
    return PREFIX + createHmac('sha256', this.#key).update(normalHandle(handle)).digest('base64url');
  }
}
