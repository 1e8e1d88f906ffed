/**
 * Pieces of the statements in which chats come into a host's hands. `$1` is the host. A chat is somebody's as long as its host's row is
 * there: whoever takes a dead host's chats deletes that row first, and waits for every statement of it that is still running, since each
 * of them holds the row.
 */

/** Nothing when this host was given up: then nothing of it may be written. */
export const HOST = 'h AS MATERIALIZED (SELECT id FROM host WHERE id = $1 FOR KEY SHARE)';

export const nobodys = (chat: string): string =>
  `(${chat}.owner IS NULL OR NOT EXISTS (SELECT FROM host WHERE host.id = ${chat}.owner))`;

/** `n` is in the other statement's answer. Not a join: a set that is looked up once for each row. */
export const isIn = (what: string, query: string): string => `((${what}) IN (${query})) IS TRUE`;

/** `left_at` as it is proposed: -1 says nothing, -2 that the bot is here, below it who spoke to it and when. */
export const LEFT_AT = `CASE
  WHEN excluded.left_at = -1 THEN c.left_at
  WHEN excluded.left_at = -2 THEN -1
  WHEN excluded.left_at < -2 THEN CASE WHEN c.left_at < -3 - excluded.left_at THEN -1 ELSE c.left_at END
  WHEN c.left_at >= 0 OR c.met_at > excluded.left_at THEN c.left_at
  ELSE excluded.left_at END`;

export function proposal(presence: 'left' | 'here' | 'heard' | undefined, at: number): number | null {
  if (presence === undefined) return null;
  return presence === 'left' ? at : presence === 'here' ? -2 : -3 - at;
}

/**
 * What whoever has taken chats has to know. Expects `got (chat_key, epoch, policy_rev, left_at)`, chats that are this host's now, and
 * `ours (chat_key)`, those that were before: of these what others put there.
 */
export const HANDOVER = `
  handed AS (UPDATE inbox i SET owner = $1 FROM got WHERE i.chat_key = got.chat_key RETURNING i.*),
  brought AS (UPDATE inbox i SET owner = $1 FROM ours WHERE i.chat_key = ours.chat_key AND i.owner IS NULL RETURNING i.*),
  lent_here AS (DELETE FROM lent l USING (SELECT chat_key FROM got UNION ALL SELECT chat_key FROM ours) m
    WHERE l.chat_key = m.chat_key RETURNING l.*),
  found AS (UPDATE outbox o SET stray = false FROM got WHERE o.chat_key = got.chat_key AND o.stray)`;

/** The columns of the answer. */
export const TOLD = `
  (SELECT json_agg(json_build_object('chat', g.chat_key, 'epoch', g.epoch, 'policyRevision', g.policy_rev, 'leftAt', g.left_at,
    'outbox', (SELECT json_agg(o ORDER BY o.id) FROM outbox o WHERE o.chat_key = g.chat_key))) FROM got g) AS got,
  (SELECT json_agg(json_build_object('chat', c.chat_key, 'policyRevision', c.policy_rev, 'leftAt', c.left_at)) FROM chat c
    WHERE c.chat_key = ANY (ARRAY(SELECT chat_key FROM brought UNION SELECT l.chat_key FROM lent_here l JOIN ours USING (chat_key)))) AS news,
  (SELECT json_agg(r) FROM (SELECT * FROM handed UNION ALL SELECT * FROM brought) r) AS rows,
  (SELECT json_agg(json_build_object('chat', l.chat_key, 'token', l.token, 'receivedAt', l.received_at)) FROM lent_here l) AS lent`;
