import type { DatabaseSync } from 'node:sqlite';
import type { ReceiptCounts, Store } from '../../host/store.ts';

type Receipts = Awaited<ReturnType<Store['receipts']>>;

const KINDS = [
  'profiles',
  'rosters',
  'counts',
  'messages',
  'notices',
  'pushes',
  'fetches',
  'contents',
] satisfies (keyof ReceiptCounts)[];
const DAY = 86_400_000;
const dayOf = (time: number): number => Math.floor(time / DAY);

/** What each plugin read and sent in a chat, a row a day (UTC). */
export class ReceiptTable {
  readonly #add;
  readonly #since;
  readonly #sweep;

  constructor(db: DatabaseSync) {
    const kinds = KINDS.join(', ');
    const more = KINDS.map((kind) => `${kind} = ${kind} + excluded.${kind}`).join(', ');
    const sums = KINDS.map((kind) => `sum(${kind}) AS ${kind}`).join(', ');
    this.#add = db.prepare(`
      INSERT INTO receipt (chat_key, plugin, day, ${kinds}) VALUES (?, ?, ?, ${KINDS.map(() => '?').join(', ')})
      ON CONFLICT (chat_key, plugin, day) DO UPDATE SET ${more}`);
    this.#since = db.prepare(
      `SELECT plugin, ${sums} FROM receipt WHERE chat_key = ? AND day >= ? GROUP BY plugin ORDER BY plugin`,
    );
    this.#sweep = db.prepare('DELETE FROM receipt WHERE day < ?');
  }

  add(chat: string, plugin: string, now: number, counts: ReceiptCounts): void {
    this.#add.run(chat, plugin, dayOf(now), ...KINDS.map((kind) => counts[kind]));
  }

  since(chat: string, time: number): Receipts {
    const rows = this.#since.all(chat, dayOf(time)) as unknown as Receipts;
    return rows.map((row) => Object.assign({}, row));
  }

  sweep(time: number): void {
    this.#sweep.run(dayOf(time));
  }
}
