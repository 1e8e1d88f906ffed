import { randomInt } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { FailureRow, InboxRow, NewEvent } from '../../host/store.ts';
import { readInbox, type InboxColumns } from '../rows.ts';

/** Events that have been accepted and are not done, and the ids of those that ever were. */
export class InboxTable {
  /** This run of the host. A row with another owner belonged to a run that is over. */
  readonly #owner = randomInt(1, 2 ** 47);
  #isFirst = true;
  readonly #remember;
  readonly #insert;
  readonly #count;
  readonly #unowned;
  readonly #own;
  readonly #ownOthers;
  readonly #has;
  readonly #of;
  readonly #delete;
  readonly #withdraw;

  constructor(db: DatabaseSync) {
    this.#remember = db.prepare(
      'INSERT INTO seen (chat_key, event_id, at) VALUES (?, ?, ?) ON CONFLICT (event_id, chat_key) DO NOTHING',
    );
    this.#insert = db.prepare(
      'INSERT INTO inbox (chat_key, plugin, event_id, at, owner, body, message_id, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    const others = 'FROM inbox WHERE owner IS NULL OR owner <> ?1';
    this.#count = db.prepare(
      `UPDATE inbox SET attempts = attempts + 1 WHERE seq IN (SELECT min(seq) ${others} GROUP BY chat_key, plugin)`,
    );
    this.#unowned = db.prepare('SELECT 1 FROM inbox WHERE owner IS NULL LIMIT 1');
    const columns = 'seq, chat_key, plugin, event_id, body, at, attempts, message_id, version';
    this.#own = db.prepare(`UPDATE inbox SET owner = ? WHERE owner IS NULL RETURNING ${columns}`);
    this.#ownOthers = db.prepare(`UPDATE inbox SET owner = ?1 WHERE owner IS NULL OR owner <> ?1 RETURNING ${columns}`);
    this.#of = db.prepare('SELECT seq FROM inbox WHERE chat_key = ?');
    this.#has = db.prepare('SELECT 1 FROM inbox WHERE seq = ?');
    this.#delete = db.prepare('DELETE FROM inbox WHERE seq = ?');
    this.#withdraw = db.prepare('DELETE FROM inbox WHERE chat_key = ? AND message_id = ? RETURNING seq');
  }

  /** False when the event was accepted before. */
  remember({ chat, eventId, at }: NewEvent): boolean {
    return this.#remember.run(chat, eventId, at).changes === 1;
  }

  add({ chat, eventId, at, rows, messageId }: NewEvent): readonly InboxRow[] {
    const message = messageId ?? null;
    return rows.map(({ plugin, version, body }) => {
      const { lastInsertRowid } = this.#insert.run(
        chat,
        plugin,
        eventId,
        at,
        this.#owner,
        body,
        message,
        version ?? null,
      );
      const row = { seq: Number(lastInsertRowid), chat, plugin, eventId, body, at, attempts: 0 };
      if (messageId === undefined && version === undefined) return row;
      return {
        ...row,
        ...(messageId === undefined ? {} : { messageId }),
        ...(version === undefined ? {} : { version }),
      };
    });
  }

  /** A row for whichever host asks next. */
  putBack({ chat, plugin, body, messageId }: FailureRow, eventId: string, at: number): void {
    this.#insert.run(chat, plugin, eventId, at, null, body, messageId ?? null, null);
  }

  /** Worth a transaction. Reads no more than an empty index, nearly always. */
  mayClaim(): boolean {
    return this.#isFirst || this.#unowned.get() !== undefined;
  }

  claim(): readonly InboxRow[] {
    if (this.#isFirst) this.#count.run(this.#owner);
    const rows = (this.#isFirst ? this.#ownOthers : this.#own).all(this.#owner) as unknown as readonly InboxColumns[];
    return rows.map(readInbox).sort((a, b) => a.seq - b.seq);
  }

  /** The first claim is durable: later ones look for less. */
  claimed(): void {
    this.#isFirst = false;
  }

  /** What waits in a chat. */
  of(chat: string): readonly number[] {
    return this.#of.all(chat).map((row) => Number(row['seq']));
  }

  has(seq: number): boolean {
    return this.#has.get(seq) !== undefined;
  }

  /** Takes out what a message wanted. Returns the rows' `seq`. */
  withdraw(chat: string, messageId: string): readonly number[] {
    return (this.#withdraw.all(chat, messageId) as unknown as readonly { readonly seq: number }[]).map(
      ({ seq }) => seq,
    );
  }

  /** False when it was gone. */
  delete(seq: number): boolean {
    return this.#delete.run(seq).changes === 1;
  }
}
