import type { Store } from '../../host/store.ts';
import type { Session, Statement } from './connection.ts';
import { json } from './text.ts';

type Connection = Pick<Session, 'first' | 'rows'>;

const KINDS = ['profiles', 'rosters', 'counts', 'messages', 'notices', 'pushes', 'fetches', 'contents'] as const;
export const hourOf = (time: number): number => Math.floor(time / 3_600_000);
export const dayOf = (time: number): number => Math.floor(time / 86_400_000);

/** What plugins did on a day: rows of a chat, a plugin and its counts. */
const ADD_RECEIPTS: Statement = {
  name: 'add_receipts',
  text: `INSERT INTO receipt AS r (chat_key, plugin, day, ${KINDS.join(', ')})
    SELECT chat, plugin, $2::bigint, ${KINDS.map((kind) => `sum(${kind})`).join(', ')}
    FROM json_to_recordset($1::json) AS c(chat text, plugin text, ${KINDS.map((kind) => `${kind} bigint`).join(', ')})
    GROUP BY chat, plugin ORDER BY chat, plugin
    ON CONFLICT (chat_key, plugin, day) DO UPDATE SET ${KINDS.map((kind) => `${kind} = r.${kind} + excluded.${kind}`).join(', ')}`,
};
const RECEIPTS: Statement = {
  name: 'receipts',
  text: `SELECT plugin, ${KINDS.map((kind) => `sum(${kind})::bigint AS ${kind}`).join(', ')}
    FROM receipt WHERE chat_key = $1 AND day >= $2 GROUP BY plugin ORDER BY plugin`,
};

/** What went out in an hour, so that a month begins where the platform's does. */
const COUNT_SENT: Statement = {
  name: 'count_sent',
  text: `INSERT INTO sent AS s (account, hour, replies, notices, pushes)
    SELECT account, $2::bigint, replies, notices, pushes
    FROM json_to_recordset($1::json) AS c(account text, replies bigint, notices bigint, pushes bigint) ORDER BY account
    ON CONFLICT (account, hour) DO UPDATE SET replies = s.replies + excluded.replies, notices = s.notices + excluded.notices,
      pushes = s.pushes + excluded.pushes`,
};
const SENT_SINCE: Statement = {
  name: 'sent_since',
  text: `SELECT coalesce(sum(replies), 0)::bigint AS replies, coalesce(sum(notices), 0)::bigint AS notices,
    coalesce(sum(pushes), 0)::bigint AS pushes FROM sent WHERE account = $1 AND hour >= $2`,
};

export async function addReceipts(connection: Connection, now: number, rows: Parameters<Store['addReceipts']>[0]) {
  const told = rows.map(({ chat, plugin, counts }) => ({ chat, plugin, ...counts }));
  await connection.rows(ADD_RECEIPTS, [json(told), dayOf(now)]);
}

export function receipts(connection: Connection, chat: string, since: number): ReturnType<Store['receipts']> {
  return connection.rows(RECEIPTS, [chat, dayOf(since)]);
}

export async function countSent(
  connection: Connection,
  ...[now, counts]: Parameters<Store['countSent']>
): Promise<void> {
  const rows = [...counts].map(([account, { replies, notices, pushes }]) => ({ account, replies, notices, pushes }));
  await connection.rows(COUNT_SENT, [json(rows), hourOf(now)]);
}

export async function sentSince(
  connection: Connection,
  account: string,
  since: number,
): ReturnType<Store['sentSince']> {
  return (await connection.first<Awaited<ReturnType<Store['sentSince']>>>(SENT_SINCE, [account, hourOf(since)]))!;
}
