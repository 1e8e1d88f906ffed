import type { PostgresCluster } from '../support/postgres-cluster.ts';
import { left, work, type Buried, type Entry } from '../support/host-file.ts';

/** Whoever asks the database past the hosts. */
export type Asked = Pick<PostgresCluster, 'ask'>;

/** How much the hosts have still to do; `undefined` when there is nothing. */
export async function workIn(database: Asked): Promise<string | undefined> {
  return left((await database.ask(work()))[0]);
}

/** Whose what is left is, for who wants to know why it is left. */
export function leftIn(database: Asked): Promise<readonly object[]> {
  return database.ask(`
    SELECT 'inbox' AS what, r.seq AS id, r.plugin, r.version, r.owner AS hand, r.attempts AS tries, c.owner, h.alive_until > now() AS alive,
      c.left_at, left(r.body, 120) AS body
    FROM inbox r LEFT JOIN chat c USING (chat_key) LEFT JOIN host h ON h.id = c.owner
    UNION ALL
    SELECT 'failed: ' || r.code, r.id, r.plugin, r.event_id, NULL, NULL, c.owner, NULL, NULL, left(r.body, 300) FROM dead r LEFT JOIN chat c USING (chat_key)
    WHERE r.body NOT LIKE '%/boom%'
    UNION ALL
    SELECT r.kind, r.id, r.plugin, r.retry_key, r.carried_by, r.tried::int, c.owner, h.alive_until > now(), c.left_at, left(r.body, 120)
    FROM outbox r LEFT JOIN chat c USING (chat_key) LEFT JOIN host h ON h.id = c.owner WHERE NOT (r.kind = 'notice' AND r.by IS NULL)`);
}

/** What the hosts keep, read when they have ended: as `HostFile` gives it of a SQLite file. */
export class HostDatabase {
  readonly #waiting: readonly string[];
  readonly #failures: readonly Buried[];
  readonly #entries: readonly Entry[];

  private constructor(waiting: readonly string[], failures: readonly Buried[], entries: readonly Entry[]) {
    this.#waiting = waiting;
    this.#failures = failures;
    this.#entries = entries;
  }

  static async read(database: Asked): Promise<HostDatabase> {
    const waiting = await database.ask<{ body: string }>('SELECT body FROM outbox ORDER BY id');
    const failures = await database.ask<Buried>(
      'SELECT kind, event_id AS "eventId", plugin, body, code FROM dead ORDER BY id',
    );
    const entries = await database.ask<{ chat: string; value: string }>(
      `SELECT chat_key AS chat, value FROM state WHERE plugin = 'ledger' AND key LIKE 'entry/%' ORDER BY chat_key, key`,
    );
    return new HostDatabase(
      waiting.map(({ body }) => body),
      failures,
      entries.map(({ chat, value }) => ({ chat, entry: JSON.parse(value) as string })),
    );
  }

  waiting(): readonly string[] {
    return this.#waiting;
  }

  failures(): readonly Buried[] {
    return this.#failures;
  }

  entries(): readonly Entry[] {
    return this.#entries;
  }
}
