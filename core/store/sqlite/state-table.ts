import type { DatabaseSync } from 'node:sqlite';
import { STORAGE_SHARE } from '../../host/store.ts';

type Writes = ReadonlyMap<string, string | undefined>;

/** What plugins keep, a mailbox each, and how much that is. */
export class StateTable {
  readonly #read;
  readonly #list;
  readonly #size;
  readonly #write;
  readonly #delete;
  readonly #bytes;
  readonly #grow;

  constructor(db: DatabaseSync) {
    const one = 'chat_key = ? AND plugin = ? AND key = ?';
    this.#read = db.prepare(`SELECT value FROM state WHERE ${one}`);
    this.#list = db.prepare('SELECT key, value FROM state WHERE chat_key = ? AND plugin = ? AND key >= ?');
    this.#size = db.prepare(`SELECT size FROM state WHERE ${one}`);
    this.#write = db.prepare(`
      INSERT INTO state (chat_key, plugin, key, size, value) VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT (chat_key, plugin, key) DO UPDATE SET size = ?4, value = ?5`);
    this.#delete = db.prepare(`DELETE FROM state WHERE ${one}`);
    this.#bytes = db.prepare('SELECT bytes FROM mailbox WHERE chat_key = ? AND plugin = ?');
    this.#grow = db.prepare(`
      INSERT INTO mailbox (chat_key, plugin, bytes, rev) VALUES (?1, ?2, ?3, 1)
      ON CONFLICT (chat_key, plugin) DO UPDATE SET bytes = bytes + ?3, rev = rev + 1`);
  }

  read(chat: string, plugin: string, key: string): string | undefined {
    return (this.#read.get(chat, plugin, key) as { value: string } | undefined)?.value;
  }

  list(chat: string, plugin: string, prefix: string): readonly { readonly key: string; readonly value: string }[] {
    const found: { key: string; value: string }[] = [];
    // SQLite keeps the keys in the order of their code points: in it those of one prefix stand together, after the prefix itself.
    for (const row of this.#list.iterate(chat, plugin, prefix)) {
      const { key, value } = row as { key: string; value: string };
      if (!key.startsWith(prefix)) break;
      found.push({ key, value });
    }
    return found.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** By how much the writes would let the mailbox grow; `full` when that is more than its share. */
  growth(chat: string, plugin: string, writes: Writes): number | 'full' {
    let growth = 0;
    for (const [key, value] of writes) {
      const had = (this.#size.get(chat, plugin, key) as { size: number } | undefined)?.size ?? 0;
      growth += (value === undefined ? 0 : key.length + value.length) - had;
    }
    if (growth <= 0) return growth;
    const { bytes } = (this.#bytes.get(chat, plugin) as { bytes: number } | undefined) ?? { bytes: 0 };
    return bytes + growth > STORAGE_SHARE ? 'full' : growth;
  }

  write(chat: string, plugin: string, writes: Writes, growth: number): void {
    for (const [key, value] of writes) {
      if (value === undefined) this.#delete.run(chat, plugin, key);
      else this.#write.run(chat, plugin, key, key.length + value.length, value);
    }
    this.#grow.run(chat, plugin, growth);
  }
}
