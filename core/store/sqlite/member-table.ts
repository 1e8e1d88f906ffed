import type { DatabaseSync } from 'node:sqlite';
import type { MemberRow, RosterChange } from '../../host/store.ts';

interface Row {
  readonly user_id: string;
  readonly last_at: number;
}

/**
 * Who is in a chat. `left_at` and `forgotten_at` are marks: what was seen earlier than they say, and is written later, brings nobody
 * back. Of someone forgotten only the mark is kept.
 */
export class MemberTable {
  readonly #of;
  readonly #seen;
  readonly #left;
  readonly #forgotten;

  constructor(db: DatabaseSync) {
    this.#of = db.prepare(`
      SELECT user_id, last_at FROM member WHERE chat_key = ? AND last_at IS NOT NULL AND left_at IS NULL
      ORDER BY first_at, rowid`);
    this.#seen = db.prepare(`
      INSERT INTO member (chat_key, user_id, first_at, last_at) VALUES (?1, ?2, ?3, ?3)
      ON CONFLICT (chat_key, user_id) DO UPDATE SET
        first_at = min(ifnull(first_at, ?3), ?3), last_at = max(ifnull(last_at, ?3), ?3), left_at = NULL
      WHERE ?3 > ifnull(left_at, -1) AND ?3 > ifnull(forgotten_at, -1)`);
    this.#left = db.prepare(`
      INSERT INTO member (chat_key, user_id, left_at) VALUES (?1, ?2, ?3)
      ON CONFLICT (chat_key, user_id) DO UPDATE SET left_at = ?3
      WHERE ?3 >= ifnull(last_at, ?3) AND ?3 > ifnull(left_at, -1)`);
    this.#forgotten = db.prepare(`
      INSERT INTO member (chat_key, user_id, forgotten_at) VALUES (?1, ?2, ?3)
      ON CONFLICT (chat_key, user_id) DO UPDATE SET
        name = NULL, forgotten_at = max(ifnull(forgotten_at, ?3), ?3),
        first_at = iif(last_at > ?3, last_at, NULL), last_at = iif(last_at > ?3, last_at, NULL)`);
  }

  of(chat: string): readonly MemberRow[] {
    const rows = this.#of.all(chat) as unknown as readonly Row[];
    return rows.map(({ user_id, last_at }) => ({ memberId: user_id, at: last_at }));
  }

  change({ chat, memberId, what, at }: RosterChange): void {
    const change = { seen: this.#seen, left: this.#left, forgotten: this.#forgotten }[what];
    change.run(chat, memberId, at);
  }
}
