import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { mayHaveCluster, NO_CLUSTER, PostgresCluster } from '../support/postgres-cluster.ts';
import { bundledEntry, type BundledEntry } from './bundled-entry.ts';
import { Fleet } from './fleet.ts';
import { HostDatabase, leftIn } from './host-database.ts';
import { ledgerComplaints } from './ledger-audit.ts';
import { expectedVotes, resultsOf, votesAmiss } from './results.ts';
import { scribes } from './scribe.ts';
import { Trial } from './trial.ts';
import { openPolls, voters } from './voters.ts';

/** How long the hosts are ill-treated; longer finds more. Milliseconds. */
const LASTS = Number(process.env['CRASH_SECONDS'] ?? 25) * 1_000;
const CHATS = 100;
const POLLS = 25;
/** Between the acts of one member. Milliseconds. */
const PACE = [2_000, 8_000] as const;
const AGAIN = [300, 1_500] as const;

describe.runIf(mayHaveCluster)('hosts that share a PostgreSQL', () => {
  let entry: BundledEntry;
  let cluster: PostgresCluster;
  beforeAll(async () => {
    entry = await bundledEntry('../fixtures/plugins/ledger', '../../plugins/poll');
    cluster = await PostgresCluster.start();
  }, 60_000);
  afterAll(async () => {
    await cluster?.remove();
    rmSync(entry.folder, { recursive: true, force: true });
  });

  test('hosts that are killed, stopped and cut off, and a database that restarts, lose nothing, do nothing twice and keep every order', async () => {
    const mains = Array.from({ length: 3 }, () => entry.main);
    const trial = await Trial.of((line) => Fleet.for(line, cluster, mains), { chats: CHATS, pace: PACE, again: AGAIN });
    const { line, host: fleet, post, overheard, chance } = trial;
    onTestFailed(async () =>
      console.error(fleet.mishaps, fleet.roundRobin.passedOver, fleet.told(), await leftIn(cluster)),
    );
    try {
      await fleet.start();
      const ballots = await openPolls(trial.groups.slice(0, POLLS), post, overheard, line);
      const actors = [...voters(ballots, chance), ...scribes(trial.groups, chance)];
      await trial.during(actors, fleet.suffer(LASTS, chance.fork()));
      await trial.quiet(40_000);
      expect(votesAmiss(await resultsOf(ballots, trial), expectedVotes(ballots, line))).toEqual([]);
      expect(await fleet.stop()).toEqual([0, 0, 0]);

      const posted = post.posted.filter(({ line }) => / e\d+$/.test(line));
      const file = await HostDatabase.read(cluster);
      const complaints = ledgerComplaints({ posted, overheard, file });
      const chats = posted.filter(({ line }) => complaints.join().includes(line)).map(({ chatId }) => chatId);
      if (complaints.length > 0) console.error(fleet.history([...new Set(chats)]).join('\n'));
      expect(complaints).toEqual([]);
      expect(overheard.pushes().length).toBeGreaterThan(0);
      expect(fleet.roundRobin.passedOver).not.toEqual({});
    } finally {
      await trial.close();
    }
  }, 180_000);
});

test('there is a PostgreSQL for hosts to share', ({ skip }) => {
  if (!mayHaveCluster) skip(NO_CLUSTER);
  expect(mayHaveCluster).toBe(true);
});
