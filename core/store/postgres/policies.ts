import type { Statement } from './connection.ts';

export const POLICY: Statement = {
  name: 'policy',
  text: "SELECT policy_rev AS revision, coalesce(policy, '{}') AS document FROM chat WHERE chat_key = $1 AND policy_rev > 0",
};

/**
 * `$1` the chat, `$2` the document, `$3` the revision that it follows, `$4` the host: a chat that another one has is not changed. A chat
 * of which nothing is kept may be given its first.
 */
export const WRITE_POLICY: Statement = {
  name: 'write_policy',
  text: `INSERT INTO chat AS c (chat_key, policy, policy_rev)
    SELECT $1, $2, 1 WHERE $3::bigint = 0 OR EXISTS (SELECT FROM chat WHERE chat_key = $1)
    ON CONFLICT (chat_key) DO UPDATE SET policy = excluded.policy, policy_rev = c.policy_rev + 1
      WHERE c.policy_rev = $3::bigint AND (c.owner IS NULL OR c.owner = $4 OR NOT EXISTS (SELECT FROM host WHERE id = c.owner))
    RETURNING policy_rev`,
};

export const LEFT: Statement = { name: 'left', text: 'SELECT left_at FROM chat WHERE chat_key = $1 AND left_at >= 0' };
