import type { DatabaseSync } from 'node:sqlite';
import { monthOf, type Store } from '../../host/store.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Tables } from './tables.ts';

/** Rows that one transaction deletes, so that nobody waits long for their turn. */
const BATCH = 500;
/**
 * Every table with a chat's rows, but for the event ids, which go by their age long before. The chat's own row goes last: with it goes
 * the mark that it is to be erased. A mailbox goes after its state, which is counted in it.
 */
const OF_A_CHAT = [
  ['inbox', 'seq'],
  ['outbox', 'id'],
  ['timer', 'rowid'],
  ['line', 'rowid'],
  ['download', 'rowid'],
  ['receipt', 'plugin'],
  ['month_chat', 'account'],
  ['card', 'message_id'],
  ['invocation', 'message_id'],
  ['numbered', 'id'],
  ['reaction', 'id'],
  ['dead', 'id'],
  ['member', 'rowid'],
  ['state', 'rowid'],
  ['mailbox', 'plugin'],
  ['chat', 'chat_key'],
] as const;

/** Deletes what is past its time, a batch a transaction. */
export class Sweep {
  readonly #commits: GroupCommit;
  readonly #seen;
  readonly #lines;
  readonly #downloads;
  readonly #messages;
  readonly #left;
  readonly #isLeft;
  readonly #erase;
  readonly #eraseAll;
  readonly #tables: Tables;

  constructor(db: DatabaseSync, commits: GroupCommit, tables: Tables) {
    this.#tables = tables;
    this.#commits = commits;
    this.#seen = db.prepare(`
      DELETE FROM seen WHERE (chat_key, event_id) IN
        (SELECT chat_key, event_id FROM seen WHERE at < ? ORDER BY at LIMIT ${BATCH})`);
    this.#lines = ['line', 'numbered', 'reaction'].map((table) =>
      db.prepare(`DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE at < ? ORDER BY at LIMIT ${BATCH})`),
    );
    this.#downloads = db.prepare(
      `DELETE FROM download WHERE id IN (SELECT id FROM download WHERE expires <= ? ORDER BY expires LIMIT ${BATCH})`,
    );
    this.#messages = ['card', 'invocation'].map((table) =>
      db.prepare(`
        DELETE FROM ${table} WHERE (chat_key, message_id) IN
          (SELECT chat_key, message_id FROM ${table} WHERE at < ? ORDER BY at LIMIT ${BATCH})`),
    );
    this.#left = db.prepare('SELECT chat_key FROM chat WHERE left_at < ?');
    this.#isLeft = db.prepare('SELECT 1 FROM chat WHERE chat_key = ? AND left_at < ?');
    this.#eraseAll = OF_A_CHAT.filter(([table]) => table !== 'chat').map(([table]) =>
      db.prepare(`DELETE FROM ${table} WHERE chat_key = ?`),
    );
    this.#erase = OF_A_CHAT.map(([table, id]) =>
      db.prepare(`
        DELETE FROM ${table}
        WHERE chat_key = ?1 AND ${id} IN (SELECT ${id} FROM ${table} WHERE chat_key = ?1 LIMIT ?2)`),
    );
  }

  /** Everything of a chat but its own row, at once. */
  erase(chat: string): void {
    for (const erase of this.#eraseAll) erase.run(chat);
    this.#tables.state.forget();
  }

  async run(
    {
      seenBefore,
      linesBefore,
      leftBefore,
      messagesBefore,
      receiptsBefore = -Infinity,
      sentBefore = -Infinity,
    }: Parameters<Store['sweep']>[0],
    now: number,
  ): Promise<void> {
    await this.#inBatches(() => Number(this.#seen.run(seenBefore).changes));
    for (const old of this.#lines) await this.#inBatches(() => Number(old.run(linesBefore).changes));
    await this.#inBatches(() => Number(this.#downloads.run(now).changes));
    await this.#commits.run(() => {
      this.#tables.receipts.sweep(receiptsBefore);
      this.#tables.sent.sweep(sentBefore);
      if (sentBefore > 0) this.#tables.budget.sweep(monthOf(sentBefore));
    });
    for (const old of this.#messages) await this.#inBatches(() => Number(old.run(messagesBefore).changes));
    const chats = this.#left.all(leftBefore) as unknown as readonly { readonly chat_key: string }[];
    for (const { chat_key } of chats) await this.#inBatches(() => this.#erasePart(chat_key, leftBefore));
  }

  /** The bot may come back between two batches: then what is left stays. */
  #erasePart(chat: string, leftBefore: number): number {
    if (!this.#isLeft.get(chat, leftBefore)) return 0;
    this.#tables.state.forget();
    let room = BATCH;
    for (const erase of this.#erase) if (room > 0) room -= Number(erase.run(chat, room).changes);
    return BATCH - room;
  }

  async #inBatches(work: () => number): Promise<void> {
    let deleted: number;
    do deleted = await this.#commits.run(work);
    while (deleted >= BATCH);
  }
}
