import { randomBytes } from 'node:crypto';
import type { NewEvent } from '../../host/store.ts';
import type { Session, Statement } from './connection.ts';

/** A row: it was met with this; not before, and not left since. */
export const MEET: Statement = {
  name: 'meet',
  text: `INSERT INTO chat AS c (chat_key, met_at, kind) VALUES ($1, $2, $3)
    ON CONFLICT (chat_key) DO UPDATE SET met_at = excluded.met_at, kind = coalesce(excluded.kind, c.kind), left_at = -1
      WHERE (c.met_at IS NULL AND c.left_at < 0) OR (c.left_at >= 0 AND c.left_at < excluded.met_at)
    RETURNING 1`,
};
export const SET_KIND: Statement = {
  name: 'set_kind',
  text: 'UPDATE chat SET kind = $2 WHERE chat_key = $1 AND met_at IS NOT NULL',
};
export const MET: Statement = {
  name: 'met',
  text: 'SELECT chat_key, kind FROM chat WHERE met_at IS NOT NULL AND left_at < 0 ORDER BY chat_key',
};
export interface MetColumns {
  readonly chat_key: string;
  readonly kind: NonNullable<NewEvent['kind']> | null;
}

/** `$1` chats, the newest of them found in the newest `$2` sightings; where these are of fewer chats, others fill the list. */
export const CHATS: Statement = {
  name: 'chats',
  text: `
WITH recent AS MATERIALIZED (SELECT chat_key, last_at FROM member WHERE last_at IS NOT NULL ORDER BY last_at DESC LIMIT $2),
seen AS MATERIALIZED (SELECT chat_key, max(last_at) AS at FROM recent GROUP BY chat_key ORDER BY at DESC, chat_key LIMIT $1),
others AS (SELECT chat_key FROM chat WHERE NOT EXISTS (SELECT FROM seen WHERE seen.chat_key = chat.chat_key)
  LIMIT $1 - (SELECT count(*) FROM seen)),
known AS (SELECT chat_key, at FROM seen
  UNION ALL SELECT chat_key, (SELECT max(last_at) FROM member m WHERE m.chat_key = others.chat_key) FROM others)
SELECT known.chat_key, chat.kind, greatest(known.at, chat.met_at) AS seen_at, CASE WHEN chat.left_at >= 0 THEN chat.left_at END AS left_at
FROM known LEFT JOIN chat ON chat.chat_key = known.chat_key
ORDER BY seen_at DESC NULLS LAST, known.chat_key`,
};

const SECRET: Statement = {
  name: 'secret',
  text: 'INSERT INTO secret (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING',
};
const READ_SECRET: Statement = { name: 'read_secret', text: 'SELECT value FROM secret WHERE name = $1' };
const SECRET_BYTES = 32;

/** Made at the first asking. */
export async function secret(session: Pick<Session, 'rows' | 'first'>, name: string): Promise<Uint8Array> {
  await session.rows(SECRET, [name, randomBytes(SECRET_BYTES)]);
  return (await session.first<{ value: Uint8Array }>(READ_SECRET, [name]))!.value;
}
