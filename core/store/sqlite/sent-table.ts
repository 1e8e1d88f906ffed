import type { DatabaseSync } from 'node:sqlite';
import type { Store } from '../../host/store.ts';

type Sent = Awaited<ReturnType<Store['sentSince']>>;

/** What went out, an hour a row: so that a month begins where the platform's does. */
export class SentTable {
  readonly #add;
  readonly #since;
  readonly #sweep;

  constructor(db: DatabaseSync) {
    this.#add = db.prepare(`
      INSERT INTO sent (account, hour, replies, notices, pushes) VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT (account, hour) DO UPDATE SET replies = replies + ?3, notices = notices + ?4, pushes = pushes + ?5`);
    this.#since = db.prepare(`
      SELECT ifnull(sum(replies), 0) AS replies, ifnull(sum(notices), 0) AS notices, ifnull(sum(pushes), 0) AS pushes
      FROM sent WHERE account = ? AND hour >= ?`);
    this.#sweep = db.prepare('DELETE FROM sent WHERE hour < ?');
  }

  add(now: number, counts: ReadonlyMap<string, Sent>): void {
    for (const [account, { replies, notices, pushes }] of counts)
      this.#add.run(account, hourOf(now), replies, notices, pushes);
  }

  since(account: string, time: number): Sent {
    return { ...(this.#since.get(account, hourOf(time)) as unknown as Sent) };
  }

  sweep(time: number): void {
    this.#sweep.run(hourOf(time));
  }
}

const hourOf = (time: number): number => Math.floor(time / 3_600_000);
