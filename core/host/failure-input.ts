import type { FailureRow } from './store.ts';

/** Telephone numbers with their country, and e-mail addresses: how members are reached, which is for nobody to read. */
const ADDRESS = /\+\d(?:[ ().-]?\d){4,13}?((?:[ ().-]?\d){4})(?!\d)|[^\s"<>@]+(@[^\s"<>@]+\.[^\s"<>@]+)/g;
/** They answered once, or never will. */
const TOKENS: ReadonlySet<string> = new Set(['reply', 'quoteToken', 'readToken']);

function shown(key: string, value: unknown): unknown {
  if (TOKENS.has(key)) return undefined;
  if (typeof value !== 'string') return value;
  return value.replaceAll(ADDRESS, (_, end?: string, domain?: string) => `…${end ?? domain ?? ''}`);
}

/** What was to be done, for the operator to read: without tokens, and of addresses only as much as others may read. */
export function failureInput({ body }: Pick<FailureRow, 'body'>): unknown {
  return JSON.parse(body, shown);
}
