import type { DatabaseSync } from 'node:sqlite';
import type { NewOutboxRow, OutboxRow, Store } from '../../host/store.ts';
import { readOutbox, type OutboxColumns } from '../rows.ts';

/** What is to be sent, or may have been. */
export class OutboxTable {
  readonly #insert;
  readonly #replace;
  readonly #all;
  readonly #ofChat;
  readonly #sending;
  readonly #waiting;
  readonly #noPush;
  readonly #settle;
  readonly #bury;
  readonly #delete;
  readonly #withdraw;

  readonly #of;

  constructor(db: DatabaseSync) {
    this.#of = db.prepare('SELECT id FROM outbox WHERE chat_key = ?');
    this.#insert = db.prepare(`
      INSERT INTO outbox (chat_key, plugin, event_id, at, kind, key, token, received_at, by, expires, tried, body,
        message_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#replace = db.prepare(`
      DELETE FROM outbox
      WHERE chat_key = ? AND plugin = ? AND key = ? AND tried = 0 AND carried_by IS NULL`);
    this.#all = db.prepare('SELECT * FROM outbox ORDER BY id');
    this.#ofChat = db.prepare('SELECT * FROM outbox WHERE chat_key = ? ORDER BY id');
    this.#sending = db.prepare(`
      UPDATE outbox SET tried = 1, token = ifnull(?2, token), received_at = ifnull(?3, received_at), carried_by = ifnull(?4, carried_by),
        retry_key = ifnull(?5, retry_key)
      WHERE id = ?1`);
    this.#waiting = db.prepare(
      'UPDATE outbox SET tried = 0, token = NULL, received_at = NULL, carried_by = NULL, retry_key = NULL WHERE id = ?',
    );
    this.#noPush = db.prepare('UPDATE outbox SET by = NULL, promised = NULL WHERE id = ?');
    this.#settle = db.prepare('DELETE FROM outbox WHERE id = ?1 OR carried_by = ?1');
    this.#bury = db.prepare(`
      INSERT INTO dead (chat_key, plugin, event_id, kind, at, code, error, body, message_id)
      SELECT chat_key, plugin, event_id, kind, ?2, ?3, ?4, ifnull(?5, body), message_id FROM outbox WHERE id = ?1`);
    this.#delete = db.prepare('DELETE FROM outbox WHERE id = ?');
    // A farewell that was taken back does not keep the bot from leaving.
    this.#withdraw = db.prepare(`
      DELETE FROM outbox
      WHERE chat_key = ? AND message_id = ? AND tried = 0 AND carried_by IS NULL AND kind <> 'leave' RETURNING id`);
  }

  /** What waits in a chat. */
  of(chat: string): readonly number[] {
    return this.#of.all(chat).map((row) => Number(row['id']));
  }

  all(chat?: string): readonly OutboxRow[] {
    const rows = chat === undefined ? this.#all.all() : this.#ofChat.all(chat);
    return (rows as unknown as readonly OutboxColumns[]).map(readOutbox);
  }

  add(
    chat: string,
    plugin: string,
    eventId: string,
    at: number,
    row: NewOutboxRow,
    messageId: string | undefined,
  ): OutboxRow {
    const { kind, body, key, token, receivedAt, by, expires, tried } = row;
    if (key !== undefined) this.#replace.run(chat, plugin, key);
    const { lastInsertRowid } = this.#insert.run(
      chat,
      plugin,
      eventId,
      at,
      kind,
      key ?? null,
      token ?? null,
      receivedAt ?? null,
      by ?? null,
      expires ?? null,
      tried ? 1 : 0,
      body,
      messageId ?? null,
    );
    return { ...row, id: Number(lastInsertRowid), chat, plugin, eventId, at };
  }

  sending(ids: readonly number[], how: Parameters<Store['sending']>[1]): readonly number[] {
    const { token = null, receivedAt = null, carriedBy = null, retryKey = null } = how;
    return ids.filter((id) => this.#sending.run(id, token, receivedAt, carriedBy, retryKey).changes === 1);
  }

  waiting(ids: readonly number[], push: boolean): void {
    for (const id of ids) {
      this.#waiting.run(id);
      if (!push) this.#noPush.run(id);
    }
  }

  /** Takes out what was still to be said to a message. Returns the rows' `id`. */
  withdraw(chat: string, messageId: string): readonly number[] {
    return (this.#withdraw.all(chat, messageId) as unknown as readonly { readonly id: number }[]).map(({ id }) => id);
  }

  settle(ids: readonly number[]): void {
    for (const id of ids) this.#settle.run(id);
  }

  bury(id: number, at: number, code: string, error: string, body?: string): void {
    this.#bury.run(id, at, code, error, body ?? null);
    this.#delete.run(id);
  }
}
