import type { DatabaseSync } from 'node:sqlite';
import type { NumberedCard, Reacted, Store } from '../../host/store.ts';
import { readNumbered, type NumberedColumns } from '../rows.ts';

/** Cards that went out as words with numbers to answer with, and how members reacted to them. */
export class NumberedTable {
  readonly #close;
  readonly #forgetMessage;
  readonly #insert;
  readonly #open;
  readonly #ofMessage;
  readonly #chats;
  readonly #closeOne;
  readonly #reaction;
  readonly #react;
  readonly #forget;
  readonly #forgetReactions;

  constructor(db: DatabaseSync) {
    this.#close = db.prepare(`
      UPDATE numbered SET is_open = 0
      WHERE chat_key = ?1 AND is_open = 1 AND (about = '' OR (plugin = ?2 AND about = ?3))`);
    this.#forgetMessage = db.prepare('DELETE FROM numbered WHERE chat_key = ? AND message_id = ?');
    this.#insert = db.prepare(`
      INSERT INTO numbered (chat_key, message_id, plugin, about, lines, signs, at, is_open)
      VALUES (?, ?, ?, ?, ?, ?, ?, 1)`);
    this.#open = db.prepare('SELECT * FROM numbered WHERE chat_key = ? AND is_open = 1 AND at >= ? ORDER BY id');
    this.#ofMessage = db.prepare('SELECT * FROM numbered WHERE chat_key = ? AND message_id = ? AND at >= ?');
    this.#chats = db.prepare('SELECT chat_key, max(at) AS at FROM numbered WHERE at >= ? GROUP BY chat_key');
    this.#closeOne = db.prepare(
      'UPDATE numbered SET is_open = 0 WHERE chat_key = ? AND plugin = ? AND about = ? AND is_open = 1',
    );
    this.#reaction = db.prepare(
      'SELECT sign, added, at FROM reaction WHERE chat_key = ? AND message_id = ? AND member_id = ?',
    );
    this.#react = db.prepare(`
      INSERT INTO reaction (chat_key, message_id, member_id, sign, added, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      ON CONFLICT (chat_key, message_id, member_id) DO UPDATE SET sign = ?4, added = ?5, at = ?6`);
    this.#forget = db.prepare("DELETE FROM numbered WHERE chat_key = ?1 AND instr(lines || ifnull(signs, ''), ?2) > 0");
    this.#forgetReactions = db.prepare('DELETE FROM reaction WHERE chat_key = ? AND member_id = ?');
  }

  sent({ chat, messageId, plugin, about, lines, signs }: NumberedCard, at: number): void {
    this.#close.run(chat, plugin, about);
    if (messageId !== undefined) this.#forgetMessage.run(chat, messageId);
    if (lines.length === 0) return;
    const kept = signs === undefined ? null : JSON.stringify(signs);
    this.#insert.run(chat, messageId ?? null, plugin, about, JSON.stringify(lines), kept, at);
  }

  open(chat: string, since: number): readonly NumberedCard[] {
    return (this.#open.all(chat, since) as unknown as readonly NumberedColumns[]).map(readNumbered);
  }

  of(chat: string, messageId: string, since: number): readonly NumberedCard[] {
    return (this.#ofMessage.all(chat, messageId, since) as unknown as readonly NumberedColumns[]).map(readNumbered);
  }

  chats(since: number): Awaited<ReturnType<Store['numberedChats']>> {
    const rows = this.#chats.all(since) as unknown as readonly { readonly chat_key: string; readonly at: number }[];
    return rows.map(({ chat_key: chat, at }) => ({ chat, at }));
  }

  close(chat: string, plugin: string, about: string): void {
    this.#closeOne.run(chat, plugin, about);
  }

  react({ chat, messageId, memberId, sign, added, at }: Reacted, since: number): Awaited<ReturnType<Store['react']>> {
    const [card] = this.of(chat, messageId, since);
    if (!card) return undefined;
    const last = this.#reaction.get(chat, messageId, memberId) as unknown as
      | { readonly sign: string; readonly added: number; readonly at: number }
      | undefined;
    // An older one that comes late is over, and whoever takes back what has ended takes back nothing.
    if (last && last.at > at) return undefined;
    if (!added && (last?.sign !== sign || (last.added === 0 && last.at < at))) return undefined;
    this.#react.run(chat, messageId, memberId, sign, added ? 1 : 0, at);
    const isAgain = last?.sign === sign && last.at === at;
    const before = added ? (last?.added === 1 && !isAgain ? last.sign : undefined) : sign;
    return before === undefined ? { card } : { card, before };
  }

  forget(chat: string, memberId: string): void {
    this.#forget.run(chat, memberId);
    this.#forgetReactions.run(chat, memberId);
  }
}
