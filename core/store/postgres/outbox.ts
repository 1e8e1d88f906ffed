import type { SentCard, Store } from '../../host/store.ts';
import type { Session, Statement } from './connection.ts';
import { json } from './text.ts';
import { unavailable } from './trouble.ts';

export const OUTBOX: Statement = { name: 'outbox', text: 'SELECT * FROM outbox ORDER BY id' };
export const OUTBOX_OF: Statement = { name: 'outbox_of', text: 'SELECT * FROM outbox WHERE chat_key = $1 ORDER BY id' };

/** A chat that this host has; `$1` is the host. */
const OURS = 'c.chat_key = o.chat_key AND c.owner = (SELECT id FROM host WHERE id = $1 FOR KEY SHARE)';

/** A row of the host's own, instead of one that waits under the same key. `$2` the chat, `$3` a row as of the commit's. */
const POST: Statement = {
  name: 'post',
  text: `
WITH o AS MATERIALIZED (SELECT p.*, nextval('outbox_id') AS id FROM json_to_recordset($3::json) AS p(plugin text, event text, at bigint,
  kind text, key text, token text, received bigint, by bigint, expires bigint, tried boolean, body text)
  WHERE EXISTS (SELECT FROM host WHERE id = $1 FOR KEY SHARE)
    AND NOT EXISTS (SELECT FROM chat c JOIN host h ON h.id = c.owner WHERE c.chat_key = $2 AND c.owner <> $1)),
replaced AS (DELETE FROM outbox x USING o
  WHERE x.chat_key = $2 AND x.plugin = o.plugin AND x.key = o.key AND NOT x.tried AND x.carried_by IS NULL)
INSERT INTO outbox (id, chat_key, plugin, event_id, at, kind, key, token, received_at, by, expires, tried, body)
SELECT id, $2, plugin, event, at, kind, key, token, received, by, expires, tried, body FROM o RETURNING id`,
};

const SENDING: Statement = {
  name: 'sending',
  text: `UPDATE outbox o SET tried = true, token = coalesce($3, token), received_at = coalesce($4, received_at),
      carried_by = coalesce($5, carried_by), retry_key = coalesce($6, retry_key)
    FROM chat c WHERE o.id = ANY ($2::bigint[]) AND ${OURS} RETURNING o.id`,
};

export const WAITING: Statement = {
  name: 'waiting',
  text: `UPDATE outbox o SET tried = false, token = NULL, received_at = NULL, carried_by = NULL, retry_key = NULL,
      by = CASE WHEN $3 THEN by END, promised = CASE WHEN $3 THEN promised END
    FROM chat c WHERE o.id = ANY ($2::bigint[]) AND ${OURS}`,
};

export const BURY: Statement = {
  name: 'bury',
  text: `WITH b AS (DELETE FROM outbox o USING chat c WHERE o.id = $2 AND ${OURS}
      RETURNING o.chat_key, o.plugin, o.event_id, o.kind, o.body, o.message_id)
    INSERT INTO dead (chat_key, plugin, event_id, kind, at, code, error, message_id, body)
    SELECT chat_key, plugin, event_id, kind, $3, $4, $5, message_id, coalesce($6, body) FROM b`,
};

const SETTLE: Statement = {
  name: 'settle',
  text: 'DELETE FROM outbox WHERE id = ANY ($1::bigint[]) OR carried_by = ANY ($1::bigint[])',
};
const CARDS: Statement = {
  name: 'cards',
  text: `INSERT INTO card (chat_key, message_id, plugin, subject, at)
    SELECT DISTINCT ON (chat, message) chat, message, plugin, subject, at
    FROM json_to_recordset($1::json) AS c(nth integer, chat text, message text, plugin text, subject text, at bigint)
    ORDER BY chat, message, nth
    ON CONFLICT (chat_key, message_id) DO NOTHING`,
};

/** Of the chats those where something waits for a reply token. */
export const LOOK: Statement = {
  name: 'look',
  text: `SELECT chat FROM json_array_elements_text($1::json) chat
    WHERE EXISTS (SELECT FROM outbox o WHERE o.chat_key = chat AND NOT o.tried AND o.kind IN ('reply', 'notice'))`,
};

/** A card, and when it was said to be sent. */
export interface SettledCard extends SentCard {
  readonly at: number;
}

/** Sent, with the cards that were among it. */
export async function settle(
  session: Pick<Session, 'rows'>,
  ids: readonly number[],
  cards: readonly SettledCard[],
): Promise<void> {
  const told = cards.map(({ chat, messageId, plugin, subject, at }, nth) => ({
    nth,
    chat,
    message: messageId,
    plugin,
    subject,
    at,
  }));
  await Promise.all([
    ids.length > 0 ? session.rows(SETTLE, [ids]) : undefined,
    told.length > 0 ? session.rows(CARDS, [json(told)]) : undefined,
  ]);
}

export async function post(
  connection: Pick<Session, 'first'>,
  host: number,
  at: number,
  ...[chat, plugin, eventId, row]: Parameters<Store['post']>
): ReturnType<Store['post']> {
  const { receivedAt, ...told } = row;
  const given = json([{ plugin, event: eventId, at, received: receivedAt, ...told }]);
  const posted = await connection.first<{ id: number }>(POST, [host, chat, given]);
  if (!posted) throw unavailable(new Error('the chat is in another host’s hands'));
  return { ...row, id: posted.id, chat, plugin, eventId, at };
}

/** Those of these messages that are there to be sent. */
export async function sending(
  connection: Pick<Session, 'rows'>,
  host: number,
  ...[ids, how]: Parameters<Store['sending']>
): ReturnType<Store['sending']> {
  const { token = null, receivedAt = null, carriedBy = null, retryKey = null } = how;
  const rows = await connection.rows<{ id: number }>(SENDING, [host, ids, token, receivedAt, carriedBy, retryKey]);
  const there = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => there.has(id));
}
