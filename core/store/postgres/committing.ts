import { STORAGE_SHARE, type Committed, type OutboxRow, type Unit } from '../../host/store.ts';
import type { StoreTold } from '../told.ts';
import { Batch } from './batch.ts';
import { commitStatement } from './committing-sql.ts';
import type { Connection, Session, Statement } from './connection.ts';
import type { Life } from './life.ts';
import type { StateCache } from './state-cache.ts';
import { json } from './text.ts';

/** A statement may carry so much state, in UTF-16 units: a large one would hold up the small ones behind it. */
const MOST_WRITTEN = 4_000_000;

interface Answer {
  readonly alive: number;
  readonly done: readonly number[] | null;
  readonly posted: readonly (readonly [n: number, id: number])[] | null;
  readonly sizes?: readonly (readonly [n: number, held: number, after: number])[] | null;
  readonly refused: readonly (readonly [n: number, isThere: boolean, isOurs: boolean])[] | null;
}

const LOST: Committed = { ok: false, why: 'lost' };

const sizeOf = ({ writes }: Pick<Unit, 'writes'>): number => {
  let size = 0;
  for (const [key, value] of writes) if (value !== undefined) size += key.length + value.length;
  return size;
};

/** A later message of the same key stands for one that waits, also within a unit. */
const isVoid = ({ outbox }: Unit, k: number): boolean => {
  const { key, tried } = outbox[k]!;
  return key !== undefined && !tried && outbox.some((other, later) => later > k && other.key === key);
};

/** A unit and the life of this host in which it was run: in another one its chat may be another's, or here with what others left. */
interface OfALife {
  readonly unit: Unit;
  readonly host: number;
}

/** What invocations leave behind, on its way into the tables. */
export class Committing {
  readonly #connection: Connection;
  readonly #life: Life;
  readonly #state: StateCache;
  readonly #now: () => number;
  readonly batch: Batch<OfALife, Committed>;

  constructor(
    connection: Connection,
    { life, state, now }: { readonly life: Life; readonly state: StateCache; readonly now: () => number },
    told: StoreTold,
  ) {
    this.#connection = connection;
    this.#life = life;
    this.#state = state;
    this.#now = now;
    this.batch = new Batch({
      run: (units) => this.#runOwn(units),
      // A mailbox has one of its units in a statement.
      sharing: () => {
        const mailboxes = new Set<string>();
        let written = 0;
        return ({ unit }) => {
          const mailbox = `${unit.row.plugin} ${unit.row.chat}`;
          written += sizeOf(unit);
          return written <= MOST_WRITTEN && !mailboxes.has(mailbox) && !!mailboxes.add(mailbox);
        };
      },
      soon: true,
      inDoubt: () => this.#life.lost(),
      ...told,
    });
  }

  /** Units of a life that is over are not written. */
  async #runOwn(units: readonly OfALife[]): Promise<readonly Committed[]> {
    const { id } = this.#life;
    const own = units.filter(({ host }) => this.#life.is(host)).map(({ unit }) => unit);
    if (own.length === 0) return units.map(() => LOST);
    const committed = await this.run(own, id, this.#connection);
    const answers = new Map(own.map((unit, n) => [unit, committed[n]!]));
    return units.map(({ unit }) => answers.get(unit) ?? LOST);
  }

  /** Units of different mailboxes, in one statement on this connection. */
  async run(units: readonly Unit[], host: number, connection: Pick<Session, 'first'>): Promise<readonly Committed[]> {
    const now = this.#now();
    const [statement, given] = this.#given(units);
    const answer = (await connection.first<Answer>(statement, [host, now, ...given]))!;
    if (answer.alive === 0 && this.#life.is(host)) this.#life.over(false);
    const done = new Set(answer.done);
    const ids = new Map<number, number[]>();
    for (const [n, id] of answer.posted ?? []) ids.set(n, [...(ids.get(n) ?? []), id]);
    const refused = new Map((answer.refused ?? []).map(([n, isThere, isOurs]) => [n, { isThere, isOurs }]));
    const committed = units.map((unit, n): Committed => {
      const { row, outbox, failure, writes } = unit;
      const why = refused.get(n);
      if (why) return { ok: false, why: why.isOurs ? (why.isThere ? 'full' : 'gone') : 'lost' };
      if (!failure) this.#state.wrote(row, writes);
      const { chat, plugin, eventId } = row;
      const rows = outbox.map((one, k): OutboxRow =>
        Object.assign({ id: ids.get(n)![k]!, chat, plugin, eventId, at: now }, one),
      );
      return { ok: true, outbox: rows };
    });
    for (const [n, held, after] of answer.sizes ?? []) this.#state.measured(units[n]!.row, done.has(n) ? after : held);
    return committed;
  }

  /** The statement, and what it is given. */
  #given(units: readonly Unit[]): readonly [Statement, readonly string[]] {
    const given = units.map((unit, n) => {
      const { row, writes, failure, ranBy, receipt } = unit;
      const { chat, plugin, seq, eventId } = row;
      const written = failure ? 0 : sizeOf({ writes });
      const isMeasured = written > 0 && this.#state.atMost(row) + written > STORAGE_SHARE;
      return {
        unit: {
          n,
          chat,
          plugin,
          seq,
          event: eventId,
          written,
          keys: isMeasured ? [...writes.keys()] : null,
          code: failure?.code,
          error: failure?.error,
          ran: ranBy?.messageId,
          subject: ranBy?.subject,
          receipt,
        },
        writes: failure
          ? []
          : [...writes].map(([key, value]) => ({
              n,
              chat,
              plugin,
              key,
              size: key.length + (value?.length ?? 0),
              value,
            })),
        outbox: unit.outbox.map(({ kind, body, key, token, receivedAt: received, by, expires, tried }, k) => {
          const sent = { kind, body, key, token, received, by, expires, tried, void: isVoid(units[n]!, k) };
          return Object.assign(sent, { n, k, chat, plugin, event: eventId, message: row.messageId });
        }),
        timers: failure
          ? []
          : [...new Map(unit.timers.map((timer) => [timer.name, timer])).values()].map(({ name, due, rule, line }) => ({
              n,
              chat,
              plugin,
              name,
              due,
              rule,
              line,
            })),
        cancelled: failure
          ? []
          : unit.cancelled
              .filter((name) => !unit.timers.some((timer) => timer.name === name))
              .map((name) => ({ n, chat, plugin, name })),
        lines: [...unit.lines].map(([id, text]) => ({ n, chat, id, text, message: row.messageId })),
      };
    });
    const all = <T>(part: (one: (typeof given)[number]) => readonly T[]): readonly T[] => given.flatMap(part);
    const told = [given.map(({ unit }) => unit), all(({ writes }) => writes), all(({ outbox }) => outbox)];
    const more = [all(({ timers }) => timers), all(({ cancelled }) => cancelled), all(({ lines }) => lines)];
    const rest =
      more.some((part) => part.length > 0) ||
      units.some(({ failure, receipt }) => failure !== undefined || receipt !== undefined) ||
      given.some(({ writes }) => writes.some(({ value }) => value === undefined));
    const statement = commitStatement({
      sizes: given.some(({ unit }) => unit.keys !== null),
      cards: given.some(({ unit, outbox }) => unit.ran !== undefined || outbox.some(({ key }) => key !== undefined)),
      rest,
    });
    return [statement, [...told, ...(rest ? more : [])].map(json)];
  }
}
