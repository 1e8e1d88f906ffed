import type { Statement } from './connection.ts';
import type { Transactions } from './transactions.ts';

/** Event ids of the days round today have a partition each: they are not deleted one by one, their day goes as a whole. */
const BEHIND = 3;
const AHEAD = 2;

/** One host at a time makes and drops them. The day of an event is rounded down (accepting-sql.ts), and so is this one. */
export const LOCK: Statement = {
  name: 'lock_days',
  text: `SELECT pg_try_advisory_xact_lock(hashtext('tenko days'), hashtext(current_schema())) AS mine,
    floor(extract(epoch FROM clock_timestamp()) / 86400)::integer AS today`,
};
/** Ids that came before their day had a partition stay with the others, and so does their day. */
const HAS_OTHERS: Statement = {
  name: 'has_others',
  text: 'SELECT 1 FROM seen_other WHERE at >= $1::bigint * 86400000 AND at < ($1::bigint + 1) * 86400000 LIMIT 1',
};
const DAYS: Statement = {
  name: 'days',
  text: `SELECT substring(c.relname FROM 6)::integer AS day FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'seen'::regclass AND c.relname ~ '^seen_[0-9]+$'`,
};

/** Makes the days round today, and drops those before `oldest`. Nobody waits for it longer than a statement may. */
export async function keepDays(transactions: Transactions, oldest: number): Promise<void> {
  await transactions.run(async (session) => {
    const lock = await session.first<{ mine: boolean; today: number }>(LOCK);
    if (!lock?.mine) return;
    const days = new Set((await session.rows<{ day: number }>(DAYS)).map(({ day }) => day));
    for (let day = lock.today - BEHIND; day <= lock.today + AHEAD; day++)
      if (!days.has(day) && day >= oldest && (await session.rows(HAS_OTHERS, [day])).length === 0)
        await session.run(`CREATE TABLE seen_${day} PARTITION OF seen FOR VALUES IN (${day})`);
    for (const day of days) if (day < oldest) await session.run(`DROP TABLE seen_${day}`);
  });
}
