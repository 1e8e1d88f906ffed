import type { Session, Statement } from './connection.ts';

const SOMEBODY: Statement = {
  name: 'somebody_dead',
  text: 'SELECT 1 FROM host WHERE alive_until < clock_timestamp() LIMIT 1',
};
/** The one that deletes a host's row cleans up after it, and waits for every statement of it that still runs. */
const DEAD: Statement = {
  name: 'dead_hosts',
  text: `DELETE FROM host WHERE id IN (SELECT id FROM host WHERE alive_until < clock_timestamp() FOR UPDATE SKIP LOCKED)
    RETURNING id, left_well`,
};
const DELETE: Statement = { name: 'delete_host', text: 'DELETE FROM host WHERE id = $1 RETURNING 1' };
/** What the host had in hand is in nobody's; an attempt is counted for the first row of each mailbox, where it was cut off. */
const FREE_INBOX: Statement = {
  name: 'free_inbox',
  text: `UPDATE inbox i SET owner = NULL, attempts = i.attempts + CASE WHEN NOT $2::boolean AND i.seq = f.first THEN 1 ELSE 0 END
    FROM (SELECT chat_key, plugin, min(seq) AS first FROM inbox WHERE owner = $1 GROUP BY chat_key, plugin) f
    WHERE i.owner = $1 AND i.chat_key = f.chat_key AND i.plugin = f.plugin`,
};
const FREE_OUTBOX: Statement = {
  name: 'free_outbox',
  text: `UPDATE outbox o SET stray = true FROM chat c
    WHERE c.chat_key = o.chat_key AND c.owner = $1 AND (o.tried OR o.kind <> 'notice') AND NOT o.stray`,
};

export const isSomebodyDead = async (session: Pick<Session, 'rows'>): Promise<boolean> =>
  (await session.rows(SOMEBODY)).length > 0;

/** Hosts whose lease is over hold nothing any more. */
export async function buryDead(session: Session): Promise<void> {
  for (const { id, left_well } of await session.rows<{ id: number; left_well: boolean }>(DEAD))
    await free(session, id, left_well);
}

/** One host's lease ends, whoever else is alive. `well`: nothing of it was cut off, so that no attempt is counted. */
export async function bury(session: Session, host: number, well: boolean): Promise<void> {
  if ((await session.rows(DELETE, [host])).length > 0) await free(session, host, well);
}

async function free(session: Session, host: number, well: boolean): Promise<void> {
  await session.rows(FREE_INBOX, [host, well]);
  await session.rows(FREE_OUTBOX, [host]);
}
