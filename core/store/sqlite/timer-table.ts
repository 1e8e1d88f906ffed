import type { DatabaseSync } from 'node:sqlite';
import type { TimerRow } from '../../host/store.ts';
import { readTimer, type TimerColumns } from '../rows.ts';

/**
 * Command lines that are to run later. `paused` says why one rests, and those that rest are in no index: 1 for a chat that the bot left,
 * 2 for a plugin that is switched off there, 3 for both.
 */
export class TimerTable {
  readonly #due;
  readonly #of;
  readonly #set;
  readonly #cancel;
  readonly #again;
  readonly #take;
  readonly #rest;
  readonly #wake;
  readonly #move;

  constructor(db: DatabaseSync) {
    this.#due = db.prepare('SELECT * FROM timer WHERE paused = 0 AND due <= ? ORDER BY due, rowid LIMIT ?');
    this.#of = db.prepare(
      'SELECT * FROM timer WHERE chat_key = ?1 AND plugin = ifnull(?2, plugin) ORDER BY due, rowid',
    );
    this.#set = db.prepare(`
      INSERT INTO timer (chat_key, plugin, name, due, rule, line, paused)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, EXISTS (SELECT 1 FROM chat WHERE chat_key = ?1 AND left_at IS NOT NULL))
      ON CONFLICT (chat_key, plugin, name) DO UPDATE SET due = ?4, rule = ?5, line = ?6`);
    const one = 'chat_key = ? AND plugin = ? AND name = ?';
    this.#cancel = db.prepare(`DELETE FROM timer WHERE ${one}`);
    this.#take = db.prepare(`DELETE FROM timer WHERE ${one} AND due = ? AND paused = 0`);
    this.#again = db.prepare(`UPDATE timer SET due = ? WHERE ${one} AND due = ? AND paused = 0`);
    this.#move = db.prepare(`UPDATE timer SET due = ? WHERE ${one} AND rule IS NOT NULL`);
    this.#rest = db.prepare('UPDATE timer SET paused = paused | 2 WHERE chat_key = ? AND plugin = ?');
    this.#wake = db.prepare(
      'UPDATE timer SET paused = paused & 1, due = max(due, ?3) WHERE chat_key = ?1 AND plugin = ?2 AND paused & 2',
    );
  }

  move(chat: string, { plugin, name, due }: Pick<TimerRow, 'plugin' | 'name' | 'due'>): void {
    this.#move.run(due, chat, plugin, name);
  }

  rest(chat: string, plugin: string): void {
    this.#rest.run(chat, plugin);
  }

  wake(chat: string, plugin: string, now: number): void {
    this.#wake.run(chat, plugin, now);
  }

  due(now: number, limit: number): readonly (TimerRow & { readonly chat: string })[] {
    return (this.#due.all(now, limit) as unknown as readonly TimerColumns[]).map(readTimer);
  }

  of(chat: string, plugin?: string): readonly TimerRow[] {
    return (this.#of.all(chat, plugin ?? null) as unknown as readonly TimerColumns[]).map(readTimer);
  }

  set(chat: string, plugin: string, { name, due, rule, line }: Omit<TimerRow, 'plugin'>): void {
    this.#set.run(chat, plugin, name, due, rule ?? null, line);
  }

  cancel(chat: string, plugin: string, name: string): void {
    this.#cancel.run(chat, plugin, name);
  }

  /** Takes a timer that went off, or sets it to `next`. False when it was gone, was set to another time, or rests. */
  goOff(chat: string, { plugin, name, due }: TimerRow, next: number | undefined): boolean {
    const { changes } =
      next === undefined ? this.#take.run(chat, plugin, name, due) : this.#again.run(next, chat, plugin, name, due);
    return changes === 1;
  }
}
