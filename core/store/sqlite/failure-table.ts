import type { DatabaseSync } from 'node:sqlite';
import type { FailureRow, InboxRow } from '../../host/store.ts';
import { readFailure, STRIPPED, type FailureColumns } from '../rows.ts';

/** What failed, until the operator has looked at it. */
export class FailureTable {
  readonly #all;
  readonly #one;
  readonly #insert;
  readonly #bury;
  readonly #delete;
  readonly #withdraw;
  readonly #strip;
  readonly #forget;

  constructor(db: DatabaseSync) {
    this.#all = db.prepare('SELECT * FROM dead ORDER BY id');
    this.#one = db.prepare('SELECT * FROM dead WHERE id = ?');
    this.#insert = db.prepare(
      'INSERT INTO dead (chat_key, plugin, event_id, kind, at, code, error, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#bury = db.prepare(`
      INSERT INTO dead (chat_key, plugin, seq, event_id, kind, at, code, error, body, message_id)
      SELECT chat_key, plugin, seq, event_id, 'event', ?2, ?3, ?4, body, message_id FROM inbox WHERE seq = ?1`);
    this.#delete = db.prepare('DELETE FROM dead WHERE id = ?');
    this.#strip = db.prepare(
      `UPDATE dead SET body = '${STRIPPED}', message_id = NULL WHERE chat_key = ? AND plugin = ?`,
    );
    this.#forget = db.prepare('DELETE FROM dead WHERE chat_key = ?1 AND instr(body, ?2) > 0');
    this.#withdraw = db.prepare('DELETE FROM dead WHERE chat_key = ? AND message_id = ?');
  }

  all(): readonly FailureRow[] {
    return (this.#all.all() as unknown as readonly FailureColumns[]).map(readFailure);
  }

  /** What names a member goes: ids are long and random, so that no other text has one in it. */
  forget(chat: string, memberId: string): void {
    this.#forget.run(chat, JSON.stringify(memberId));
  }

  one(id: number): FailureRow | undefined {
    const row = this.#one.get(id) as unknown as FailureColumns | undefined;
    return row && readFailure(row);
  }

  add({ chat, plugin, eventId, kind, at, code, error, body }: Omit<FailureRow, 'id'>): void {
    this.#insert.run(chat, plugin, eventId, kind, at, code, error, body);
  }

  /** Copies an inbox row. */
  bury({ seq }: InboxRow, at: number, code: string, error: string): void {
    this.#bury.run(seq, at, code, error);
  }

  /** Erases what failed of a message. Returns how much that was. */
  withdraw(chat: string, messageId: string): number {
    return Number(this.#withdraw.run(chat, messageId).changes);
  }

  /** Leaves of the mailbox's failures only what went wrong. */
  strip(chat: string, plugin: string): void {
    this.#strip.run(chat, plugin);
  }

  drop(id: number): boolean {
    return this.#delete.run(id).changes === 1;
  }
}
