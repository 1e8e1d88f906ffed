import { DatabaseSync } from 'node:sqlite';

export interface Buried {
  readonly kind: string;
  readonly eventId: string;
  readonly plugin: string;
  readonly body: string;
  readonly code: string;
}

export interface Entry {
  /** The key of the chat, which ends with the platform's id. */
  readonly chat: string;
  readonly entry: string;
}

/** A reply token is not used after this. Milliseconds. */
const TOKEN_LIFE = 50_000;

/**
 * How much is to be done, at one moment: a timer that goes off meanwhile is in the one or in the other. What waits for somebody's reply
 * token is no work: notices without a time, and replies whose own token is gone.
 */
export const work = (): string => `SELECT (SELECT count(*) FROM inbox) AS inbox, (SELECT count(*) FROM timer) AS timer,
  (SELECT count(*) FROM outbox WHERE tried OR kind NOT IN ('notice', 'reply') OR by IS NOT NULL
    OR (kind = 'reply' AND received_at >= ${Date.now() - TOKEN_LIFE})) AS outbox`;

/** What `work` told, in words; `undefined` when there is nothing. */
export function left(counts: Readonly<Record<string, unknown>> = {}): string | undefined {
  const busy = Object.entries(counts).filter(([, count]) => Number(count) > 0);
  return busy.length === 0 ? undefined : busy.map(([table, count]) => `${String(count)} in ${table}`).join(', ');
}

/** The host's SQLite file, read from outside, while the host is up or after it ended. */
export class HostFile {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  }

  /** How much is still to be done; `undefined` when there is nothing. */
  work(): string | undefined {
    return left(this.#all(work())[0]);
  }

  /** Bodies of what waits to be sent. */
  waiting(): readonly string[] {
    return this.#all('SELECT body FROM outbox ORDER BY id').map(({ body }) => String(body));
  }

  failures(): readonly Buried[] {
    return this.#all('SELECT * FROM dead ORDER BY id').map((row) => ({
      kind: String(row['kind']),
      eventId: String(row['event_id']),
      plugin: String(row['plugin']),
      body: String(row['body']),
      code: String(row['code']),
    }));
  }

  /** What the plugin `ledger` (or another that keeps its entries like it) wrote, chat by chat, in the order of its numbers. */
  entries(plugin = 'ledger'): readonly Entry[] {
    return this.#all(
      "SELECT chat_key, value FROM state WHERE plugin = ? AND key LIKE 'entry/%' ORDER BY chat_key, key",
      plugin,
    ).map((row) => ({ chat: String(row['chat_key']), entry: JSON.parse(String(row['value'])) as string }));
  }

  /** How many members are kept, in all chats. */
  members(): number {
    return this.#count('SELECT count(*) AS n FROM member');
  }

  close(): void {
    this.#database.close();
  }

  #all(sql: string, ...values: string[]): Record<string, unknown>[] {
    return this.#database.prepare(sql).all(...values);
  }

  #count(sql: string): number {
    return Number(this.#database.prepare(sql).get()?.['n']);
  }
}
