import type { Statement } from './connection.ts';
import { HANDOVER, HOST, isIn, LEFT_AT, nobodys, TOLD } from './chats-sql.ts';

const FRESH = `fresh AS MATERIALIZED (
  INSERT INTO seen (day, event_id, chat_key, at)
  SELECT day, event, chat, at FROM e
  WHERE event IS NOT NULL
    AND NOT EXISTS (SELECT FROM seen s WHERE s.event_id = e.event AND s.chat_key = e.chat AND s.day <> e.day)
  ORDER BY chat, event
  ON CONFLICT (event_id, chat_key, day) DO NOTHING
  RETURNING event_id, chat_key),`;

/**
 * Events come in, many in one statement. `$2`: the events, `mine` where this host has the chat; `$3`: their rows.
 *
 * An event counts once: in the partition of its day by the key, in the others by the look, since a platform repeats the time with the id.
 * A chat that nobody has comes into this host's hands; where another host has it, that host is told.
 */
export const ACCEPT: Statement = {
  name: 'accept',
  text: `
WITH ${HOST},
e AS MATERIALIZED (SELECT * FROM json_to_recordset($2::json) AS e(n integer, chat text, event text, day integer, at bigint, mine boolean,
  acts boolean, here bigint, token text, received bigint)),
${FRESH}
new AS MATERIALIZED (SELECT e.*, e.mine AND EXISTS (SELECT FROM h) AS held FROM e
  WHERE event IS NULL OR ${isIn('event, chat', 'SELECT event_id, chat_key FROM fresh')}),
told AS (
  INSERT INTO chat AS c (chat_key, owner, epoch, left_at)
  SELECT chat, (SELECT id FROM h), (NOT bool_or(held))::integer, coalesce(max(here), -1)
  FROM new WHERE here IS NOT NULL OR (acts AND NOT held) GROUP BY chat ORDER BY chat
  ON CONFLICT (chat_key) DO UPDATE SET
    owner = CASE WHEN excluded.owner IS NOT NULL AND (c.owner = excluded.owner OR ${nobodys('c')}) THEN excluded.owner ELSE c.owner END,
    epoch = c.epoch + CASE WHEN excluded.owner IS NOT NULL AND (c.owner = excluded.owner OR ${nobodys('c')}) THEN excluded.epoch ELSE 0 END,
    left_at = ${LEFT_AT}
  WHERE excluded.left_at <> -1 OR (excluded.owner IS NOT NULL AND (c.owner = excluded.owner OR ${nobodys('c')}))
  RETURNING chat_key, owner, epoch, policy_rev, left_at),
ours AS MATERIALIZED (SELECT DISTINCT chat AS chat_key FROM new WHERE held),
got AS MATERIALIZED (SELECT * FROM told t WHERE owner = (SELECT id FROM h)
  AND (t.chat_key IN (SELECT chat_key FROM ours)) IS NOT TRUE),
r AS MATERIALIZED (SELECT q.*, nextval('inbox_seq') AS seq FROM (
  SELECT r.* FROM json_to_recordset($3::json) AS r(n integer, k integer, chat text, plugin text, version text, event text, at bigint,
    message text, body text)
  WHERE ${isIn('n', 'SELECT n FROM new')} ORDER BY n, k) q),
put AS (
  INSERT INTO inbox (chat_key, seq, plugin, version, event_id, at, owner, message_id, body)
  SELECT chat, seq, plugin, version, event, at,
    CASE WHEN ${isIn('chat', 'SELECT chat_key FROM ours UNION ALL SELECT chat_key FROM got')} THEN (SELECT id FROM h) END, message, body
  FROM r),
others AS MATERIALIZED (SELECT chat, token, coalesce(received, at) AS received, here FROM new WHERE (acts OR token IS NOT NULL)
  AND (chat IN (SELECT chat_key FROM ours UNION ALL SELECT chat_key FROM got)) IS NOT TRUE),
lend AS (INSERT INTO lent (chat_key, token, received_at) SELECT chat, token, received FROM others WHERE token IS NOT NULL OR here IS NOT NULL),
paused AS (UPDATE timer t SET paused = (t.paused & 2) | (p.left_at >= 0)::integer
  FROM (SELECT chat_key, left_at FROM told WHERE ${isIn('chat_key', 'SELECT chat FROM new WHERE here IS NOT NULL')}) p
  WHERE t.chat_key = p.chat_key AND t.paused & 1 <> (p.left_at >= 0)::integer),
unpromised AS (UPDATE outbox o SET promised = NULL
  FROM (SELECT chat_key FROM told WHERE left_at >= 0 AND ${isIn('chat_key', 'SELECT chat FROM new WHERE here >= 0')}) p
  WHERE o.chat_key = p.chat_key AND o.promised IS NOT NULL),
${HANDOVER}
SELECT (SELECT count(*) FROM h) AS alive, (SELECT json_agg(n) FROM new) AS fresh,
  (SELECT json_agg(json_build_array(n, seq) ORDER BY seq) FROM r
    WHERE ${isIn('chat', 'SELECT chat_key FROM ours UNION ALL SELECT chat_key FROM got')}) AS put,
  (SELECT count(pg_notify('tenko_' || c.owner, '')) FROM (SELECT DISTINCT chat FROM others) o JOIN chat c ON c.chat_key = o.chat
    WHERE c.owner IS NOT NULL AND c.owner <> $1) AS notified,
  ${TOLD}`,
};

/**
 * The same where this host has the chat of each of them, none says whether the bot is there, and each is for one plugin: less is to be looked
 * at. Nothing is written when this host was given up. `seqs`: of what is fresh, in its order. `others`: others have put something into
 * these chats.
 */
export const ACCEPT_HELD: Statement = {
  name: 'accept_held',
  text: `
WITH ${HOST},
e AS MATERIALIZED (SELECT * FROM json_to_recordset($2::json) AS e(n integer, chat text, event text, day integer, at bigint, plugin text,
  version text, message text, body text) WHERE EXISTS (SELECT FROM h)),
${FRESH}
new AS MATERIALIZED (SELECT * FROM e WHERE ${isIn('event, chat', 'SELECT event_id, chat_key FROM fresh')} ORDER BY n),
put AS (
  INSERT INTO inbox (chat_key, seq, plugin, version, event_id, at, owner, message_id, body)
  SELECT chat, nextval('inbox_seq'), plugin, version, event, at, $1, message, body FROM new
  RETURNING seq)
SELECT (SELECT count(*) FROM h) AS alive, (SELECT json_agg(n ORDER BY n) FROM new) AS fresh,
  (SELECT json_agg(seq ORDER BY seq) FROM put) AS seqs,
  EXISTS (SELECT FROM new WHERE EXISTS (SELECT FROM inbox i WHERE i.chat_key = new.chat AND i.owner IS NULL)
    OR EXISTS (SELECT FROM lent l WHERE l.chat_key = new.chat)) AS others`,
};

/** What others put into chats that this host has. Their epoch is another one then: whoever gives them back just now does not. */
export const BRING: Statement = {
  name: 'bring',
  text: `
WITH ${HOST},
held AS MATERIALIZED (
  SELECT c.chat_key FROM chat c JOIN (SELECT chat_key FROM inbox WHERE owner IS NULL UNION SELECT chat_key FROM lent) p USING (chat_key)
  WHERE c.owner = (SELECT id FROM h) ORDER BY c.chat_key FOR UPDATE OF c),
ours AS (UPDATE chat c SET epoch = c.epoch + 1 FROM held WHERE c.chat_key = held.chat_key RETURNING c.chat_key, c.epoch),
got AS MATERIALIZED (SELECT chat_key, epoch, policy_rev, left_at FROM chat WHERE false),
${HANDOVER}
SELECT (SELECT json_agg(json_build_object('chat', chat_key, 'epoch', epoch)) FROM ours) AS epochs, ${TOLD}`,
};
