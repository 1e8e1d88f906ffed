import { maskAddresses } from '../chat/address.ts';
import type { FailureRow, OutboxRow } from './store.ts';

/** Keys of what answers, quotes or marks a message: nobody who reads a failure needs them. */
const TOKENS = new Set(['reply', 'quoteToken', 'readToken']);
/** The chat that it happened in: the line of the account is the operator's own. */
const OWN = new Set(['account', 'key']);

/** JSON without tokens, and of people's numbers and addresses only the end. */
const shown = (key: string, value: unknown): unknown => {
  if (TOKENS.has(key)) return undefined;
  return typeof value === 'string' && !OWN.has(key) ? maskAddresses(value) : value;
};

/** What a failure was given, for an operator to read. */
export function shownBody({ kind, body }: Pick<FailureRow, 'kind' | 'body'>): unknown {
  return kind === 'markRead' ? {} : (JSON.parse(body, shown) as unknown);
}

/** What is kept of a row that is given up: none is ever done again, so that nobody's number or address stays. `undefined`: all of it. */
export function keptBody({ kind, body }: Pick<OutboxRow, 'kind' | 'body'>): string | undefined {
  const isPersonal = kind === 'addMember' || kind === 'createGroup' || kind === 'markRead';
  return isPersonal ? JSON.stringify(shownBody({ kind, body })) : undefined;
}
