import { rmSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { mayHaveCluster, PostgresCluster } from '../support/postgres-cluster.ts';
import { bundledEntry, type BundledEntry } from './bundled-entry.ts';
import { Fleet } from './fleet.ts';
import { HostDatabase, leftIn } from './host-database.ts';
import { ledgerComplaints } from './ledger-audit.ts';
import { Trial } from './trial.ts';

const CHATS = 40;
/** A host that dies is noticed, and its chats go on elsewhere, in this time. Seconds. */
const PROMISED = 10;
const LEASE = 8;

/** How many times longer everything takes while other tests want the same processors. */
const slowness = (): number => Math.max(1, (2 * loadavg()[0]!) / availableParallelism());

/** What the host that has the chats leaves behind. Times are the database's, in seconds. */
const LEFT = `
  SELECT extract(epoch FROM clock_timestamp())::float AS now, h.id, extract(epoch FROM h.alive_until)::float AS "aliveUntil",
    (SELECT count(*) FROM chat WHERE owner = h.id)::int AS chats, (SELECT count(*) FROM inbox WHERE owner = h.id)::int AS events,
    (SELECT count(*) FROM outbox)::int AS messages, (SELECT count(*) FROM timer)::int AS timers
  FROM host h WHERE h.id = (SELECT owner FROM chat WHERE owner IS NOT NULL GROUP BY owner ORDER BY count(*) DESC LIMIT 1)`;

interface Left {
  readonly now: number;
  readonly id: number;
  readonly aliveUntil: number;
  readonly chats: number;
  readonly events: number;
  readonly messages: number;
  readonly timers: number;
}

describe.runIf(mayHaveCluster)('what a host had in its hands', () => {
  const clusters: PostgresCluster[] = [];
  let entry: BundledEntry;
  beforeAll(async () => {
    entry = await bundledEntry('../fixtures/plugins/ledger');
  }, 60_000);
  afterAll(async () => {
    await Promise.all(clusters.map((cluster) => cluster.remove()));
    rmSync(entry.folder, { recursive: true, force: true });
  });

  /** Until the others have every chat of the one that is gone. Resolves with the database's time then. Seconds. */
  async function taken(from: number, cluster: PostgresCluster): Promise<number> {
    for (;;) {
      const [look] = await cluster.ask<{ now: number; left: number }>(`
        SELECT extract(epoch FROM clock_timestamp())::float AS now, count(*)::int AS left FROM chat WHERE owner = ${from}`);
      if (look!.left === 0) return look!.now;
      await pause(50);
    }
  }

  test.each(['is killed', 'stands still for longer than its lease'] as const)(
    'goes on elsewhere within ten seconds, and nothing of it happens twice, when it %s',
    async (what) => {
      const cluster = await PostgresCluster.start();
      clusters.push(cluster);
      const mains = Array.from({ length: 3 }, () => entry.main);
      const trial = await Trial.of((line) => Fleet.for(line, cluster, mains), { chats: CHATS, pace: [0, 0] });
      const { line, host: fleet, post, overheard, groups } = trial;
      onTestFailed(async () => console.error(fleet.told(), await leftIn(cluster)));
      let entries = 0;
      const lines = (...commands: readonly string[]): readonly string[] =>
        commands.map((command) => command.replace('#', `e${String(++entries).padStart(6, '0')}`));
      try {
        await fleet.start();
        line.setWebhookUrl(fleet.webhookOf(0));
        await Promise.all(
          groups.map(({ chatId, memberIds }) =>
            post.send(
              lines('/later # 12000', '/tell #', '/push #', ...Array<string>(9).fill('/slow #')).map((command) => ({
                chatId,
                memberId: memberIds[0]!,
                line: command,
              })),
            ),
          ),
        );
        const back = what === 'is killed' ? fleet.killOne(0) : fleet.freezeOne(0);
        const [left] = await cluster.ask<Left>(LEFT);
        const { chats, events, messages, timers } = left!;
        expect(Math.min(chats, events, messages, timers)).toBeGreaterThan(0);

        // What the machine adds while it is busy with other tests is in neither of the two.
        expect(left!.aliveUntil - left!.now).toBeLessThanOrEqual(LEASE);
        const late = (await taken(left!.id, cluster)) - left!.aliveUntil;
        expect(late).toBeLessThanOrEqual((PROMISED - LEASE) * slowness());
        await back;
        await trial.quiet(40_000);
        expect(await fleet.stop()).toEqual([what === 'is killed' ? undefined : 0, 0, 0]);
        const file = await HostDatabase.read(cluster);
        expect(file.failures()).toEqual([]);
        expect(ledgerComplaints({ posted: post.posted, overheard, file })).toEqual([]);
        expect(overheard.pushes().length).toBeGreaterThan(0);
      } finally {
        await trial.close();
      }
    },
    120_000,
  );
});
