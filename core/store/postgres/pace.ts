import type { Sharing } from '../../host/store.ts';
import type { Connection, Statement } from './connection.ts';

/**
 * When messages went to each person, the oldest first. `$1` people, `$2` how many messages, `$3` how many may go within `$4` milliseconds.
 * What is more than that at all goes when nothing went before it. Null where somebody is new: the one who asks first makes them, and sees
 * them only then.
 */
const PACE: Statement = {
  name: 'pace',
  text: `
WITH now AS MATERIALIZED (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS ms),
made AS (INSERT INTO pace (person, times, last) SELECT p, '{}', ms FROM unnest($1::text[]) p, now ORDER BY p ON CONFLICT (person) DO NOTHING),
held AS MATERIALIZED (
  SELECT person, ARRAY(SELECT t FROM unnest(times) t WHERE t > now.ms - $4::bigint ORDER BY t) AS times
  FROM pace, now WHERE person = ANY ($1::text[]) ORDER BY person FOR UPDATE OF pace),
each AS (SELECT times, cardinality(times) - greatest(0, $3::integer - $2::integer) AS over FROM held),
w AS MATERIALIZED (
  SELECT coalesce(max(CASE WHEN over > 0 THEN times[least(over, cardinality(times))] + $4::bigint - now.ms ELSE 0 END), 0) AS wait,
    count(*) = cardinality($1::text[]) AS complete
  FROM each, now),
counted AS (UPDATE pace p SET times = held.times || array_fill(now.ms, ARRAY[$2::integer]), last = now.ms
  FROM held, w, now WHERE w.wait <= 0 AND w.complete AND p.person = held.person)
SELECT CASE WHEN complete THEN greatest(0, wait) END AS wait FROM w`,
};
const TRIES = 3;

/** Nobody's times are kept for longer than a pace is long. `$1` milliseconds since 1970. */
export const SWEEP_PACE: Statement = { name: 'sweep_pace', text: 'DELETE FROM pace WHERE last < $1' };

export async function pace(connection: Connection, ...asked: Parameters<Sharing['pace']>): Promise<number> {
  const [people, messages, { messages: most, within }] = asked;
  for (let tries = 1; ; tries++) {
    const row = await connection.first<{ wait: number | null }>(PACE, [people, messages, most, within]);
    const wait = row?.wait ?? undefined;
    // Swept just then; they come again.
    if (wait !== undefined || tries === TRIES) return wait ?? within;
  }
}
