import type { DatabaseSync } from 'node:sqlite';

/** Command lines that are too long for a button. */
export class LineTable {
  readonly #read;
  readonly #write;

  constructor(db: DatabaseSync) {
    this.#read = db.prepare('SELECT text FROM line WHERE id = ?');
    this.#write = db.prepare(`
      INSERT INTO line (id, chat_key, at, text) VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT (id) DO UPDATE SET chat_key = ?2, at = ?3, text = ?4`);
  }

  read(id: string): string | undefined {
    return (this.#read.get(id) as { text: string } | undefined)?.text;
  }

  write(id: string, chat: string, at: number, text: string): void {
    this.#write.run(id, chat, at, text);
  }
}
