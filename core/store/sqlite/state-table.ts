import type { DatabaseSync } from 'node:sqlite';
import { LRUCache } from 'lru-cache';
import { STORAGE_SHARE } from '../../host/store.ts';

type Writes = ReadonlyMap<string, string | undefined>;

/** Mailboxes whose size is known roughly; the map starts anew when it is full. */
const KNOWN = 20_000;

/** Values kept in memory, in UTF-16 units: what a busy chat's poll needs for its next vote. */
const RECENT = 4_000_000;

/** The size of a mailbox follows its state, whatever writes it. Counted here, so that no reading has to come before a write. */
const COUNTING = `
  PRAGMA temp_store = MEMORY;
  CREATE TEMP TRIGGER state_added AFTER INSERT ON main.state BEGIN
    INSERT INTO mailbox (chat_key, plugin, bytes, rev) VALUES (new.chat_key, new.plugin, new.size, 1)
    ON CONFLICT (chat_key, plugin) DO UPDATE SET bytes = bytes + excluded.bytes, rev = rev + 1;
  END;
  CREATE TEMP TRIGGER state_changed AFTER UPDATE ON main.state BEGIN
    UPDATE mailbox SET bytes = bytes + new.size - old.size, rev = rev + 1
    WHERE chat_key = new.chat_key AND plugin = new.plugin;
  END;
  CREATE TEMP TRIGGER state_deleted AFTER DELETE ON main.state BEGIN
    UPDATE mailbox SET bytes = bytes - old.size, rev = rev + 1 WHERE chat_key = old.chat_key AND plugin = old.plugin;
  END`;

/** No plugin's name and no chat's key has a space in it. */
const nameOf = (chat: string, plugin: string, key: string): string => `${chat} ${plugin} ${key}`;

/** What plugins keep, a mailbox each, and how much that is. */
export class StateTable {
  readonly #read;
  readonly #list;
  readonly #size;
  readonly #write;
  readonly #delete;
  readonly #bytes;
  readonly #forgetMember;
  /** No mailbox is larger than it says here. */
  readonly #atMost = new Map<string, number>();

  /**
   * What was read or written last. The file has one host, so nobody else changes it; nobody reads while a transaction is being written;
   * and one that is undone empties this.
   */
  readonly #recent = new LRUCache<string, { readonly value: string | undefined }>({
    maxSize: RECENT,
    sizeCalculation: ({ value = '' }, name) => value.length + name.length,
  });

  constructor(db: DatabaseSync) {
    db.exec(COUNTING);
    const one = 'chat_key = ? AND plugin = ? AND key = ?';
    this.#read = db.prepare(`SELECT value FROM state WHERE ${one}`);
    this.#read.setReturnArrays(true);
    this.#list = db.prepare('SELECT key, value FROM state WHERE chat_key = ? AND plugin = ? AND key >= ? ORDER BY key');
    this.#size = db.prepare(`SELECT size FROM state WHERE ${one}`);
    this.#write = db.prepare(`
      INSERT INTO state (chat_key, plugin, key, size, value) VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT (chat_key, plugin, key) DO UPDATE SET size = ?4, value = ?5`);
    this.#delete = db.prepare(`DELETE FROM state WHERE ${one}`);
    this.#forgetMember = db.prepare(
      'DELETE FROM state WHERE chat_key = ?1 AND substr(key, 1, length(?2)) = ?2 AND instr(value, ?3) > 0',
    );
    this.#bytes = db.prepare('SELECT bytes FROM mailbox WHERE chat_key = ? AND plugin = ?');
  }

  read(chat: string, plugin: string, key: string): string | undefined {
    const name = nameOf(chat, plugin, key);
    const recent = this.#recent.get(name);
    if (recent) return recent.value;
    const value = (this.#read.get(chat, plugin, key) as unknown as readonly [string] | undefined)?.[0];
    this.#recent.set(name, { value });
    return value;
  }

  /** Something was undone, or written past this table. */
  forget(): void {
    this.#recent.clear();
  }

  /** Entries under keys with this prefix that name a member. */
  forgetMember(chat: string, prefix: string, memberId: string): void {
    this.#forgetMember.run(chat, prefix, JSON.stringify(memberId));
    this.forget();
  }

  list(chat: string, plugin: string, prefix: string): readonly { readonly key: string; readonly value: string }[] {
    const found: { key: string; value: string }[] = [];
    // Half an emoji is a prefix of it in UTF-16, but not in the file.
    const whole = prefix.replace(/[\ud800-\udbff]$/, '');
    // SQLite keeps the keys in the order of their code points: in it those of one prefix stand together, after the prefix itself.
    for (const row of this.#list.iterate(chat, plugin, whole)) {
      const { key, value } = row as { key: string; value: string };
      if (!key.startsWith(whole)) break;
      if (key.startsWith(prefix)) found.push({ key, value });
    }
    return found.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** Whether the mailbox holds its share after these writes. Asks the file only when what is known is not enough. */
  fits(chat: string, plugin: string, writes: Writes): boolean {
    const mailbox = `${plugin} ${chat}`;
    let written = 0;
    for (const [key, value] of writes) if (value !== undefined) written += key.length + value.length;
    let atMost = (this.#atMost.get(mailbox) ?? Infinity) + written;
    if (atMost > STORAGE_SHARE) {
      let growth = written;
      for (const key of writes.keys())
        growth -= (this.#size.get(chat, plugin, key) as { size: number } | undefined)?.size ?? 0;
      const { bytes } = (this.#bytes.get(chat, plugin) as { bytes: number } | undefined) ?? { bytes: 0 };
      if (growth > 0 && bytes + growth > STORAGE_SHARE) return false;
      // What is replaced is not taken off: it is still there if the transaction fails.
      atMost = bytes + written;
      if (this.#atMost.size >= KNOWN) this.#atMost.clear();
    }
    this.#atMost.set(mailbox, atMost);
    return true;
  }

  write(chat: string, plugin: string, writes: Writes): void {
    for (const [key, value] of writes) {
      this.#recent.set(nameOf(chat, plugin, key), { value });
      if (value === undefined) this.#delete.run(chat, plugin, key);
      else this.#write.run(chat, plugin, key, key.length + value.length, value);
    }
  }
}
