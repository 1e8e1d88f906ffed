import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { TagKey } from '../../host/store.ts';

/** As long as the digest that it keys: a longer one would gain nothing. */
const KEY_BYTES = 32;
/** A key signs for a year, counted at the starts of the host; what it has signed is good for as long as its card is there. */
const SIGNS_FOR = 365 * 86_400_000;

/** Keys of button tags. */
export class TagKeyTable {
  readonly #all;
  readonly #insert;
  readonly #retire;

  constructor(db: DatabaseSync) {
    this.#all = db.prepare('SELECT id, key, at FROM tag_key ORDER BY rowid DESC');
    this.#retire = db.prepare('UPDATE tag_key SET retired_at = ? WHERE retired_at IS NULL');
    this.#insert = db.prepare('INSERT INTO tag_key (id, key, at) VALUES (?, ?, ?)');
  }

  /** The newest first. Makes the first one, and the next one when it has signed for long enough. */
  all(now: number): readonly TagKey[] {
    const keys = this.#read();
    const [newest] = keys;
    if (newest && now - newest.at < SIGNS_FOR) return keys;
    this.#retire.run(now);
    this.#insert.run((keys.length + 1).toString(36), randomBytes(KEY_BYTES), now);
    return this.#read();
  }

  #read(): readonly (TagKey & { readonly at: number })[] {
    const rows = this.#all.all() as unknown as readonly (TagKey & { readonly at: number })[];
    return rows.map(({ id, key, at }) => ({ id, key, at }));
  }
}
