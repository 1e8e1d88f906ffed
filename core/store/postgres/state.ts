import { Batch } from './batch.ts';
import type { Connection, Statement } from './connection.ts';
import { json, kept } from './text.ts';

/** Many looks in one statement. */
const READ: Statement = {
  name: 'read_state',
  text: `SELECT g.n, s.value FROM json_to_recordset($1::json) AS g(n integer, chat text, plugin text, key text)
    JOIN state s ON s.chat_key = g.chat AND s.plugin = g.plugin AND s.key = g.key`,
};
const LIST: Statement = {
  name: 'list_state',
  text: 'SELECT key, value FROM state WHERE chat_key = $1 AND plugin = $2 AND key >= $3 AND ($4::text IS NULL OR key < $4)',
};

interface Key {
  readonly chat: string;
  readonly plugin: string;
  readonly key: string;
}

/** What comes after all keys with this prefix; none after one of nothing but the last character of all. */
function after(prefix: string): string | null {
  const points = Array.from(prefix, (one) => one.codePointAt(0)!);
  for (let last = points.pop(); last !== undefined; last = points.pop())
    if (last < 0x10_ffff) return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
  return null;
}

export class StateReading {
  readonly #connection: Connection;
  readonly #batch: Batch<Key, string | undefined>;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#batch = new Batch({ run: (keys) => this.#run(keys) });
  }

  read(key: Key): Promise<string | undefined> {
    return this.#batch.add(key);
  }

  /** In the order of UTF-16 units. */
  async list(
    chat: string,
    plugin: string,
    prefix: string,
  ): Promise<readonly { readonly key: string; readonly value: string }[]> {
    // Half an emoji is a prefix of it in UTF-16, but not in the table, which has the keys in the order of their code points.
    const whole = kept(prefix.replace(/[\ud800-\udbff]$/, ''));
    const rows = await this.#connection.rows<{ key: string; value: string }>(LIST, [chat, plugin, whole, after(whole)]);
    return rows.filter(({ key }) => key.startsWith(prefix)).sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  close(): Promise<void> {
    return this.#batch.close();
  }

  async #run(keys: readonly Key[]): Promise<readonly (string | undefined)[]> {
    const rows = await this.#connection.rows<{ n: number; value: string }>(READ, [
      json(keys.map((key, n) => ({ n, ...key }))),
    ]);
    const values = new Map(rows.map(({ n, value }) => [n, value]));
    return keys.map((_, n) => values.get(n));
  }
}
