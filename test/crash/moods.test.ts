import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundledEntry, type BundledEntry } from './bundled-entry.ts';
import { ledgerComplaints } from './ledger-audit.ts';
import { moody } from './moods.ts';
import { expectedVotes, resultsOf, votesAmiss } from './results.ts';
import { scribes } from './scribe.ts';
import { Trial } from './trial.ts';
import { openPolls, voters } from './voters.ts';

let entry: BundledEntry;
beforeAll(async () => {
  entry = await bundledEntry('../fixtures/plugins/ledger', '../../plugins/poll');
});
afterAll(() => rmSync(entry.folder, { recursive: true, force: true }));

test('a LINE that hangs, fails, limits and drops calls changes no vote and no entry, doubles nothing and hides nothing', async () => {
  const trial = await Trial.open(entry.main);
  const { line, host, post, overheard } = trial;
  try {
    await host.start();
    const ballots = await openPolls(trial.groups.slice(0, 10), post, overheard, line);
    const getWell = moody(line, trial.chance.fork());
    await trial.kill([...voters(ballots, trial.chance), ...scribes(trial.groups, trial.chance)]);
    // A reply that LINE never answered is tried for as long as its token lives.
    await trial.quiet(90_000);
    getWell();
    expect(votesAmiss(await resultsOf(ballots, trial), expectedVotes(ballots, line))).toEqual([]);
    expect(await host.stop()).toBe(0);

    const file = await host.books();
    const posted = post.posted.filter(({ line }) => / e\d+$/.test(line));
    expect(ledgerComplaints({ posted, overheard, file })).toEqual([]);
    expect(overheard.pushes().some(({ status }) => status !== 200)).toBe(true);
    expect(overheard.pushes().some(({ status }) => status === 409)).toBe(true);
  } finally {
    await trial.close();
  }
}, 180_000);
