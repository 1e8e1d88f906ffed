/**
 * What the store, and the whole engine on it, cost beside a bare loop of the same statements on the same file: each accepts an event,
 * reads and replaces 1.2 kB of state, and ends the event with one message, 64 at once, everything of one turn in one synced
 * transaction. Bundled and started by `main.ts`: the engine's decorators want a build.
 */
import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InboxRow } from '../../core/host/store.ts';
import { SqliteStore } from '../../core/store/sqlite/sqlite-store.ts';
import { bareLoop } from './bare-loop.ts';
import { Order } from './order.ts';
import { engineOn } from './engine.ts';
import { BODY, MESSAGE, type Subject } from './subject.ts';

const ROUNDS = 5;
const EVENTS = 20_000;
const AT_ONCE = 64;
const CHATS = 2_000;
const HOT = 10;

const STATE = JSON.stringify({ votes: 'x'.repeat(1_180) });

function ours(store: SqliteStore) {
  const order = new Order();
  return {
    async one(chat: string, id: string): Promise<void> {
      const rows = await store.accept({
        chat,
        eventId: id,
        at: Date.now(),
        rows: [{ plugin: 'keeper', body: BODY }],
      });
      await order.add(chat, () => this.end(chat, id, rows![0]!));
    },
    async end(chat: string, id: string, row: InboxRow) {
      await store.read(chat, 'keeper', 'poll:1');
      const done = await store.commit({
        row,
        writes: new Map([['poll:1', STATE]]),
        outbox: [{ kind: 'reply', body: MESSAGE, token: id, receivedAt: Date.now(), tried: true }],
        timers: [],
        cancelled: [],
        lines: new Map(),
      });
      if (!done.ok) throw new Error(done.why);
      store.settled(done.outbox.map((row) => row.id));
    },
    close: () => Promise.resolve(),
  };
}

/** Events a second. */
async function rate(subject: Subject, round: string): Promise<number> {
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < EVENTS) {
        const event = next++;
        // A tenth of all events goes to ten busy chats.
        const chat = event % 10 === 0 ? (event / 10) % HOT : (event * 7_919) % CHATS;
        await subject.one(`C${chat}`, `${round}-${event}`);
      }
    }),
  );
  return EVENTS / ((performance.now() - began) / 1_000);
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

// The three take turns on one file; the figures are medians, and the ratios are what to trust.
const folder = mkdtempSync(join(tmpdir(), 'tenko-bench-store-'));
const file = join(folder, 'tenko.db');
const store = SqliteStore.open(file);
const subjects = { bare: bareLoop(file, BODY, MESSAGE), store: ours(store), engine: await engineOn(store) };
const names = ['bare', 'store', 'engine'] as const;
try {
  const rates = { bare: [] as number[], store: [] as number[], engine: [] as number[] };
  for (let round = 0; round <= ROUNDS; round++)
    for (const name of names) {
      const measured = await rate(subjects[name], `${name}-${round}`);
      // The first round warms them up.
      if (round > 0) rates[name].push(measured);
    }
  const [floor, alone, whole] = names.map((name) => median(rates[name])) as [number, number, number];
  console.log('| durable events, 64 at once | events/s | of the bare loop |');
  console.log('| --- | --: | --: |');
  console.log(`| a bare loop of the same statements on the same file | ${floor.toFixed(0)} | 1 |`);
  console.log(`| the store | ${alone.toFixed(0)} | ${(alone / floor).toFixed(2)} |`);
  console.log(`| the whole engine, from an event to its reply | ${whole.toFixed(0)} | ${(whole / floor).toFixed(2)} |`);
} finally {
  await subjects.bare.close();
  await subjects.engine.close();
  rmSync(folder, { recursive: true });
}
