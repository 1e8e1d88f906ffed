import type { DatabaseSync } from 'node:sqlite';

/** Command lines that are too long for a button. */
export class LineTable {
  readonly #read;
  readonly #write;
  readonly #withdraw;

  constructor(db: DatabaseSync) {
    this.#read = db.prepare('SELECT text FROM line WHERE id = ?');
    this.#write = db.prepare(`
      INSERT INTO line (id, chat_key, at, text, message_id) VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT (id) DO UPDATE SET chat_key = ?2, at = ?3, text = ?4, message_id = ?5`);
    this.#withdraw = db.prepare('DELETE FROM line WHERE chat_key = ? AND message_id = ?');
  }

  read(id: string): string | undefined {
    return (this.#read.get(id) as { text: string } | undefined)?.text;
  }

  /** `messageId`: the message that the line repeats, or answers. */
  write(id: string, chat: string, at: number, text: string, messageId: string | undefined): void {
    this.#write.run(id, chat, at, text, messageId ?? null);
  }

  /** Erases the lines of a message. Returns how many there were. */
  withdraw(chat: string, messageId: string): number {
    return Number(this.#withdraw.run(chat, messageId).changes);
  }
}
