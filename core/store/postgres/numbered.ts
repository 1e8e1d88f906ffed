import type { NumberedCard, Reacted, Store } from '../../host/store.ts';
import { readNumbered, type NumberedColumns } from '../rows.ts';
import type { Session, Statement } from './connection.ts';
import { kept } from './text.ts';

const OPEN: Statement = {
  name: 'numbered_open',
  text: 'SELECT * FROM numbered WHERE chat_key = $1 AND is_open AND at >= $2 ORDER BY id',
};
const OF_MESSAGE: Statement = {
  name: 'numbered_of_message',
  text: 'SELECT * FROM numbered WHERE chat_key = $1 AND at >= $2 AND message_id = $3',
};
export const NUMBERED_CHATS: Statement = {
  name: 'numbered_chats',
  text: 'SELECT chat_key AS chat, max(at) AS at FROM numbered WHERE at >= $1 GROUP BY chat_key',
};
/** A newer card takes the place of others; told of twice, it is one. One without lines only takes their place. */
const SENT: Statement = {
  name: 'numbered_sent',
  text: `
WITH gone AS (DELETE FROM numbered WHERE chat_key = $1 AND message_id = $2),
closed AS (UPDATE numbered SET is_open = false WHERE chat_key = $1 AND is_open AND message_id IS DISTINCT FROM $2
  AND (about = '' OR (plugin = $3 AND about = $4)))
INSERT INTO numbered (chat_key, message_id, plugin, about, lines, signs, at, is_open)
SELECT $1, $2, $3, $4, $5, $6, $7, true WHERE $5 <> '[]'`,
};
const CLOSE: Statement = {
  name: 'numbered_close',
  text: 'UPDATE numbered SET is_open = false WHERE chat_key = $1 AND plugin = $2 AND about = $3 AND is_open',
};
const REACTION: Statement = {
  name: 'reaction',
  text: 'SELECT sign, added, at FROM reaction WHERE chat_key = $1 AND message_id = $2 AND member_id = $3 FOR UPDATE',
};
const REACT: Statement = {
  name: 'react',
  text: `INSERT INTO reaction (chat_key, message_id, member_id, sign, added, at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (chat_key, message_id, member_id) DO UPDATE SET sign = excluded.sign, added = excluded.added, at = excluded.at`,
};
const FORGET: Statement = {
  name: 'numbered_forget',
  text: `WITH r AS (DELETE FROM reaction WHERE chat_key = $1 AND member_id = $2)
    DELETE FROM numbered WHERE chat_key = $1 AND position($2 IN lines || coalesce(signs, '')) > 0`,
};

export async function numbered(
  session: Pick<Session, 'rows'>,
  ...[chat, since, messageId]: Parameters<Store['numbered']>
): Promise<readonly NumberedCard[]> {
  const rows =
    messageId === undefined
      ? session.rows<NumberedColumns>(OPEN, [chat, since])
      : session.rows<NumberedColumns>(OF_MESSAGE, [chat, since, kept(messageId)]);
  return (await rows).map(readNumbered);
}

export async function numberedSent(
  session: Pick<Session, 'rows'>,
  { chat, messageId, plugin, about, lines, signs }: NumberedCard,
  at: number,
): Promise<void> {
  const told = signs === undefined ? null : JSON.stringify(signs);
  await session.rows(SENT, [chat, messageId ?? null, plugin, kept(about), JSON.stringify(lines), told, at]);
}

export async function numberedClosed(
  session: Pick<Session, 'rows'>,
  ...[chat, plugin, about]: Parameters<Store['closeNumbered']>
): Promise<void> {
  await session.rows(CLOSE, [chat, plugin, kept(about)]);
}

export async function react(session: Session, reacted: Reacted, since: number): ReturnType<Store['react']> {
  const { chat, messageId, memberId, sign, added, at } = reacted;
  const [card] = await numbered(session, chat, since, messageId);
  if (!card) return undefined;
  const of = [chat, kept(messageId), memberId];
  const last = await session.first<{ sign: string; added: boolean; at: number }>(REACTION, of);
  // An older one that comes late is over, and whoever takes back what has ended takes back nothing.
  if (last && last.at > at) return undefined;
  if (!added && (last?.sign !== sign || (!last.added && last.at < at))) return undefined;
  await session.rows(REACT, [...of, sign, added, at]);
  const isAgain = last?.sign === sign && last.at === at;
  const before = added ? (last?.added === true && !isAgain ? last.sign : undefined) : sign;
  return before === undefined ? { card } : { card, before };
}

export async function forgetReactions(session: Session, chat: string, memberId: string): Promise<void> {
  await session.rows(FORGET, [chat, memberId]);
}
