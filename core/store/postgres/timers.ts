import type { Statement } from './connection.ts';

/** `paused` says why one rests: 1 for a chat that the bot left, 2 for a plugin that is switched off there, 3 for both. */
export const DUE_TIMERS: Statement = {
  name: 'due_timers',
  text: `SELECT t.* FROM timer t JOIN chat c ON c.chat_key = t.chat_key
    WHERE t.paused = 0 AND t.due <= $2 AND c.owner = $1 ORDER BY t.due, t.nth LIMIT $3`,
};
export const TIMERS: Statement = {
  name: 'timers',
  text: 'SELECT * FROM timer WHERE chat_key = $1 AND plugin = coalesce($2, plugin) ORDER BY due, nth',
};

/** `$1` the host, then the timer, then its next time. A row: it went off. */
export const GO_OFF: Statement = {
  name: 'go_off',
  text: `UPDATE timer t SET due = $6 FROM chat c
    WHERE t.chat_key = $2 AND t.plugin = $3 AND t.name = $4 AND t.due = $5 AND t.paused = 0
      AND c.chat_key = $2 AND c.owner = (SELECT id FROM host WHERE id = $1 FOR KEY SHARE) RETURNING 1`,
};
export const GO_OFF_LAST: Statement = {
  name: 'go_off_last',
  text: `DELETE FROM timer t USING chat c
    WHERE t.chat_key = $2 AND t.plugin = $3 AND t.name = $4 AND t.due = $5 AND t.paused = 0
      AND c.chat_key = $2 AND c.owner = (SELECT id FROM host WHERE id = $1 FOR KEY SHARE) RETURNING 1`,
};
export const REST_TIMERS: Statement = {
  name: 'rest_timers',
  text: `WITH c AS (SELECT coalesce((SELECT policy_rev FROM chat WHERE chat_key = $1), 0) AS revision),
    r AS (UPDATE timer t SET paused = paused | 2 FROM c WHERE c.revision = $3 AND t.chat_key = $1 AND t.plugin = $2)
    SELECT revision = $3 AS rests FROM c`,
};
export const WAKE_TIMERS: Statement = {
  name: 'wake_timers',
  text: `UPDATE timer t SET paused = t.paused & 1, due = greatest(t.due, $3)
    FROM json_to_recordset($2::json) AS w(plugin text) WHERE t.chat_key = $1 AND t.plugin = w.plugin AND t.paused & 2 <> 0`,
};
export const MOVE_TIMERS: Statement = {
  name: 'move_timers',
  text: `UPDATE timer t SET due = m.due FROM json_to_recordset($2::json) AS m(plugin text, name text, due bigint)
    WHERE t.chat_key = $1 AND t.plugin = m.plugin AND t.name = m.name AND t.rule IS NOT NULL`,
};
