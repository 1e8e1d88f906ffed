import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundledEntry, type BundledEntry } from './bundled-entry.ts';
import { ledgerComplaints } from './ledger-audit.ts';
import { scribes } from './scribe.ts';
import { Trial } from './trial.ts';

let entry: BundledEntry;
beforeAll(async () => {
  entry = await bundledEntry('../fixtures/plugins/ledger');
});
afterAll(() => rmSync(entry.folder, { recursive: true, force: true }));

test('a host that is killed again and again loses nothing, does nothing twice and keeps the order of every chat', async () => {
  const trial = await Trial.open(entry.main);
  try {
    await trial.host.start();
    await trial.kill(scribes(trial.groups, trial.chance));
    await trial.quiet();
    expect(await trial.host.stop()).toBe(0);

    const { post, overheard } = trial;
    const file = await trial.host.books();
    expect(ledgerComplaints({ posted: post.posted, overheard, file })).toEqual([]);
    // LINE was well, and no reply token grew old: so nothing but what broke by itself is in the failures.
    expect(file.failures().filter(({ kind }) => kind !== 'event')).toEqual([]);
    expect(overheard.pushes().length).toBeGreaterThan(0);
    expect(post.redelivered).toBeGreaterThan(0);
  } finally {
    await trial.close();
  }
}, 120_000);
