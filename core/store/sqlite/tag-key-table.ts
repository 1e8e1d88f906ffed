import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { TagKey } from '../../host/store.ts';

/** As long as the digest that it keys: a longer one would gain nothing. */
const KEY_BYTES = 32;
const FIRST = '1';

/** Keys of button tags. */
export class TagKeyTable {
  readonly #all;
  readonly #insert;

  constructor(db: DatabaseSync) {
    this.#all = db.prepare('SELECT id, key FROM tag_key ORDER BY rowid DESC');
    this.#insert = db.prepare('INSERT INTO tag_key (id, key, at) VALUES (?, ?, ?)');
  }

  /** The newest first. Makes the first one. */
  all(now: number): readonly TagKey[] {
    const keys = this.#read();
    if (keys.length > 0) return keys;
    this.#insert.run(FIRST, randomBytes(KEY_BYTES), now);
    return this.#read();
  }

  #read(): readonly TagKey[] {
    return (this.#all.all() as unknown as readonly TagKey[]).map(({ id, key }) => ({ id, key }));
  }
}
