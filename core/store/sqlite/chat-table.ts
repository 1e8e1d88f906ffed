import type { DatabaseSync } from 'node:sqlite';
import type { KnownChat, NewEvent, Policy, Store } from '../../host/store.ts';
import { readChat, SIGHTINGS_A_CHAT, type ChatColumns } from '../known-chat.ts';

/** One row a chat: its policy, what kind it is where its id does not tell, and whether the bot has left it. */
export class ChatTable {
  readonly #policy;
  readonly #writePolicy;
  readonly #left;
  readonly #leave;
  readonly #return;
  readonly #pause;
  readonly #meet;
  readonly #met;
  readonly #all;
  readonly #setKind;
  readonly #forget;

  constructor(db: DatabaseSync) {
    this.#policy = db.prepare('SELECT policy, policy_rev FROM chat WHERE chat_key = ? AND policy_rev > 0');
    this.#writePolicy = db.prepare(`
      INSERT INTO chat (chat_key, policy, policy_rev) SELECT ?1, ?2, 1 WHERE ?3 = 0 OR EXISTS (SELECT 1 FROM chat WHERE chat_key = ?1)
      ON CONFLICT (chat_key) DO UPDATE SET policy = ?2, policy_rev = policy_rev + 1 WHERE policy_rev = ?3`);
    this.#left = db.prepare('SELECT left_at FROM chat WHERE chat_key = ? AND left_at IS NOT NULL');
    this.#leave = db.prepare(`
      INSERT INTO chat (chat_key, left_at) VALUES (?1, ?2)
      ON CONFLICT (chat_key) DO UPDATE SET left_at = ?2 WHERE left_at IS NULL AND ifnull(met_at, 0) <= ?2`);
    this.#return = db.prepare('UPDATE chat SET left_at = NULL WHERE chat_key = ? AND left_at IS NOT NULL');
    this.#meet = db.prepare(`
      INSERT INTO chat (chat_key, met_at, kind) VALUES (?1, ?2, ?3)
      ON CONFLICT (chat_key) DO UPDATE SET met_at = ?2, kind = ifnull(?3, kind), left_at = NULL
      WHERE (met_at IS NULL AND left_at IS NULL) OR left_at < ?2`);
    this.#met = db.prepare('SELECT chat_key, kind FROM chat WHERE met_at IS NOT NULL AND left_at IS NULL');
    const fill = (table: string): string =>
      `SELECT * FROM (SELECT DISTINCT chat_key FROM ${table} WHERE chat_key NOT IN (SELECT chat_key FROM seen) LIMIT (SELECT n FROM room))`;
    this.#all = db.prepare(`
      WITH recent AS MATERIALIZED (SELECT chat_key, last_at FROM member WHERE last_at IS NOT NULL ORDER BY last_at DESC LIMIT ?2),
      seen AS MATERIALIZED (SELECT chat_key, max(last_at) AS at FROM recent GROUP BY chat_key ORDER BY at DESC, chat_key LIMIT ?1),
      room AS MATERIALIZED (SELECT ?1 - count(*) AS n FROM seen),
      others AS (SELECT chat_key FROM (${fill('chat')} UNION ${fill('mailbox')} UNION ${fill('receipt')}) LIMIT (SELECT n FROM room)),
      known AS (SELECT chat_key, at FROM seen
        UNION ALL SELECT chat_key, (SELECT max(last_at) FROM member m WHERE m.chat_key = others.chat_key) FROM others)
      SELECT known.chat_key, chat.kind, nullif(max(ifnull(known.at, -1), ifnull(chat.met_at, -1)), -1) AS seen_at, chat.left_at
      FROM known LEFT JOIN chat ON chat.chat_key = known.chat_key
      ORDER BY seen_at DESC, known.chat_key`);
    this.#setKind = db.prepare('UPDATE chat SET kind = ?2 WHERE chat_key = ?1 AND met_at IS NOT NULL');
    this.#forget = db.prepare(
      "UPDATE chat SET policy = '{}', policy_rev = policy_rev + 1 WHERE chat_key = ? AND policy_rev > 0",
    );
    this.#pause = db.prepare('UPDATE timer SET paused = (paused & 2) | ?2 WHERE chat_key = ?1');
  }

  policy(chat: string): Policy {
    const row = this.#policy.get(chat) as { policy: string; policy_rev: number } | undefined;
    return row ? { revision: row.policy_rev, document: row.policy } : { revision: 0, document: '{}' };
  }

  setPolicy(chat: string, document: string, expected: number): boolean {
    return this.#writePolicy.run(chat, document, expected).changes === 1;
  }

  /** The document goes; its revision goes on, so that whoever has read it finds out. */
  forget(chat: string): void {
    this.#forget.run(chat);
  }

  left(chat: string): number | undefined {
    return (this.#left.get(chat) as { left_at: number } | undefined)?.left_at;
  }

  met(): Awaited<ReturnType<Store['met']>> {
    const rows = this.#met.all() as unknown as readonly {
      chat_key: string;
      kind: NonNullable<NewEvent['kind']> | null;
    }[];
    return rows.map(({ chat_key: chat, kind }) => (kind === null ? { chat } : { chat, kind }));
  }

  all(limit: number): readonly KnownChat[] {
    return (this.#all.all(limit, limit * SIGHTINGS_A_CHAT) as unknown as readonly ChatColumns[]).map(readChat);
  }

  setKind(...[chat, kind]: Parameters<Store['setKind']>): void {
    this.#setKind.run(chat, kind);
  }

  /** False for a chat that was met and not left, or that was left later than `at`. */
  meet({ chat, at, kind }: NewEvent): boolean {
    if (this.#meet.run(chat, at, kind ?? null).changes !== 1) return false;
    this.#pause.run(chat, 0);
    return true;
  }

  /** The bot left, or came: its timers rest meanwhile. */
  present(chat: string, presence: 'left' | 'here', at: number): void {
    const { changes } = presence === 'left' ? this.#leave.run(chat, at) : this.#return.run(chat);
    if (changes === 1) this.#pause.run(chat, presence === 'left' ? 1 : 0);
  }
}
