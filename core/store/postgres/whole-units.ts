import type { Committed, Forgotten, InboxRow, PolicyChange, Unit, Withdrawn } from '../../host/store.ts';
import { OF_A_CHAT } from './chat-tables.ts';
import type { Committing } from './committing.ts';
import type { Session, Statement } from './connection.ts';
import { addDownloads, FORGET_DOWNLOADS } from './downloads.ts';
import { FORGET_FAILURES, STRIP_FAILURES } from './failures.ts';
import { changeMembers } from './members.ts';
import { forgetReactions } from './numbered.ts';
import { WRITE_POLICY } from './policies.ts';
import type { StateCache } from './state-cache.ts';
import { newRow } from './rows.ts';
import { MOVE_TIMERS, WAKE_TIMERS } from './timers.ts';
import { json, kept } from './text.ts';
import { Undone, type Transactions } from './transactions.ts';

const HELD: Statement = {
  name: 'unit_held',
  text: `SELECT (SELECT seq FROM inbox WHERE chat_key = $2 AND seq = $3 FOR UPDATE) AS seq,
    (SELECT c.chat_key FROM chat c WHERE c.chat_key = $2 AND c.owner = (SELECT id FROM host WHERE id = $1 FOR KEY SHARE)) AS chat`,
};
const FORGET_STATE: Statement = {
  name: 'forget_state',
  text: 'DELETE FROM state WHERE chat_key = $1 AND starts_with(key, $2) AND position($3 IN value) > 0',
};
const ADD_ROWS: Statement = {
  name: 'add_rows',
  text: `INSERT INTO inbox (chat_key, seq, plugin, version, event_id, at, owner, message_id, body)
    SELECT $2, nextval('inbox_seq'), plugin, version, $3, $4, $1, $5, body
    FROM json_to_recordset($6::json) AS r(k integer, plugin text, version text, body text) ORDER BY k
    RETURNING seq`,
};
const FORGET_POLICY: Statement = {
  name: 'forget_policy',
  text: "UPDATE chat SET policy = '{}', policy_rev = policy_rev + 1 WHERE chat_key = $1 AND policy_rev > 0",
};
const WAITING: Statement = {
  name: 'waiting_in_chat',
  text: `SELECT (SELECT json_agg(seq) FROM inbox WHERE chat_key = $1 AND seq <> $2) AS inbox,
    (SELECT json_agg(id) FROM outbox WHERE chat_key = $1) AS outbox`,
};

/** What few units have, and what takes more than one statement. */
export const isWhole = (unit: Unit): boolean =>
  unit.policy !== undefined ||
  (unit.forgotten?.length ?? 0) > 0 ||
  unit.forgetsChat === true ||
  unit.shred === true ||
  (unit.downloads?.length ?? 0) > 0;

/** Rows for plugins, in this host's hands. */
export async function addRows(
  session: Session,
  host: number,
  {
    chat,
    eventId,
    at,
    rows,
    messageId,
  }: Pick<InboxRow, 'chat' | 'eventId' | 'at' | 'messageId'> & Pick<Forgotten, 'rows'>,
): Promise<readonly InboxRow[]> {
  const seqs = await session.rows<{ seq: number }>(ADD_ROWS, [
    host,
    chat,
    eventId,
    at,
    messageId ?? null,
    json(rows.map(({ plugin, version, body }, k) => ({ k, plugin, version, body }))),
  ]);
  return rows.map(({ plugin, version, body }, k) =>
    newRow({ seq: seqs[k]!.seq, chat, plugin, eventId, body, at, attempts: 0 }, messageId, version),
  );
}

/** Units that take a transaction of their own. */
export class WholeUnits {
  readonly #transactions: Transactions;
  readonly #committing: Committing;
  readonly #state: StateCache;
  readonly #now: () => number;

  constructor(
    transactions: Transactions,
    committing: Committing,
    { state, now }: { readonly state: StateCache; readonly now: () => number },
  ) {
    this.#transactions = transactions;
    this.#committing = committing;
    this.#state = state;
    this.#now = now;
  }

  /** `host`: the life of this host in which the unit was run. */
  async commit(unit: Unit, host: number): Promise<Committed> {
    const committed = await this.#transactions.run((session) => this.#commit(session, unit, host));
    if (unit.forgotten || unit.forgetsChat) this.#state.forget(unit.row.chat);
    return committed;
  }

  async #commit(session: Session, unit: Unit, host: number): Promise<Committed> {
    const { row, failure, policy, shred, downloads, forgotten, forgetsChat } = unit;
    const { chat, plugin, seq } = row;
    const held = await session.first<{ seq: number | null; chat: string | null }>(HELD, [host, chat, seq]);
    if (held?.chat == null) return { ok: false, why: 'lost' };
    if (held.seq === null) return { ok: false, why: 'gone' };
    if (!failure) {
      if (policy && !(await this.#changePolicy(session, host, chat, policy)))
        throw new Undone<Committed>({ ok: false, why: 'outdated' });
      if (shred) await session.rows(STRIP_FAILURES, [chat, plugin]);
      if (downloads) await addDownloads(session, row, downloads);
    }
    const erased = forgetsChat ? await this.#erase(session, chat, seq) : undefined;
    const [committed] = await this.#committing.run([erased ? onlyWords(unit) : unit], host, session);
    if (!committed?.ok) throw new Undone(committed);
    const rows: InboxRow[] = [];
    for (const one of forgotten ?? []) rows.push(...(await this.#forget(session, host, row, one)));
    return { ...committed, ...(forgotten ? { rows } : {}), ...(erased ? { erased } : {}) };
  }

  async #changePolicy(
    session: Session,
    host: number,
    chat: string,
    { document, expected, woken, moved }: PolicyChange,
  ): Promise<boolean> {
    const changed = await session.rows(WRITE_POLICY, [chat, document, expected, host]);
    if (changed.length === 0) return false;
    if (woken.length > 0)
      await session.rows(WAKE_TIMERS, [chat, json(woken.map((plugin) => ({ plugin }))), this.#now()]);
    if (moved.length > 0) await session.rows(MOVE_TIMERS, [chat, json(moved)]);
    return true;
  }

  async #forget(
    session: Session,
    host: number,
    row: InboxRow,
    { memberId, at, rows, prefix }: Forgotten,
  ): Promise<readonly InboxRow[]> {
    const { chat, eventId } = row;
    const named = JSON.stringify(memberId);
    await changeMembers(session, [{ chat, memberId, what: 'forgotten', at }]);
    await session.rows(FORGET_FAILURES, [chat, named]);
    await session.rows(FORGET_STATE, [chat, kept(prefix), named]);
    await forgetReactions(session, chat, memberId);
    // Files have names in them, and can be made again.
    await session.rows(FORGET_DOWNLOADS, [chat]);
    return addRows(session, host, { chat, eventId: `${eventId}:forget`, at, rows });
  }

  /** The row that says so stays until it is done. */
  async #erase(session: Session, chat: string, seq: number): Promise<Pick<Withdrawn, 'inbox' | 'outbox'>> {
    const waiting = await session.first<{ inbox: readonly number[] | null; outbox: readonly number[] | null }>(
      WAITING,
      [chat, seq],
    );
    for (const table of OF_A_CHAT) {
      const but = table === 'inbox' ? ' AND seq <> $2' : '';
      if (table !== 'chat')
        await session.rows(
          { name: `erase_${table}`, text: `DELETE FROM ${table} WHERE chat_key = $1${but}` },
          table === 'inbox' ? [chat, seq] : [chat],
        );
    }
    await session.rows(FORGET_POLICY, [chat]);
    return { inbox: waiting?.inbox ?? [], outbox: waiting?.outbox ?? [] };
  }
}

/** All else that the unit leaves would be erased with the chat. */
const onlyWords = ({ row, outbox, failure }: Unit): Unit => ({
  row,
  outbox,
  ...(failure ? { failure } : {}),
  writes: new Map(),
  timers: [],
  cancelled: [],
  lines: new Map(),
});
