import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { eventOf, type Act } from '../support/incoming.ts';
import { mayHaveCluster, PostgresCluster } from '../support/postgres-cluster.ts';
import { until } from '../support/until.ts';
import { bundledEntry, type BundledEntry } from './bundled-entry.ts';
import { Fleet } from './fleet.ts';
import { HostDatabase, leftIn } from './host-database.ts';
import { Overheard } from './overheard.ts';

const CHATS = 12;
const ROUNDS = 10;

/** Changes a file that was copied for this test. */
function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(file, text.replace(from, to));
}

describe.runIf(mayHaveCluster)('a rolling upgrade', () => {
  const entries: BundledEntry[] = [];
  let cluster: PostgresCluster;
  beforeAll(async () => {
    cluster = await PostgresCluster.start();
    for (const version of ['1', '2']) {
      const entry = await bundledEntry('../fixtures/plugins/ledger');
      const ledger = join(entry.folder, 'plugins', 'ledger');
      edit(join(ledger, 'plugin.json'), '"version": "1.0.0"', `"version": "${version}.0.0"`);
      edit(join(ledger, 'index.ts'), 'return `added ${entry}`', `return \`added by ${version}: \${entry}\``);
      entries.push(entry);
    }
  }, 60_000);
  afterAll(async () => {
    await cluster?.remove();
    for (const { folder } of entries) rmSync(folder, { recursive: true, force: true });
  });

  test('each version runs what it understood, in the order of the chat, while the schema is brought to what comes next', async () => {
    const line = await VirtualLine.start({ quota: null });
    const overheard = new Overheard(line);
    // Two of the old version, the second of which is not there at first; two of the new one.
    const fleet = await Fleet.for(
      line,
      cluster,
      [0, 0, 1].map((of) => entries[of]!.main),
    );
    onTestFailed(async () => console.error(fleet.told(), await leftIn(cluster)));
    const groups = Array.from({ length: CHATS }, (_, n) => {
      const memberId = line.world.createMember(`m${n}`);
      return { memberId, chatId: line.world.createGroup(`Group ${n}`, [memberId]) };
    });
    const said = (sentence: string): number => overheard.sentences().get(sentence)?.length ?? 0;
    const tell = async (act: Act, host: number): Promise<void> => {
      const event = eventOf(line, act);
      line.setWebhookUrl(fleet.webhookOf(host));
      let outcome = await line.deliver([event]);
      while (outcome.reason !== 'OK') {
        await pause(100);
        line.setWebhookUrl(fleet.webhookOf(host));
        outcome = await line.redeliver([event]);
      }
    };
    try {
      await Promise.all([fleet.startOne(0), fleet.startOne(2)]);
      let later: Promise<void> | undefined;
      const expected: string[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        // Every chat is spoken to through both hosts in turn, without a wait for the answers.
        for (const host of [0, 2]) {
          const entry = (chat: number): string => `e${round}-${host}-${chat}`;
          await Promise.all(groups.map((group, chat) => tell({ ...group, line: `/add ${entry(chat)}` }, host)));
          for (const chat of groups.keys()) expected.push(`added by ${host === 0 ? 1 : 2}: ${entry(chat)}`);
        }
        // Meanwhile a host of a version to come brings its step.
        if (round === 3)
          await cluster.ask(`
            BEGIN;
            ALTER TABLE chat ADD COLUMN comes_later text NOT NULL DEFAULT 'x';
            ALTER TABLE inbox ADD COLUMN comes_later text;
            CREATE TABLE comes_later (chat_key text PRIMARY KEY);
            INSERT INTO migration (version, at, ends_older) SELECT max(version) + 1, 0, false FROM migration;
            COMMIT`);
        // And one of the old version that starts then goes on beside it.
        if (round === 4) later = fleet.startOne(1).then(() => undefined);
      }
      await later;
      await until('every answer', () => expected.find((sentence) => said(sentence) === 0), 60_000);
      expect(expected.filter((sentence) => said(sentence) !== 1)).toEqual([]);

      // The new version alone is left; what an old one had understood is run all the same.
      line.setWebhookUrl(fleet.webhookOf(0));
      await Promise.all([fleet.stopOne(0), fleet.stopOne(1)]).then((codes) => expect(codes).toEqual([0, 0]));
      await cluster.ask(`
        INSERT INTO inbox (chat_key, seq, plugin, event_id, at, version, body)
        SELECT chat_key, nextval('inbox_seq'), 'ledger', 'left behind', 0, '1.0.0',
          json_build_object('by', 'message', 'line', '/add left-behind', 'chat', json_build_object('key', chat_key, 'platform', 'line',
            'account', split_part(split_part(chat_key, ':', 2), '/', 1), 'kind', 'group', 'id', split_part(chat_key, '/', 2)))::text
        FROM chat ORDER BY chat_key LIMIT 1`);
      await until('nothing to be done', () => fleet.work(), 40_000);
      expect(await fleet.stop()).toEqual([undefined, undefined, 0]);

      const file = await HostDatabase.read(cluster);
      expect(file.failures()).toEqual([]);
      const written = file.entries();
      expect(written.filter(({ entry }) => entry === 'left-behind')).toHaveLength(1);
      for (const [chat, { chatId }] of groups.entries()) {
        const own = written.filter((one) => one.chat.endsWith(`/${chatId}`) && one.entry !== 'left-behind');
        const order = Array.from({ length: ROUNDS }, (_, round) => [`e${round}-0-${chat}`, `e${round}-2-${chat}`]);
        expect(own.map(({ entry }) => entry)).toEqual(order.flat());
      }
    } finally {
      await fleet.remove();
      await line.stop();
    }
  }, 180_000);
});
