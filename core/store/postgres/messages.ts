import type { Store, Withdrawn } from '../../host/store.ts';
import type { Session, Statement } from './connection.ts';
import { addRows } from './whole-units.ts';

export const SUBJECT: Statement = {
  name: 'subject',
  text: `SELECT plugin, subject FROM card WHERE chat_key = $1 AND message_id = $2
    UNION ALL SELECT plugin, subject FROM invocation WHERE chat_key = $1 AND message_id = $2 AND subject IS NOT NULL`,
};
export const RAN_BY: Statement = {
  name: 'ran_by',
  text: 'SELECT plugin, event_id AS "eventId" FROM invocation WHERE chat_key = $1 AND message_id = $2',
};

/**
 * Erases what a message wanted and what is still to be said to it, but for a farewell: one that was taken back does not keep the bot from
 * leaving.
 */
const WITHDRAW: Statement = {
  name: 'withdraw',
  text: `
WITH i AS (DELETE FROM inbox WHERE chat_key = $1 AND message_id = $2 RETURNING seq),
o AS (DELETE FROM outbox WHERE chat_key = $1 AND message_id = $2 AND NOT tried AND carried_by IS NULL AND kind <> 'leave' RETURNING id),
d AS (DELETE FROM dead WHERE chat_key = $1 AND message_id = $2 RETURNING 1),
l AS (DELETE FROM line WHERE chat_key = $1 AND message_id = $2 RETURNING 1)
SELECT (SELECT json_agg(seq) FROM i) AS inbox, (SELECT json_agg(id) FROM o) AS outbox,
  (SELECT count(*) FROM d) + (SELECT count(*) FROM l) AS others`,
};
const REMEMBER: Statement = {
  name: 'remember_event',
  text: `INSERT INTO seen (day, event_id, chat_key, at)
    SELECT $3::bigint / 86400000, $2, $1, $3 WHERE NOT EXISTS (SELECT FROM seen WHERE event_id = $2 AND chat_key = $1)
    ON CONFLICT DO NOTHING RETURNING 1`,
};
/** Who has the chat; whoever it is keeps it until this is written. */
const OWNER: Statement = {
  name: 'owner',
  text: `WITH made AS (INSERT INTO chat (chat_key) VALUES ($1) ON CONFLICT (chat_key) DO NOTHING)
    SELECT owner FROM chat WHERE chat_key = $1 FOR UPDATE`,
};
const PUT: Statement = {
  name: 'put_for_others',
  text: `WITH put AS (INSERT INTO inbox (chat_key, seq, plugin, event_id, at, body) VALUES ($1, nextval('inbox_seq'), $2, $3, $4, $5))
    SELECT pg_notify('tenko_' || $6::text, '')`,
};

type Unsent = Parameters<Store['unsend']>[0];

export async function unsend(
  session: Session,
  host: number,
  event: Unsent,
  body: string,
): Promise<Withdrawn | undefined> {
  const { chat, eventId, at, messageId } = event;
  const owner = (await session.first<{ owner: number | null }>(OWNER, [chat]))?.owner;
  const gone = await session.first<{ inbox: number[] | null; outbox: number[] | null; others: number }>(WITHDRAW, [
    chat,
    messageId,
  ]);
  const { inbox, outbox, others } = { inbox: gone?.inbox ?? [], outbox: gone?.outbox ?? [], others: gone?.others ?? 0 };
  const ran = await session.first<{ plugin: string }>(RAN_BY, [chat, messageId]);
  if (inbox.length + outbox.length + others === 0 && !ran) return undefined;
  const isNew = (await session.rows(REMEMBER, [chat, eventId, at])).length > 0;
  if (!ran || !isNew) return { inbox, outbox, rows: [] };
  if (owner === host) {
    const rows = [{ plugin: ran.plugin, body }];
    return { inbox, outbox, rows: await addRows(session, host, { chat, eventId, at, rows }) };
  }
  await session.rows(PUT, [chat, ran.plugin, eventId, at, body, owner ?? 0]);
  return { inbox, outbox, rows: [] };
}
