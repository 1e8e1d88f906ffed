import { STRIPPED } from '../rows.ts';
import type { Statement } from './connection.ts';

export const FAILURES: Statement = { name: 'failures', text: 'SELECT * FROM dead ORDER BY id' };
export const DROP_FAILURE: Statement = { name: 'drop_failure', text: 'DELETE FROM dead WHERE id = $1 RETURNING 1' };

/** Back into the inbox, for whichever host has the chat, or asks next. */
export const REPLAY_FAILURE: Statement = {
  name: 'replay_failure',
  text: `
WITH d AS (DELETE FROM dead WHERE id = $1 AND kind IN ('event', 'timer') AND body <> '${STRIPPED}' RETURNING *),
c AS (INSERT INTO chat (chat_key) SELECT chat_key FROM d ON CONFLICT (chat_key) DO NOTHING),
put AS (INSERT INTO inbox (chat_key, seq, plugin, event_id, at, message_id, body)
  SELECT chat_key, nextval('inbox_seq'), plugin, 'r:' || id || ':' || event_id, $2, message_id, body FROM d)
SELECT (SELECT count(*) FROM d) AS replayed,
  (SELECT count(pg_notify('tenko_' || c.owner, '')) FROM d JOIN chat c ON c.chat_key = d.chat_key WHERE c.owner IS NOT NULL) AS told`,
};
export const STRIP_FAILURES: Statement = {
  name: 'strip_failures',
  text: `UPDATE dead SET body = '${STRIPPED}', message_id = NULL WHERE chat_key = $1 AND plugin = $2`,
};
/** What names a member: ids are long and random, so that no other text has one in it. */
export const FORGET_FAILURES: Statement = {
  name: 'forget_failures',
  text: 'DELETE FROM dead WHERE chat_key = $1 AND position($2 IN body) > 0',
};
export const MISSED_TIMER: Statement = {
  name: 'missed_timer',
  text: `INSERT INTO dead (chat_key, plugin, event_id, kind, at, code, error, body)
    VALUES ($1, $2, $3, 'timer', $4, 'TIMER_MISSED', $5, $6)`,
};
