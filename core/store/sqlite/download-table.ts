import type { DatabaseSync } from 'node:sqlite';
import { DOWNLOADS_SHARE, type StoredDownload } from '../../host/store.ts';

/** Files that members fetch by a link, until they expire. */
export class DownloadTable {
  readonly #read;
  readonly #write;
  readonly #makeRoom;
  readonly #forget;

  constructor(db: DatabaseSync) {
    this.#read = db.prepare('SELECT id, name, type, body, expires FROM download WHERE id = ? AND expires > ?');
    this.#write = db.prepare(
      'INSERT INTO download (id, chat_key, plugin, seq, expires, name, type, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#makeRoom = db.prepare(`
      DELETE FROM download WHERE id IN (SELECT id FROM download WHERE chat_key = ? AND plugin = ?
        ORDER BY seq DESC, rowid DESC LIMIT -1 OFFSET ${DOWNLOADS_SHARE})`);
    this.#forget = db.prepare('DELETE FROM download WHERE chat_key = ?');
  }

  read(id: string, now: number): StoredDownload | undefined {
    return this.#read.get(id, now) as StoredDownload | undefined;
  }

  /** `seq`: of the inbox row that makes them, so that the oldest are known. */
  write(chat: string, plugin: string, seq: number, downloads: readonly StoredDownload[]): void {
    for (const { id, expires, name, type, body } of downloads)
      this.#write.run(id, chat, plugin, seq, expires, name, type, body);
    if (downloads.length > 0) this.#makeRoom.run(chat, plugin);
  }

  forget(chat: string): void {
    this.#forget.run(chat);
  }
}
