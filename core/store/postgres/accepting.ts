import type { InboxRow, NewEvent, Sharing } from '../../host/store.ts';
import { ACCEPT, ACCEPT_HELD, BRING } from './accepting-sql.ts';
import { Turns } from '../../turns.ts';
import type { StoreTold } from '../told.ts';
import { Batch } from './batch.ts';
import { proposal } from './chats-sql.ts';
import type { Connection, Session } from './connection.ts';
import type { Hands, Told } from './hands.ts';
import type { Life } from './life.ts';
import { MEET } from './met-chats.ts';
import { bySeq, newRow } from './rows.ts';
import { json } from './text.ts';
import { Undone, type Transactions } from './transactions.ts';
import { isInDoubt } from './trouble.ts';

const DAY = 86_400_000;

/** What comes in: an event, or a token alone, which has no id and counts as often as it comes. */
type Incoming = Omit<NewEvent, 'eventId'> & { readonly eventId: string | undefined };

interface Answer extends Told {
  readonly alive: number;
  readonly fresh: readonly number[] | null;
  readonly put: readonly (readonly [n: number, seq: number])[] | null;
  /** What others put there is to be brought as well. */
  readonly others?: boolean;
}

/** In chats that this host has. */
interface HeldAnswer {
  readonly alive: number;
  readonly fresh: readonly number[] | null;
  readonly seqs: readonly number[] | null;
  readonly others: boolean;
}

/** The `n`th of those that came together; the next ones of the same id are not asked about. */
interface Given {
  readonly n: number;
  readonly event: Incoming;
}

/** What each of the statements is told of an event. */
const about = ({ n, event: { chat, eventId, at } }: Given) => ({
  n,
  chat,
  event: eventId ?? null,
  day: Math.floor(at / DAY),
  at,
});

const nameOf = ({ chat, eventId }: Incoming): string => `${chat} ${eventId}`;

/** Events on their way into the inbox. */
export class Accepting {
  readonly #connection: Connection;
  readonly #transactions: Transactions;
  readonly #hands: Hands;
  readonly #life: Life;
  /**
   * Of what brings what others put into this host's chats: two statements that are on their way together would share it, and the later half
   * might be handed out first.
   */
  readonly #turns = new Turns();
  readonly #batch: Batch<Incoming, readonly InboxRow[] | undefined>;

  constructor(
    connection: Connection,
    transactions: Transactions,
    { hands, life, told }: { readonly hands: Hands; readonly life: Life; readonly told: StoreTold },
  ) {
    this.#connection = connection;
    this.#transactions = transactions;
    this.#hands = hands;
    this.#life = life;
    this.#batch = new Batch({
      run: (events) => this.#turns.take(() => this.#run(events)),
      // One statement says once of a chat whether the bot is there.
      sharing: () => {
        const told = new Set<string>();
        return ({ chat, presence }) => presence === undefined || (!told.has(chat) && !!told.add(chat));
      },
      // What a webhook carries for a chat is accepted in its order, or up to what failed: the platform brings it all again.
      order: ({ chat }) => chat,
      inDoubt: () => this.#life.lost(),
      ...told,
    });
  }

  accept(event: Incoming): Promise<readonly InboxRow[] | undefined> {
    return this.#hands.whileArriving(event.chat, async () => {
      if (event.presence !== 'met') return this.#batch.add(event);
      try {
        return await this.#meet(event);
      } catch (error) {
        if (isInDoubt(error)) this.#life.lost();
        throw error;
      }
    });
  }

  /** A token that came with nothing else. */
  async lend(chat: string, spare: Parameters<Sharing['lend']>[1]): Promise<readonly InboxRow[]> {
    return (await this.accept({ chat, eventId: undefined, at: 0, rows: [], spare })) ?? [];
  }

  /** What others put into this host's chats. */
  bring(): Promise<readonly InboxRow[]> {
    return this.#turns.take(async () => {
      const host = this.#life.id;
      const told = await this.#ofOthers(host);
      return told && this.#life.is(host) ? this.#hands.take(told) : [];
    });
  }

  close(): Promise<void> {
    return this.#batch.close();
  }

  async #run(events: readonly Incoming[]): Promise<readonly (readonly InboxRow[] | undefined)[]> {
    const host = this.#life.id;
    const answer = await this.#ask(events, host, this.#connection);
    const later = answer.others === true || this.#isOvertaking(events, answer) ? await this.#more(host) : undefined;
    return this.#handOut(events, answer, host, later);
  }

  /**
   * Some of what came together was accepted before, and may have been so by another host just now: a statement that waited for that to be
   * written does not see what was put into the inbox then, and it goes before what this one brings.
   */
  #isOvertaking(events: readonly Incoming[], answer: Answer): boolean {
    const fresh = new Set(answer.fresh);
    const before = new Set<string>();
    return events.some(({ chat, eventId }, n) => {
      if (eventId !== undefined && !fresh.has(n)) before.add(chat);
      return fresh.has(n) && before.has(chat);
    });
  }

  #ofOthers(host: number): Promise<Told | undefined> {
    return this.#connection.first<Told>(BRING, [host]);
  }

  /** What others put into this host's chats until now, besides what an answer has brought. */
  async #more(host: number): Promise<Told | undefined> {
    try {
      return await this.#ofOthers(host);
    } catch {
      // What was accepted is written: the next life finds all of it, in its order.
      this.#life.lost();
      return undefined;
    }
  }

  /** It counts if it is the first that is heard of the chat, or the first since the bot left. */
  async #meet(event: Incoming): Promise<readonly InboxRow[] | undefined> {
    const host = this.#life.id;
    const events = [{ ...event, presence: 'here' as const }];
    const answer = await this.#transactions.run(async (session) => {
      const { chat, at, kind } = event;
      if ((await session.rows(MEET, [chat, at, kind ?? null])).length === 0) return undefined;
      const told = await this.#ask(events, host, session);
      if (told.fresh === null) throw new Undone(undefined);
      return told;
    });
    return answer && this.#handOut(events, answer, host)[0];
  }

  async #ask(events: readonly Incoming[], host: number, connection: Pick<Session, 'first'>): Promise<Answer> {
    const firsts = new Map<string, number>();
    for (const [n, event] of events.entries())
      if (event.eventId === undefined || !firsts.has(nameOf(event)))
        firsts.set(event.eventId === undefined ? `${n}` : nameOf(event), n);
    const given = [...firsts.values()].map((n): Given => ({ n, event: events[n]! }));
    const isHeld = given.every(
      ({ event: { chat, eventId, rows, presence } }) =>
        eventId !== undefined && rows.length === 1 && presence === undefined && this.#hands.has(chat),
    );
    // A host that was given up has no chat.
    return (isHeld && (await this.#askHeld(given, host, connection))) || this.#askAny(given, host, connection);
  }

  async #askHeld(
    given: readonly Given[],
    host: number,
    connection: Pick<Session, 'first'>,
  ): Promise<Answer | undefined> {
    const events = given.map((one) => {
      const { rows, messageId: message } = one.event;
      const { plugin, version, body } = rows[0]!;
      return { ...about(one), plugin, version, message, body };
    });
    const { alive, fresh, seqs, others } = (await connection.first<HeldAnswer>(ACCEPT_HELD, [host, json(events)]))!;
    if (alive === 0) return undefined;
    const put = fresh?.map((n, index) => [n, seqs![index]!] as const) ?? null;
    return { alive, fresh, put, others, got: null, news: null, rows: null, lent: null };
  }

  async #askAny(given: readonly Given[], host: number, connection: Pick<Session, 'first'>): Promise<Answer> {
    const events = given.map((one) => {
      const { chat, at, rows, presence, spare } = one.event;
      return {
        ...about(one),
        mine: this.#hands.has(chat),
        acts: rows.length > 0 || presence !== undefined || spare !== undefined,
        here: presence === 'met' ? null : proposal(presence, at),
        token: spare?.token ?? null,
        received: spare?.receivedAt ?? null,
      };
    });
    const rows = given.flatMap(({ n, event: { chat, eventId: event, at, rows: some, messageId: message } }) =>
      some.map(({ plugin, version, body }, k) => ({ n, k, chat, plugin, version, event, at, message, body })),
    );
    return (await connection.first<Answer>(ACCEPT, [host, json(events), json(rows)]))!;
  }

  #handOut(
    events: readonly Incoming[],
    answer: Answer,
    host: number,
    later?: Told,
  ): (readonly InboxRow[] | undefined)[] {
    if (answer.alive === 0 && this.#life.is(host)) this.#life.over(false);
    const seqs = new Map<number, number[]>();
    for (const [n, seq] of answer.put ?? []) seqs.set(n, [...(seqs.get(n) ?? []), seq]);
    const fresh = new Set(answer.fresh);
    // What was given to a life that is over is in nobody's hand.
    if (!this.#life.is(host)) return events.map((_, n) => (fresh.has(n) ? [] : undefined));
    const others = [answer, ...(later ? [later] : [])].flatMap((told) => this.#hands.take(told));
    // What others put into a chat goes before the first event there, which is run at once; only where there is none, with a token.
    const firsts = new Map<string, number>();
    for (const [n, { chat, eventId }] of events.entries()) {
      const first = firsts.get(chat);
      const isBetter = first === undefined || (eventId !== undefined && events[first]!.eventId === undefined);
      if (fresh.has(n) && isBetter) firsts.set(chat, n);
    }
    const [anyOne] = firsts.values();
    const goesWith = ({ chat }: InboxRow): number | undefined => firsts.get(chat) ?? anyOne;
    return events.map((event, n) => {
      if (!fresh.has(n)) return undefined;
      const { chat, eventId = '', at, rows, messageId } = event;
      const own = (seqs.get(n) ?? []).map((seq, k): InboxRow => {
        const { plugin, version, body } = rows[k]!;
        return newRow({ seq, chat, plugin, eventId, body, at, attempts: 0 }, messageId, version);
      });
      if (others.length === 0) return own;
      return [...others.filter((row) => goesWith(row) === n), ...own].sort(bySeq);
    });
  }
}
