/**
 * What the store costs beside a bare loop of the same statements on a file of the same tables: both accept an event, read and replace
 * 1.2 kB of state, and end the event with one message, 64 at once, everything of one turn in one synced transaction.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SqliteStore } from '../../core/store/sqlite/sqlite-store.ts';

const ROUNDS = 5;
const EVENTS = 20_000;
const AT_ONCE = 64;
const CHATS = 2_000;

const BODY = JSON.stringify({ text: 'x'.repeat(430) });
const STATE = JSON.stringify({ votes: 'x'.repeat(1_180) });
const MESSAGE = JSON.stringify([{ type: 'text', text: 'x'.repeat(320) }]);

interface Subject {
  /** One event from its acceptance until it is done and durable. */
  one(chat: string, id: string): Promise<void>;
  close(): Promise<void>;
}

function ours(file: string): Subject {
  const store = SqliteStore.open(file);
  return {
    async one(chat, id) {
      const rows = await store.accept({
        chat,
        eventId: id,
        at: Date.now(),
        rows: [{ plugin: 'poll', body: BODY }],
      });
      await store.read(chat, 'poll', 'poll:1');
      const done = await store.commit({
        row: rows![0]!,
        writes: new Map([['poll:1', STATE]]),
        outbox: [{ kind: 'reply', body: MESSAGE, token: id, receivedAt: Date.now(), tried: true }],
        timers: [],
        cancelled: [],
        lines: new Map(),
      });
      if (!done.ok) throw new Error(done.why);
      store.settled(done.outbox.map((row) => row.id));
    },
    close: () => store.close(),
  };
}

async function bare(file: string): Promise<Subject> {
  await SqliteStore.open(file).close();
  const db = new DatabaseSync(file);
  db.exec('PRAGMA synchronous = FULL');
  const statement = (sql: string) => db.prepare(sql);
  const seen = statement('INSERT INTO seen (chat_key, event_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const arrive = statement("INSERT INTO inbox (chat_key, plugin, event_id, at, body) VALUES (?, 'poll', ?, ?, ?)");
  const read = statement("SELECT value FROM state WHERE chat_key = ? AND plugin = 'poll' AND key = 'poll:1'");
  const write = statement(
    "INSERT INTO state (chat_key, plugin, key, size, value) VALUES (?1, 'poll', 'poll:1', 0, ?2) ON CONFLICT DO UPDATE SET value = ?2",
  );
  const send = statement(
    "INSERT INTO outbox (chat_key, plugin, event_id, at, kind, token, tried, body) VALUES (?1, 'poll', ?2, ?3, 'reply', ?2, 1, ?4)",
  );
  const done = statement('DELETE FROM inbox WHERE seq = ?');
  const settle = statement('DELETE FROM outbox WHERE id = ?');
  const begin = statement('BEGIN IMMEDIATE');
  const commit = statement('COMMIT');
  let works: (() => void)[] = [];
  let answers: (() => void)[] = [];
  function flush(): void {
    const [written, answered] = [works, answers];
    works = [];
    answers = [];
    begin.run();
    for (const work of written) work();
    commit.run();
    for (const answer of answered) answer();
  }
  const together = (work: () => void): Promise<void> =>
    new Promise((resolve) => {
      works.push(work);
      if (answers.push(resolve) === 1) setImmediate(flush);
    });
  return {
    async one(chat, id) {
      let seq: number | bigint = 0;
      let message: number | bigint = 0;
      await together(() => {
        seen.run(chat, id, Date.now());
        seq = arrive.run(chat, id, Date.now(), BODY).lastInsertRowid;
      });
      read.get(chat);
      await together(() => {
        done.run(seq);
        write.run(chat, STATE);
        message = send.run(chat, id, Date.now(), MESSAGE).lastInsertRowid;
      });
      works.push(() => settle.run(message));
    },
    close: () => Promise.resolve(db.close()),
  };
}

/** Events a second. */
async function rate(subject: Subject, round: number): Promise<number> {
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < EVENTS) {
        const event = next++;
        await subject.one(`line:Ubot/C${(event * 7_919) % CHATS}`, `${round}-${event}`);
      }
    }),
  );
  return EVENTS / ((performance.now() - began) / 1_000);
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Prints one table. The two take turns; the figures are medians, and the ratio is what to trust. */
export async function storeBench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tenko-bench-store-'));
  const subjects = [await bare(join(folder, 'bare.db')), ours(join(folder, 'store.db'))] as const;
  try {
    const rates: readonly [number[], number[]] = [[], []];
    for (let round = 0; round <= ROUNDS; round++)
      for (const [index, subject] of subjects.entries()) {
        const measured = await rate(subject, round);
        // The first round warms both up.
        if (round > 0) rates[index]!.push(measured);
      }
    const [floor, store] = [median(rates[0]), median(rates[1])];
    console.log('| durable events, 64 at once | bare SQLite loop, events/s | the store, events/s | ratio |');
    console.log('| --- | --: | --: | --: |');
    console.log(
      `| accept, 1.2 kB of state, done, one message | ${floor.toFixed(0)} | ${store.toFixed(0)} | ${(store / floor).toFixed(2)} |`,
    );
  } finally {
    for (const subject of subjects) await subject.close();
    rmSync(folder, { recursive: true });
  }
}
