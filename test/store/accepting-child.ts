/** Accepts events in one chat and does every other one, as fast as it can, and tells each only after the store said that it is durable. */
import { SqliteStore } from '../../core/store/sqlite/sqlite-store.ts';

const [, , address, round] = process.argv;
const store = SqliteStore.open(address!);

async function one(id: string): Promise<void> {
  const rows = await store.accept({
    chat: 'line:Ubot/Cone',
    eventId: id,
    at: 1,
    rows: [{ plugin: 'poll', body: `"${id}"` }],
  });
  console.log(`accepted ${id} .`);
  if (Number(id.split('-')[1]) % 2 === 0) return;
  const done = await store.commit({
    row: rows![0]!,
    writes: new Map([[id, `"${id}"`]]),
    outbox: [{ kind: 'reply', body: '[]', tried: true }],
    timers: [],
    cancelled: [],
    lines: new Map(),
  });
  if (done.ok) console.log(`done ${id} .`);
}

for (let n = 0; ; n += 5) await Promise.all([0, 1, 2, 3, 4].map((more) => one(`${round}-${n + more}`)));
