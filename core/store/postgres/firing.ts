import type { InboxRow, Store } from '../../host/store.ts';
import type { Session, Statement } from './connection.ts';
import { MISSED_TIMER } from './failures.ts';
import { GO_OFF, GO_OFF_LAST } from './timers.ts';
import { kept } from './text.ts';
import { addRows } from './whole-units.ts';

const REMEMBER: Statement = {
  name: 'remember_firing',
  text: `INSERT INTO seen (day, event_id, chat_key, at)
    SELECT $3::bigint / 86400000, $2, $1, $3 WHERE NOT EXISTS (SELECT FROM seen WHERE event_id = $2 AND chat_key = $1)
    ON CONFLICT DO NOTHING RETURNING 1`,
};

/** A timer of a chat that this host has goes off, once. */
export async function firing(
  session: Session,
  host: number,
  now: number,
  ...[timer, event, { next, missed }]: Parameters<Store['fire']>
): Promise<readonly InboxRow[] | undefined> {
  const { chat, plugin, name, due } = timer;
  // One whose event was accepted before is moved on all the same: else it would be due for ever.
  const wentOff =
    next === undefined
      ? await session.rows(GO_OFF_LAST, [host, chat, plugin, name, due])
      : await session.rows(GO_OFF, [host, chat, plugin, name, due, next]);
  if (wentOff.length === 0) return undefined;
  const { eventId, at, rows } = event;
  if (missed === undefined) {
    if ((await session.rows(REMEMBER, [chat, eventId, at])).length === 0) return undefined;
    return addRows(session, host, { chat, eventId, at, rows });
  }
  for (const row of rows) await session.rows(MISSED_TIMER, [chat, row.plugin, eventId, now, kept(missed), row.body]);
  return [];
}
