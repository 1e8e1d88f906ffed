import { Client } from 'pg';
import { Order } from './order.ts';
import type { Subject } from './subject.ts';

/** As many as one of the store's statements takes at most, nearly: what is given to one is to be given to the other. */
const MOST = 256;

/** What the end of an event leaves. */
interface Unit {
  readonly chat: string;
  readonly id: string;
  readonly seq: string;
  readonly state: string;
  readonly message: string;
}

/** One statement at a time; what is asked meanwhile goes together in the next one. */
function batched<I, O>(run: (items: readonly I[]) => Promise<readonly O[]>): (item: I) => Promise<O> {
  let waiting: { item: I; resolve: (value: O) => void; reject: (error: unknown) => void }[] = [];
  let running = false;
  async function go(): Promise<void> {
    while (waiting.length > 0) {
      const some = waiting.slice(0, MOST);
      waiting = waiting.slice(MOST);
      try {
        const answers = await run(some.map(({ item }) => item));
        for (const [n, { resolve }] of some.entries()) resolve(answers[n]!);
      } catch (error) {
        for (const { reject } of some) reject(error);
      }
    }
    running = false;
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (running) return;
      running = true;
      setImmediate(() => void go());
    });
}

/**
 * What any durable queue on PostgreSQL has to do, and nothing else, on the store's own tables: accept events once, many in a statement,
 * take each in the order of its mailbox, read and change 1.2 kB of JSON, and end it with one message to send, which is taken out when it
 * was sent. Each event goes to the server with its own body, and each message. No owner, no lease, no lane, no share, no parser, no handler,
 * no log.
 */
export async function bareSharedLoop(url: string, body: string, message: string): Promise<Subject> {
  const [incoming, outgoing] = [new Client(url), new Client(url)];
  for (const client of [incoming, outgoing]) {
    await client.connect();
    await client.query(
      'SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET plan_cache_mode = force_generic_plan; SET jit = off',
    );
  }
  const accept = batched(async (events: readonly { chat: string; id: string; body: string }[]) => {
    const { rows } = await incoming.query<{ n: number; seq: string }>({
      name: 'bare_accept',
      text: `WITH e AS MATERIALIZED (SELECT * FROM json_to_recordset($1::json) AS e(n integer, chat text, id text, body text)),
        s AS (INSERT INTO seen (day, event_id, chat_key, at) SELECT $2::bigint / 86400000, id, chat, $2 FROM e ON CONFLICT DO NOTHING),
        r AS MATERIALIZED (SELECT n, chat, id, body, nextval('inbox_seq') AS seq FROM e),
        i AS (INSERT INTO inbox (chat_key, seq, plugin, event_id, at, body) SELECT chat, seq, 'keeper', id, $2, body FROM r)
        SELECT n, seq FROM r ORDER BY n`,
      values: [JSON.stringify(events.map((event, n) => ({ n, ...event }))), Date.now()],
    });
    return rows.map(({ seq }) => seq);
  });
  const read = batched(async (chats: readonly string[]) => {
    const { rows } = await outgoing.query<{ n: number; value: string }>({
      name: 'bare_read',
      text: `SELECT g.n, s.value FROM json_to_recordset($1::json) AS g(n integer, chat text)
        CROSS JOIN LATERAL (SELECT value FROM state WHERE chat_key = g.chat AND plugin = 'keeper' AND key = 'poll:1' OFFSET 0) s`,
      values: [JSON.stringify(chats.map((chat, n) => ({ n, chat })))],
    });
    const found = new Map(rows.map(({ n, value }) => [n, value]));
    return chats.map((_, n) => found.get(n));
  });
  let sent: string[] = [];
  const commit = batched(async (units: readonly Unit[]) => {
    const settled = sent;
    sent = [];
    const { rows } = await outgoing.query<{ id: string }>({
      name: 'bare_commit',
      text: `WITH u AS MATERIALIZED (SELECT * FROM json_to_recordset($1::json)
          AS u(n integer, chat text, id text, seq bigint, state text, message text)),
        d AS (DELETE FROM inbox i USING u WHERE i.chat_key = u.chat AND i.seq = u.seq),
        w AS (INSERT INTO state (chat_key, plugin, key, size, value) SELECT chat, 'keeper', 'poll:1', 0, state FROM u
          ON CONFLICT (chat_key, plugin, key) DO UPDATE SET value = excluded.value),
        x AS (DELETE FROM outbox WHERE id = ANY ($3::bigint[])),
        o AS MATERIALIZED (SELECT n, chat, id AS event, message, nextval('outbox_id') AS id FROM u),
        p AS (INSERT INTO outbox (id, chat_key, plugin, event_id, at, kind, token, tried, body)
          SELECT id, chat, 'keeper', event, $2, 'reply', event, true, message FROM o)
        SELECT id FROM o ORDER BY n`,
      values: [JSON.stringify(units.map((unit, n) => ({ n, ...unit }))), Date.now(), settled],
    });
    return rows.map(({ id }) => id);
  });
  const mailboxes = new Order();

  async function handle(chat: string, id: string, seq: string): Promise<void> {
    const { text } = JSON.parse(body) as { text: string };
    const state = JSON.parse((await read(chat)) ?? '{}') as Record<string, string>;
    state['votes'] = text.padEnd(1_180, 'x');
    const sending = await commit({ chat, id, seq, state: JSON.stringify(state), message });
    sent.push(sending);
  }

  return {
    async one(chat, id) {
      const seq = await accept({ chat, id, body });
      await mailboxes.add(chat, () => handle(chat, id, seq));
    },
    async close() {
      await Promise.all([incoming.end(), outgoing.end()]);
    },
  };
}
