import type { Statement } from './connection.ts';

const KINDS = ['profiles', 'rosters', 'counts', 'messages', 'notices', 'pushes', 'fetches', 'contents'] as const;
export const hourOf = (time: number): number => Math.floor(time / 3_600_000);
export const dayOf = (time: number): number => Math.floor(time / 86_400_000);

/** What plugins did on a day: rows of a chat, a plugin and its counts. */
export const ADD_RECEIPTS: Statement = {
  name: 'add_receipts',
  text: `INSERT INTO receipt AS r (chat_key, plugin, day, ${KINDS.join(', ')})
    SELECT chat, plugin, $2::bigint, ${KINDS.map((kind) => `sum(${kind})`).join(', ')}
    FROM json_to_recordset($1::json) AS c(chat text, plugin text, ${KINDS.map((kind) => `${kind} bigint`).join(', ')})
    GROUP BY chat, plugin ORDER BY chat, plugin
    ON CONFLICT (chat_key, plugin, day) DO UPDATE SET ${KINDS.map((kind) => `${kind} = r.${kind} + excluded.${kind}`).join(', ')}`,
};
export const RECEIPTS: Statement = {
  name: 'receipts',
  text: `SELECT plugin, ${KINDS.map((kind) => `sum(${kind})::bigint AS ${kind}`).join(', ')}
    FROM receipt WHERE chat_key = $1 AND day >= $2 GROUP BY plugin ORDER BY plugin`,
};

/** What went out in an hour, so that a month begins where the platform's does. */
export const COUNT_SENT: Statement = {
  name: 'count_sent',
  text: `INSERT INTO sent AS s (account, hour, replies, notices, pushes)
    SELECT account, $2::bigint, replies, notices, pushes
    FROM json_to_recordset($1::json) AS c(account text, replies bigint, notices bigint, pushes bigint) ORDER BY account
    ON CONFLICT (account, hour) DO UPDATE SET replies = s.replies + excluded.replies, notices = s.notices + excluded.notices,
      pushes = s.pushes + excluded.pushes`,
};
export const SENT_SINCE: Statement = {
  name: 'sent_since',
  text: `SELECT coalesce(sum(replies), 0)::bigint AS replies, coalesce(sum(notices), 0)::bigint AS notices,
    coalesce(sum(pushes), 0)::bigint AS pushes FROM sent WHERE account = $1 AND hour >= $2`,
};
