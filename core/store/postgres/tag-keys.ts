import { randomBytes } from 'node:crypto';
import type { TagKey } from '../../host/store.ts';
import type { Session, Statement } from './connection.ts';

/** As long as the digest that it keys: a longer one would gain nothing. */
const KEY_BYTES = 32;
/** A key signs for a year; what it has signed is good for as long as its card is there. */
const SIGNS_FOR = 365 * 86_400_000;

/** Of several hosts that find none at once, one makes it. */
const LOCK: Statement = { name: 'lock_tag_keys', text: 'LOCK TABLE tag_key IN SHARE ROW EXCLUSIVE MODE' };
const ALL: Statement = { name: 'tag_keys', text: 'SELECT id, key, at FROM tag_key ORDER BY nth DESC' };
const RETIRE: Statement = {
  name: 'retire_tag_keys',
  text: 'UPDATE tag_key SET retired_at = $1 WHERE retired_at IS NULL',
};
const ADD: Statement = { name: 'add_tag_key', text: 'INSERT INTO tag_key (id, key, at) VALUES ($1, $2, $3)' };

const isEnough = (keys: readonly TagKey[], now: number): boolean => {
  const [newest] = keys;
  return newest !== undefined && now - newest.at < SIGNS_FOR;
};

/** The newest first. Makes the first one, and the next one when it has signed for long enough. */
export async function tagKeys(session: Session, now: number): Promise<readonly TagKey[]> {
  const known = await session.rows<TagKey>(ALL);
  if (isEnough(known, now)) return known;
  await session.rows(LOCK);
  const keys = await session.rows<TagKey>(ALL);
  if (isEnough(keys, now)) return keys;
  await session.rows(RETIRE, [now]);
  await session.rows(ADD, [(keys.length + 1).toString(36), randomBytes(KEY_BYTES), now]);
  return session.rows<TagKey>(ALL);
}
