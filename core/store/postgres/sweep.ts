import { monthOf } from '../../host/store.ts';
import type { Store } from '../../host/store.ts';
import { SWEEP_MONTHS } from './budget.ts';
import { OF_A_CHAT } from './chat-tables.ts';
import type { Session, Statement } from './connection.ts';
import { dayOf, hourOf } from './counts.ts';
import { keepDays } from './days.ts';
import { SWEEP_PACE } from './pace.ts';
import type { Transactions } from './transactions.ts';

/** Rows that one transaction deletes, so that nobody waits long for their turn. */
const BATCH = 500;
/** A lent token is of no use after its minute; a look for what was lent comes every second. */
const LENT_FOR = 120_000;
/** Longer than any pace of a platform. */
const PACE_FOR = 300_000;

/** The oldest rows of a table that are older than `$1`, as many as a transaction takes. */
const oldest = (table: string, at: string): Statement => ({
  name: `sweep_${table}`,
  text: `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${at} < $1 ORDER BY ${at} LIMIT ${BATCH})) RETURNING 1`,
});
const SEEN = oldest('seen_other', 'at');
const LINES = ['line', 'numbered', 'reaction'].map((table) => oldest(table, 'at'));
const DOWNLOADS = oldest('download', 'expires');
const MESSAGES = [oldest('card', 'at'), oldest('invocation', 'at')];
const RECEIPTS: Statement = { name: 'sweep_receipt', text: 'DELETE FROM receipt WHERE day < $1' };
const SENT: Statement = { name: 'sweep_sent', text: 'DELETE FROM sent WHERE hour < $1' };
const LENT: Statement = { name: 'sweep_lent', text: 'DELETE FROM lent WHERE received_at < $1' };
const LEFT: Statement = { name: 'left_chats', text: 'SELECT chat_key FROM chat WHERE left_at >= 0 AND left_at < $1' };
const IS_LEFT: Statement = {
  name: 'is_left',
  text: 'SELECT 1 FROM chat WHERE chat_key = $1 AND left_at >= 0 AND left_at < $2 FOR UPDATE',
};
const erasing = (table: string): Statement => ({
  name: `sweep_chat_${table}`,
  text: `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE chat_key = $1 LIMIT $2)) RETURNING 1`,
});

type Times = Parameters<Store['sweep']>[0];

/** Deletes what is past its time, a batch a transaction. Hosts that do it at once disturb nobody: each deletes what it finds. */
export class Sweep {
  readonly #transactions: Transactions;
  readonly #erased: (chat: string) => void;

  /** `erased`: told when something of a chat is deleted. */
  constructor(transactions: Transactions, erased: (chat: string) => void) {
    this.#transactions = transactions;
    this.#erased = erased;
  }

  async run(times: Times, now: number): Promise<void> {
    const { seenBefore, linesBefore, leftBefore, messagesBefore, receiptsBefore, sentBefore } = times;
    await keepDays(this.#transactions, dayOf(seenBefore));
    await this.#inBatches((session) => session.rows(SEEN, [seenBefore]));
    for (const old of LINES) await this.#inBatches((session) => session.rows(old, [linesBefore]));
    // One that expires now has expired.
    await this.#inBatches((session) => session.rows(DOWNLOADS, [now + 1]));
    for (const old of MESSAGES) await this.#inBatches((session) => session.rows(old, [messagesBefore]));
    await this.#transactions.run(async (session) => {
      if (receiptsBefore !== undefined) await session.rows(RECEIPTS, [dayOf(receiptsBefore)]);
      if (sentBefore === undefined) return;
      await session.rows(SENT, [hourOf(sentBefore)]);
      if (sentBefore > 0) await session.rows(SWEEP_MONTHS, [monthOf(sentBefore)]);
    });
    await this.#transactions.run((session) => session.rows(LENT, [now - LENT_FOR]));
    await this.#transactions.run((session) => session.rows(SWEEP_PACE, [now - PACE_FOR]));
    const chats = await this.#transactions.run((session) => session.rows<{ chat_key: string }>(LEFT, [leftBefore]));
    for (const { chat_key } of chats)
      await this.#inBatches((session) => this.#erasePart(session, chat_key, leftBefore));
  }

  /** The bot may come back between two batches: then what is left stays. */
  async #erasePart(session: Session, chat: string, leftBefore: number): Promise<readonly unknown[]> {
    if ((await session.rows(IS_LEFT, [chat, leftBefore])).length === 0) return [];
    this.#erased(chat);
    const erased: unknown[] = [];
    for (const table of OF_A_CHAT)
      if (erased.length < BATCH) erased.push(...(await session.rows(erasing(table), [chat, BATCH - erased.length])));
    return erased;
  }

  async #inBatches(work: (session: Session) => Promise<readonly unknown[]>): Promise<void> {
    let deleted: readonly unknown[];
    do deleted = await this.#transactions.run(work);
    while (deleted.length >= BATCH);
  }
}
