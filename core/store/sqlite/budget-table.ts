import type { DatabaseSync } from 'node:sqlite';
import type { MonthSpent, PushPromise } from '../../host/store.ts';

interface Others {
  readonly promised: number;
  /** To other rows of the same chat. */
  readonly own: number;
  /** Rows of other chats. */
  readonly waiting: number;
}

/** What the month's messages are promised to, row by row of the outbox, and what was spent of them. */
export class BudgetTable {
  readonly #raise;
  readonly #used;
  readonly #spentIn;
  readonly #others;
  readonly #has;
  readonly #promise;
  readonly #promised;
  readonly #unpromise;
  readonly #unpromiseChat;
  readonly #spend;
  readonly #spendIn;
  readonly #sweep;
  readonly #sweepIn;

  constructor(db: DatabaseSync) {
    this.#raise = db.prepare(`
      INSERT INTO month (account, month, used) VALUES (?1, ?2, ?3)
      ON CONFLICT (account, month) DO UPDATE SET used = max(used, ?3)`);
    this.#used = db.prepare('SELECT used FROM month WHERE account = ? AND month = ?');
    this.#spentIn = db.prepare('SELECT spent FROM month_chat WHERE chat_key = ? AND account = ? AND month = ?');
    this.#others = db.prepare(`
      SELECT ifnull(sum(promised), 0) AS promised, ifnull(sum(iif(chat_key = ?2, promised, 0)), 0) AS own,
        ifnull(sum(chat_key <> ?2), 0) AS waiting
      FROM outbox WHERE account = ?1 AND promised IS NOT NULL AND id <> ?3`);
    this.#has = db.prepare('SELECT 1 FROM outbox WHERE id = ? AND promised IS NOT NULL');
    this.#promise = db.prepare('UPDATE outbox SET promised = ?2, account = ?3, month = ?4 WHERE id = ?1');
    this.#promised = db.prepare('SELECT chat_key, promised, account, month FROM outbox WHERE id = ?');
    this.#unpromise = db.prepare('UPDATE outbox SET promised = NULL WHERE id = ? AND promised IS NOT NULL');
    this.#unpromiseChat = db.prepare('UPDATE outbox SET promised = NULL WHERE chat_key = ? AND promised IS NOT NULL');
    this.#spend = db.prepare(`
      INSERT INTO month (account, month, used) VALUES (?1, ?2, ?3)
      ON CONFLICT (account, month) DO UPDATE SET used = used + ?3`);
    this.#spendIn = db.prepare(`
      INSERT INTO month_chat (chat_key, account, month, spent) VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT (chat_key, account, month) DO UPDATE SET spent = spent + ?4`);
    this.#sweep = db.prepare('DELETE FROM month WHERE month < ?');
    this.#sweepIn = db.prepare('DELETE FROM month_chat WHERE month < ?');
  }

  promise({ id, chat, account, month, cost, limit, used }: PushPromise): boolean {
    const others = this.#others.get(account, chat, id) as unknown as Others;
    const before = this.#has.get(id) !== undefined;
    const fits =
      limit === undefined ||
      (this.#raised(account, month, used) + others.promised + cost <= limit &&
        (before || others.waiting === 0 || this.#spent(chat, account, month) + others.own + cost <= limit / 2));
    if (fits) this.#promise.run(id, cost, account, month);
    else this.#unpromise.run(id);
    return fits;
  }

  spend(id: number): number {
    const row = this.#promised.get(id) as
      | { chat_key: string; promised: number | null; account: string; month: number }
      | undefined;
    if (row === undefined || row.promised === null) return 0;
    this.#unpromise.run(id);
    this.#spend.run(row.account, row.month, row.promised);
    this.#spendIn.run(row.chat_key, row.account, row.month, row.promised);
    return row.promised;
  }

  unpromise(ids: readonly number[]): void {
    for (const id of ids) this.#unpromise.run(id);
  }

  /** The bot left: what waits there is not pushed. */
  unpromiseChat(chat: string): void {
    this.#unpromiseChat.run(chat);
  }

  spent(account: string, month: number, used: number): MonthSpent {
    const { promised } = this.#others.get(account, '', 0) as unknown as Others;
    return { used: this.#raised(account, month, used), promised };
  }

  sweep(before: number): void {
    this.#sweep.run(before);
    this.#sweepIn.run(before);
  }

  #raised(account: string, month: number, used: number): number {
    this.#raise.run(account, month, used);
    return (this.#used.get(account, month) as { used: number }).used;
  }

  #spent(chat: string, account: string, month: number): number {
    return (this.#spentIn.get(chat, account, month) as { spent: number } | undefined)?.spent ?? 0;
  }
}
