import { createHmac, randomBytes } from 'node:crypto';
import { Failure } from '../errors.ts';
import type { Transaction } from './transaction.ts';

const LONGEST = 100;

/** A key's place among the host's own entries in the plugin's mailbox. */
const placeOf = (key: string): string => `pseudonym/${key}`;

function check(key: unknown): string {
  if (typeof key !== 'string' || key === '' || key.length > LONGEST || !key.isWellFormed() || key.includes('\0'))
    throw new Failure('BAD_CALL', `a pseudonym's key is well-formed text of 1 to ${LONGEST} characters`);
  return key;
}

/** The key is random and no part of `Random`: that one can be drawn again by whoever knows the id of the event. */
export async function pseudonymOf({ view }: Transaction, key: unknown, memberId: string): Promise<string> {
  const place = placeOf(check(key));
  let secret = (await view.kept<{ readonly secret: string }>(place))?.secret;
  if (secret === undefined) {
    secret = randomBytes(32).toString('hex');
    view.keep(place, { secret });
  }
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(memberId).digest('hex').slice(0, 32);
}

export function destroyPseudonyms(transaction: Transaction, key: unknown): void {
  transaction.view.keep(placeOf(check(key)), undefined);
  transaction.shred();
}
