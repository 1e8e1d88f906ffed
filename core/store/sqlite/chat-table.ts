import type { DatabaseSync } from 'node:sqlite';
import type { Policy } from '../../host/store.ts';

/** One row a chat: its policy, and whether the bot has left it. */
export class ChatTable {
  readonly #policy;
  readonly #writePolicy;
  readonly #left;
  readonly #leave;
  readonly #return;
  readonly #pause;
  readonly #forget;

  constructor(db: DatabaseSync) {
    this.#policy = db.prepare('SELECT policy, policy_rev FROM chat WHERE chat_key = ? AND policy_rev > 0');
    this.#writePolicy = db.prepare(`
      INSERT INTO chat (chat_key, policy, policy_rev) SELECT ?1, ?2, 1 WHERE ?3 = 0 OR EXISTS (SELECT 1 FROM chat WHERE chat_key = ?1)
      ON CONFLICT (chat_key) DO UPDATE SET policy = ?2, policy_rev = policy_rev + 1 WHERE policy_rev = ?3`);
    this.#left = db.prepare('SELECT left_at FROM chat WHERE chat_key = ? AND left_at IS NOT NULL');
    this.#leave = db.prepare(`
      INSERT INTO chat (chat_key, left_at) VALUES (?1, ?2)
      ON CONFLICT (chat_key) DO UPDATE SET left_at = ?2 WHERE left_at IS NULL`);
    this.#return = db.prepare('UPDATE chat SET left_at = NULL WHERE chat_key = ? AND left_at IS NOT NULL');
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

  /** The bot left, or came: its timers rest meanwhile. */
  present(chat: string, presence: 'left' | 'here', at: number): void {
    const { changes } = presence === 'left' ? this.#leave.run(chat, at) : this.#return.run(chat);
    if (changes === 1) this.#pause.run(chat, presence === 'left' ? 1 : 0);
  }
}
