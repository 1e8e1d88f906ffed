import type { DatabaseSync } from 'node:sqlite';
import type { SentCard } from '../../host/store.ts';

/** What is known of messages by their ids: the cards that were sent, and the command lines that ran. */
export class MessageTable {
  readonly #card;
  readonly #ran;
  readonly #subject;
  readonly #ranBy;

  constructor(db: DatabaseSync) {
    this.#card = db.prepare(`
      INSERT INTO card (chat_key, message_id, plugin, subject, at) VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT (chat_key, message_id) DO NOTHING`);
    this.#ran = db.prepare(`
      INSERT INTO invocation (chat_key, message_id, plugin, event_id, subject, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      ON CONFLICT (chat_key, message_id) DO UPDATE SET plugin = ?3, event_id = ?4, subject = ?5, at = ?6`);
    this.#subject = db.prepare(`
      SELECT plugin, subject FROM card WHERE chat_key = ?1 AND message_id = ?2
      UNION ALL SELECT plugin, subject FROM invocation WHERE chat_key = ?1 AND message_id = ?2 AND subject IS NOT NULL`);
    this.#ranBy = db.prepare('SELECT plugin, event_id FROM invocation WHERE chat_key = ? AND message_id = ?');
  }

  sent({ chat, messageId, plugin, subject }: SentCard, at: number): void {
    this.#card.run(chat, messageId, plugin, subject, at);
  }

  ran(chat: string, messageId: string, plugin: string, eventId: string, subject: string | undefined, at: number): void {
    this.#ran.run(chat, messageId, plugin, eventId, subject ?? null, at);
  }

  subject(chat: string, messageId: string): { readonly plugin: string; readonly subject: string } | undefined {
    const row = this.#subject.get(chat, messageId) as { plugin: string; subject: string } | undefined;
    return row && { plugin: row.plugin, subject: row.subject };
  }

  ranBy(chat: string, messageId: string): { readonly plugin: string; readonly eventId: string } | undefined {
    const row = this.#ranBy.get(chat, messageId) as { plugin: string; event_id: string } | undefined;
    return row && { plugin: row.plugin, eventId: row.event_id };
  }
}
