import { refuse } from './refusal.ts';

const USUAL = 20;
const MOST = 100;

/** One page of a list, by `limit` and the `cursor` that the last page gave: a number of items, as Linq's own example has it. */
export function pageOf<T>(all: readonly T[], query: Readonly<Record<string, unknown>>) {
  const limit = whole(query['limit'], USUAL, 'limit');
  if (limit < 1 || limit > MOST) throw refuse(1005, `limit is from 1 to ${MOST}`);
  const from = whole(query['cursor'], 0, 'cursor');
  const end = from + limit;
  return { items: all.slice(from, end), nextCursor: end < all.length ? String(end) : null };
}

function whole(value: unknown, usual: number, name: string): number {
  if (value === undefined) return usual;
  if (typeof value !== 'string' || !/^\d{1,9}$/.test(value)) throw refuse(1005, `${name} is no number`);
  return Number(value);
}
