import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

const BYTES = 32;

/** What is random and must stay as it is, such as the key under which people's numbers become ids. */
export class SecretTable {
  readonly #insert;
  readonly #read;

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare('INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING');
    this.#read = db.prepare('SELECT value FROM secret WHERE name = ?');
  }

  /** Made at the first asking. */
  get(name: string): Uint8Array {
    this.#insert.run(name, randomBytes(BYTES));
    return (this.#read.get(name) as { readonly value: Uint8Array }).value;
  }
}
