import type { InboxRow } from '../../host/store.ts';
import type { Accepting } from './accepting.ts';
import { HANDOVER, HOST, nobodys, TOLD } from './chats-sql.ts';
import { Turns } from '../../turns.ts';
import type { Connection, Statement } from './connection.ts';
import { buryDead, isSomebodyDead } from './dead-hosts.ts';
import type { Hands, Told } from './hands.ts';
import type { Life } from './life.ts';
import { bySeq } from './rows.ts';
import { json } from './text.ts';
import type { Transactions } from './transactions.ts';
import { isInDoubt } from './trouble.ts';

/** Chats that one look takes from each of the places where work waits: others are to have their share. */
const SOME = 100;

/** `$2` what this host has loaded, `$3` the time. */
const TAKE: Statement = {
  name: 'take',
  text: `
WITH ${HOST},
wanted AS MATERIALIZED (
  (SELECT i.chat_key FROM inbox i JOIN chat c USING (chat_key) WHERE i.owner IS NULL AND ${nobodys('c')}
    AND (i.version IS NULL OR i.plugin || '@' || i.version = ANY ($2::text[]) OR NOT EXISTS (SELECT FROM host WHERE alive_until > clock_timestamp() AND i.plugin || '@' || i.version = ANY (loaded)))
    LIMIT ${SOME})
  UNION (SELECT o.chat_key FROM outbox o JOIN chat c USING (chat_key) WHERE o.stray AND c.left_at < 0 AND ${nobodys('c')} LIMIT ${SOME})
  UNION (SELECT o.chat_key FROM outbox o JOIN chat c USING (chat_key)
    WHERE (o.by IS NOT NULL OR o.expires IS NOT NULL) AND least(o.by, o.expires) <= $3 AND c.left_at < 0 AND ${nobodys('c')} LIMIT ${SOME})
  UNION (SELECT t.chat_key FROM timer t JOIN chat c USING (chat_key)
    WHERE t.paused = 0 AND t.due <= $3 AND ${nobodys('c')} ORDER BY t.due LIMIT ${SOME})
  UNION (SELECT l.chat_key FROM lent l JOIN chat c USING (chat_key) WHERE l.token IS NOT NULL AND ${nobodys('c')} LIMIT ${SOME})),
locked AS MATERIALIZED (SELECT c.chat_key FROM chat c WHERE c.chat_key = ANY (ARRAY(SELECT chat_key FROM wanted)) AND ${nobodys('c')}
  ORDER BY c.chat_key FOR UPDATE SKIP LOCKED),
got AS (UPDATE chat c SET owner = h.id, epoch = c.epoch + 1 FROM locked l, h WHERE c.chat_key = l.chat_key
  RETURNING c.chat_key, c.epoch, c.policy_rev, c.left_at),
ours AS MATERIALIZED (SELECT chat_key FROM chat WHERE false),
${HANDOVER}
SELECT ${TOLD}`,
};

/** `$2` the chats with their epochs, `$3` whether what waits there is left to others. Where something comes in just now, nothing is given back. */
const RELEASE: Statement = {
  name: 'release',
  text: `
WITH free AS MATERIALIZED (SELECT c.chat_key FROM json_to_recordset($2::json) AS g(chat text, epoch bigint) JOIN chat c ON c.chat_key = g.chat
  WHERE c.owner = $1 AND c.epoch = g.epoch FOR UPDATE OF c SKIP LOCKED),
gone AS (UPDATE chat c SET owner = NULL FROM free f
  WHERE c.chat_key = f.chat_key AND ($3::boolean OR NOT EXISTS (SELECT FROM inbox i WHERE i.chat_key = f.chat_key))
  RETURNING c.chat_key),
i AS (UPDATE inbox i SET owner = NULL FROM gone WHERE i.chat_key = gone.chat_key),
o AS (UPDATE outbox o SET stray = true FROM gone WHERE o.chat_key = gone.chat_key AND (o.tried OR o.kind <> 'notice'))
SELECT chat_key AS chat FROM gone`,
};

/** How chats come into this host's hands when nothing reaches them, and leave them. */
export class Claiming {
  readonly #connection: Connection;
  readonly #transactions: Transactions;
  readonly #hands: Hands;
  readonly #life: Life;
  readonly #accepting: Accepting;
  readonly #looks = new Turns();
  #releasing: Promise<unknown> = Promise.resolve();
  /** Which of the two ways comes first: what one of them gives is handed out before the other is asked. */
  #takesFirst = false;

  constructor(
    connection: Connection,
    transactions: Transactions,
    { hands, life, accepting }: { readonly hands: Hands; readonly life: Life; readonly accepting: Accepting },
  ) {
    this.#connection = connection;
    this.#transactions = transactions;
    this.#hands = hands;
    this.#life = life;
    this.#accepting = accepting;
  }

  /** One look after the other: each gives out what it finds once. */
  claim(now: number): Promise<readonly InboxRow[]> {
    return this.#looks.take(() => this.#claim(now));
  }

  /**
   * `settled`: resolves when what was settled is written. The chats leave this host's hands at once: what comes for them meanwhile brings
   * them anew, and they are not given back.
   */
  async release(
    chats: readonly string[],
    { handOver, settled }: { readonly handOver: boolean; readonly settled: () => Promise<void> },
  ): Promise<readonly string[]> {
    const given = chats.flatMap((chat) => {
      const epoch = this.#hands.givingBack(chat);
      return epoch === undefined ? [] : [{ chat, epoch }];
    });
    if (given.length === 0) return [];
    // From here on whatever reaches them comes to them as if they were another's: if it is first, their epoch is not this one any more.
    for (const { chat } of given) this.#hands.give(chat);
    const { id } = this.#life;
    // What was this host's in a life that is over is not its any more.
    const keep = (kept: typeof given): void => {
      if (this.#life.is(id)) for (const { chat, epoch } of kept) this.#hands.keep(chat, epoch);
    };
    const releasing = settled().then(() =>
      this.#connection.rows<{ chat: string }>(RELEASE, [id, json(given), handOver]),
    );
    this.#releasing = Promise.allSettled([this.#releasing, releasing]);
    try {
      const gone = await releasing;
      const released = new Set(gone.map(({ chat }) => chat));
      // An answer to another question of the same kind may have said that it is still here.
      for (const { chat, epoch } of given) if (released.has(chat)) this.#hands.gone(chat, epoch);
      keep(given.filter(({ chat }) => !released.has(chat)));
      return [...released];
    } catch (error) {
      if (isInDoubt(error)) this.#life.lost();
      else keep(given);
      throw error;
    }
  }

  /** A chat stays where it is while this works there, and nobody is giving it back any more when it begins. */
  staying<T>(chat: string, work: () => Promise<T>): Promise<T> {
    return this.#hands.whileArriving(chat, async () => {
      await this.#releasing;
      return work();
    });
  }

  async #claim(now: number): Promise<readonly InboxRow[]> {
    if (await isSomebodyDead(this.#connection)) await this.#transactions.run(buryDead);
    const { id } = this.#life;
    const ways = [() => this.#accepting.bring(), () => this.#take(id, now)];
    if (this.#takesFirst) ways.reverse();
    this.#takesFirst = !this.#takesFirst;
    try {
      for (const way of ways) {
        const rows = await way();
        if (rows.length > 0) return rows.toSorted(bySeq);
      }
      return [];
    } catch (error) {
      if (isInDoubt(error)) this.#life.lost();
      throw error;
    }
  }

  /** What nobody has. */
  async #take(id: number, now: number): Promise<readonly InboxRow[]> {
    const told = await this.#connection.first<Told>(TAKE, [id, this.#life.loaded, now]);
    return told && this.#life.is(id) ? this.#hands.take(told) : [];
  }
}
