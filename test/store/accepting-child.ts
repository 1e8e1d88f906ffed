/** Accepts events in one chat and does every other one, as fast as it can, and tells each only after the store said that it is durable. */
import type { Store } from '../../core/host/store.ts';
import { PostgresStore } from '../../core/store/postgres/postgres-store.ts';
import { SqliteStore } from '../../core/store/sqlite/sqlite-store.ts';

const [, , address, round] = process.argv;
const store: Store = address!.startsWith('postgres:')
  ? await PostgresStore.open(address!, { lease: 500 })
  : SqliteStore.open(address!);

async function one(id: string): Promise<void> {
  const rows = await store.accept({
    chat: 'line:Ubot/Cone',
    eventId: id,
    at: 1,
    rows: [{ plugin: 'poll', body: `"${id}"` }],
  });
  console.log(`accepted ${id} .`);
  const row = rows!.find(({ eventId }) => eventId === id);
  if (!row || Number(id.split('-')[1]) % 2 === 0) return;
  const done = await store.commit({
    row,
    writes: new Map([[id, `"${id}"`]]),
    outbox: [{ kind: 'reply', body: '[]', tried: true }],
    timers: [],
    cancelled: [],
    lines: new Map(),
  });
  if (done.ok) console.log(`done ${id} .`);
}

for (let n = 0; ; n += 5) await Promise.all([0, 1, 2, 3, 4].map((more) => one(`${round}-${n + more}`)));
