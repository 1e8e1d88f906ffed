import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../core/host/store.ts';
import { Connection } from '../../core/store/postgres/connection.ts';
import { migrate as migratePostgres } from '../../core/store/postgres/migrations.ts';
import { PostgresStore } from '../../core/store/postgres/postgres-store.ts';
import { STEPS as POSTGRES_STEPS } from '../../core/store/postgres/steps.ts';
import { migrate as migrateFile, STEPS as FILE_STEPS, versionOf } from '../../core/store/sqlite/migrations.ts';
import { SqliteStore } from '../../core/store/sqlite/sqlite-store.ts';
import { ask, isThere, newDatabase, NOT_THERE } from '../support/postgres.ts';
import { CHAT, did, event, unit } from './place.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const NOW = 1_700_000_000_000;

/** What the README tells operators to type: only what stands there is done here. */
const [, README = ''] = /\n### Upgrade and roll back\n([^]*?)\n##+ /.exec(readFileSync(at('README.md'), 'utf8')) ?? [];
const SCRIPTS: Readonly<Record<string, readonly string[]>> = {
  backup: ['scripts/backup.ts', 'backup'],
  restore: ['scripts/backup.ts', 'restore'],
  failures: ['scripts/failures.ts'],
};

function operator(environment: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tenko-upgrade-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const run = async (script: string, ...args: readonly string[]) => {
    const [file, ...first] = SCRIPTS[script]!;
    const child = spawn(process.execPath, [at(file!), ...first, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], DATA_DIR: folder, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, stdout, stderr };
  };
  return {
    folder,
    file: join(folder, 'tenko.db'),
    run,
    types: (line: string) => {
      expect(README).toContain(`\n${line}`);
      const [, script, args = ''] = /^npm run (\w+)(?: -- (.*))?$/.exec(line)!;
      return run(script!, ...args.split(' '));
    },
  };
}

/** What the first release wrote, in both databases alike. */
const OF_THE_FIRST = `
  INSERT INTO seen (chat_key, event_id, at DAY_COLUMN) VALUES ('${CHAT}', 'came', ${NOW} DAY_VALUE);
  INSERT INTO chat (chat_key, policy, policy_rev) VALUES ('${CHAT}', '{"language":"ja"}', 3);
  INSERT INTO inbox (chat_key, seq, plugin, event_id, at, body) VALUES ('${CHAT}', 1, 'poll', 'came', ${NOW}, '{"of":"came"}');
  INSERT INTO state (chat_key, plugin, key, size, value) VALUES ('${CHAT}', 'poll', 'k', 9, '"kept"');
  INSERT INTO member (chat_key, user_id, first_at, last_at) VALUES ('${CHAT}', 'Ua', 5, 7);
  INSERT INTO outbox (id, chat_key, plugin, event_id, at, kind, by, expires, tried, body)
    VALUES (1, '${CHAT}', 'poll', 'before', ${NOW}, 'notice', 9000000000000, 9100000000000, FALSE, '["parked"]');
  INSERT INTO timer (chat_key, plugin, name, due, line, paused) VALUES ('${CHAT}', 'poll', 't', 9000000000000, '/poll close', 0);
  INSERT INTO dead (chat_key, plugin, seq, event_id, kind, at, code, error, body)
    VALUES ('${CHAT}', 'poll', 1, 'failed', 'event', ${NOW}, 'HANDLER_FAILED', 'x', '{"of":"failed"}');
  INSERT INTO line (id, chat_key, at, text) VALUES ('long', '${CHAT}', ${NOW}, '/poll vote 1');
`;

/** All of it is there, and the host goes on with it. */
async function isAllThere(store: Store): Promise<void> {
  expect(await store.accept(event('came'))).toBeUndefined();
  expect(await store.read(CHAT, 'poll', 'k')).toBe('"kept"');
  expect(await store.policy(CHAT)).toEqual({ revision: 3, document: '{"language":"ja"}' });
  expect(await store.roster(CHAT)).toEqual([{ memberId: 'Ua', at: 7 }]);
  expect(await store.outbox(CHAT)).toMatchObject([{ body: '["parked"]', by: 9_000_000_000_000 }]);
  expect(await store.timers(CHAT)).toMatchObject([{ name: 't', due: 9_000_000_000_000, line: '/poll close' }]);
  expect(await store.failures()).toMatchObject([{ eventId: 'failed', body: '{"of":"failed"}' }]);
  expect(await store.line('long')).toBe('/poll vote 1');
  expect(await store.chats(5)).toEqual([{ chat: CHAT, seenAt: 7 }]);
  const [row, ...more] = await store.claim();
  expect(more).toEqual([]);
  expect(row).toMatchObject({ eventId: 'came', body: '{"of":"came"}' });
  const writes = new Map([['k', '"on"']]);
  expect(await store.commit(unit(row!, { writes, ranBy: { messageId: 'm', subject: '#1' } }))).toMatchObject({
    ok: true,
  });
  expect(await store.read(CHAT, 'poll', 'k')).toBe('"on"');
  expect(await store.subject(CHAT, 'm')).toEqual({ plugin: 'poll', subject: '#1' });
}

const set = (store: Store, value: string) => did(store, { writes: new Map([['k', value]]) });

describe('an upgrade of a file', () => {
  /** As a release left it that knew no more than these steps. */
  function leftBy(file: string, steps: readonly string[], rows: string): void {
    const db = new DatabaseSync(file);
    db.exec('PRAGMA journal_mode = WAL');
    migrateFile(db, file, NOW, steps);
    db.exec(rows.replace('DAY_COLUMN', '').replace('DAY_VALUE', ''));
    db.close();
  }

  test.each(FILE_STEPS.slice(1).map((_, index) => index + 1))(
    'from version %i: all that was in it is there',
    async (version) => {
      const { file } = operator();
      leftBy(file, FILE_STEPS.slice(0, version), OF_THE_FIRST);
      const store = SqliteStore.open(file, { now: () => NOW });
      onTestFinished(() => store.close());
      await isAllThere(store);
      const db = new DatabaseSync(file, { readOnly: true });
      onTestFinished(() => db.close());
      expect(versionOf(db, file)).toBe(FILE_STEPS.length);
    },
  );

  test('by programs that open it at once is done once', async () => {
    const { file, run } = operator();
    leftBy(file, FILE_STEPS.slice(0, 1), OF_THE_FIRST);
    const told = await Promise.all([1, 2, 3].map(() => run('failures')));
    for (const { code, stderr, stdout } of told) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('HANDLER_FAILED');
    }
    const store = SqliteStore.open(file, { now: () => NOW });
    onTestFinished(() => store.close());
    await isAllThere(store);
    const db = new DatabaseSync(file, { readOnly: true });
    const versions = db.prepare('SELECT version FROM migration ORDER BY version').all();
    db.close();
    expect(versions).toEqual(FILE_STEPS.map((_, index) => ({ version: index + 1 })));
  });

  test('is rolled back with the copy that was made before it', async () => {
    const { folder, file, run, types } = operator();
    const host = SqliteStore.open(file);
    await set(host, '"before"');
    expect(await types('npm run backup -- before.copy')).toMatchObject({ code: 0, stderr: '' });
    await host.close();
    leftBy(file, [...FILE_STEPS, 'ALTER TABLE chat ADD COLUMN colour TEXT'], `UPDATE state SET value = '"after"'`);

    const refused =
      /was written by a newer Tenko \(its version is \d+, this one knows \d+\); start that one, or restore the backup that was made before the upgrade/;
    expect(() => SqliteStore.open(file)).toThrow(refused);
    expect(await run('failures')).toMatchObject({ code: 78, stderr: expect.stringMatching(refused) as string });

    expect(await types('npm run restore -- before.copy')).toMatchObject({ code: 0, stderr: '' });
    const back = SqliteStore.open(file);
    onTestFinished(() => back.close());
    expect(await back.read(CHAT, 'poll', 'k')).toBe('"before"');
    expect(await set(back, '"on"')).toMatchObject({ ok: true });
    // What the newer one wrote is not lost either.
    const aside = new DatabaseSync(
      join(
        folder,
        readdirSync(folder).find((name) => /\.before-.*Z$/.test(name))!,
      ),
    );
    expect(aside.prepare('SELECT value FROM state').all()).toEqual([{ value: '"after"' }]);
    aside.close();
  });
});

describe.runIf(isThere)('an upgrade of a PostgreSQL database', () => {
  async function database(): Promise<string> {
    const { url, drop } = await newDatabase();
    onTestFinished(drop);
    return url;
  }

  async function bringTo(url: string, steps: typeof POSTGRES_STEPS, rows = ''): Promise<void> {
    const connection = new Connection(url, { limit: 60_000 });
    try {
      const { client } = await connection.session();
      await migratePostgres(client, 'the database', NOW, steps);
      await client.query(rows.replace('DAY_COLUMN', ', day').replace('DAY_VALUE', `, ${Math.floor(NOW / 86_400_000)}`));
    } finally {
      await connection.close();
    }
  }

  async function opened(url: string): Promise<PostgresStore> {
    const store = await PostgresStore.open(url, { now: () => NOW });
    onTestFinished(() => store.close());
    return store;
  }

  const versions = async (url: string): Promise<readonly number[]> =>
    (await ask<{ version: number }>('SELECT version FROM migration ORDER BY version', url)).map(
      ({ version }) => version,
    );
  const refusal = (url: string): Promise<unknown> =>
    PostgresStore.open(url).then(
      (store) => store.close().then(() => 'opened'),
      (error: unknown) => error,
    );

  test.each(POSTGRES_STEPS.slice(1).map((_, index) => index + 1))(
    'from version %i, by several hosts that start at once, is done once, and all that was in it is there',
    async (version) => {
      const url = await database();
      await bringTo(url, POSTGRES_STEPS.slice(0, version), OF_THE_FIRST);
      const [first] = await Promise.all([1, 2, 3].map(() => opened(url)));
      expect(await versions(url)).toEqual(POSTGRES_STEPS.map((_, index) => index + 1));
      await first!.sharing.renew(['poll@1.0.0']);
      await isAllThere(first!);
    },
  );

  test('to a schema that an older release can live with needs no way back: it goes on beside the newer one, and starts again', async () => {
    const url = await database();
    const host = await opened(url);
    await host.claim();
    expect(await set(host, '"before"')).toMatchObject({ ok: true });
    const additive = {
      sql: `ALTER TABLE chat ADD COLUMN colour text NOT NULL DEFAULT 'red'; CREATE TABLE colours (name text)`,
    };
    await bringTo(url, [...POSTGRES_STEPS, additive]);
    expect(await host.read(CHAT, 'poll', 'k')).toBe('"before"');
    expect(await set(host, '"during"')).toMatchObject({ ok: true });
    await host.close();
    const again = await opened(url);
    await again.sharing.renew([]);
    await again.claim();
    expect(await again.read(CHAT, 'poll', 'k')).toBe('"during"');
    expect(await set(again, '"on"')).toMatchObject({ ok: true });
    // And nothing of the newer one is taken away.
    expect(await versions(url)).toHaveLength(POSTGRES_STEPS.length + 1);
    expect(await ask('SELECT DISTINCT colour FROM chat', url)).toEqual([{ colour: 'red' }]);
  });

  test('to one that it cannot live with is rolled back with the copy that was made before it, in another database', async () => {
    const url = await database();
    const other = await database();
    const environment = { DATABASE_URL: url };
    const { types, run } = operator(environment);
    const host = await opened(url);
    expect(await set(host, '"before"')).toMatchObject({ ok: true });
    expect(await types('npm run backup -- before.copy')).toMatchObject({ code: 0, stderr: '' });
    const ends = { sql: 'ALTER TABLE state RENAME COLUMN value TO content', endsOlder: true } as const;
    await bringTo(url, [...POSTGRES_STEPS, ends], `UPDATE state SET content = '"after"'`);
    await host.close();

    const refused =
      /is used by a newer Tenko \(its version is \d+, this one knows \d+\); start that one, or restore the backup that was made before the upgrade/;
    expect(await refusal(url)).toMatchObject({
      code: 'STORE_UNUSABLE',
      message: expect.stringMatching(refused) as string,
    });
    expect(await run('failures')).toMatchObject({ code: 78, stderr: expect.stringMatching(refused) as string });
    // Not over what is there.
    expect(await types('npm run restore -- before.copy')).toMatchObject({ code: 78 });

    environment.DATABASE_URL = other;
    expect(await types('npm run restore -- before.copy')).toMatchObject({ code: 0, stderr: '' });
    // The host that ran when it was made is dead by now.
    await ask("UPDATE host SET alive_until = '-infinity'", other);
    const back = await opened(other);
    await back.sharing.renew([]);
    await back.claim();
    expect(await back.read(CHAT, 'poll', 'k')).toBe('"before"');
    expect(await set(back, '"on"')).toMatchObject({ ok: true });
    expect(await ask('SELECT content FROM state', url)).toEqual([{ content: '"after"' }]);
  });
});

test('there is a PostgreSQL to upgrade', ({ skip }) => {
  if (!isThere) skip(NOT_THERE);
  expect(isThere).toBe(true);
});
