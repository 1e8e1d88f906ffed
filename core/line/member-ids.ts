import type { LineApi } from './api.ts';
import { malformed, timedOut } from './failures.ts';
import { list } from '../chat/shape.ts';

/** A hundred ids a page, and no chat has more than a few hundred people: this many pages are a server that never ends. */
const MOST_PAGES = 1000;
const CALL = 'member ids';

/**
 * Every member whom LINE names (LINE reference, "Get group chat member user IDs"): users of LINE for iOS and Android, asked for by
 * a verified account; PLATFORM_FORBIDDEN for others. `chatPath` is the path of the group or room.
 */
export async function memberIds(api: LineApi, chatPath: string, milliseconds: number): Promise<readonly string[]> {
  const end = performance.now() + milliseconds;
  const ids = new Set<string>();
  const starts = new Set<string>();
  let path = `${chatPath}/members/ids`;
  while (starts.size < MOST_PAGES) {
    const left = Math.ceil(end - performance.now());
    if (left <= 0) throw timedOut(CALL, milliseconds);
    const page = await api.get(CALL, path, left);
    if (!Array.isArray(page['memberIds'])) throw malformed(CALL, 'memberIds');
    for (const id of list(page['memberIds'])) if (typeof id === 'string') ids.add(id);
    const { next } = page;
    if (typeof next !== 'string' || next === '') return [...ids];
    if (starts.has(next)) throw malformed(CALL, 'next');
    starts.add(next);
    path = `${chatPath}/members/ids?start=${encodeURIComponent(next)}`;
  }
  throw malformed(CALL, 'next');
}
