import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { CONNECTIONS_OF_A_HOST } from '../core/store/postgres/connection.ts';
import { inspectPostgres } from '../core/store/postgres/inspect.ts';
import { PostgresStore } from '../core/store/postgres/postgres-store.ts';
import { STEPS } from '../core/store/postgres/steps.ts';
import { hostsFindings, roomFinding, schemaFinding, serverFinding } from '../scripts/doctor/postgres.ts';
import { did, event } from './store/place.ts';
import { startPooler } from './support/pooler.ts';
import { mayHaveCluster, NO_CLUSTER, PostgresCluster } from './support/postgres-cluster.ts';
import { SetUp } from './support/set-up.ts';

// Each starts programs, on a machine that may be busy.
const PATIENT = { timeout: 180_000 };
const failure = { code: 'HANDLER_FAILED', error: 'x' };
const PLACE = 'postgres://127.0.0.1/tenko';

describe.runIf(mayHaveCluster)('the doctor, on PostgreSQL', PATIENT, () => {
  let cluster: PostgresCluster;
  let databases = 0;
  beforeAll(async () => (cluster = await PostgresCluster.start()), 60_000);
  afterAll(() => cluster?.remove());

  /** A folder whose host is to work on a database of its own. */
  async function onDatabase(through?: (url: string) => Promise<string>) {
    const name = `one${++databases}`;
    await cluster.ask(`CREATE DATABASE ${name}`);
    const url = new URL(cluster.url);
    url.pathname = `/${name}`;
    const setUp = await SetUp.make();
    setUp.line.setWebhookUrl(`${setUp.url}/webhook/line`);
    setUp.writeEnv({
      DATABASE_URL: (await through?.(url.href)) ?? url.href,
      CONSOLE_TOKEN: 'a-console-token-of-a-test',
    });
    return { setUp, url: url.href, name };
  }

  async function opened(url: string): Promise<PostgresStore> {
    // It lives for as long as the doctor takes.
    const store = await PostgresStore.open(url, { lease: 600_000 });
    onTestFinished(() => store.close());
    return store;
  }

  test('finds an empty one right, before the first start', async () => {
    const { setUp, url } = await onDatabase();
    const { wrong, find } = await setUp.doctor();
    expect(wrong).toEqual([]);
    expect(find('database').says).toMatch(/^postgres:\/\/127\.0\.0\.1:\d+\/one\d+ answers, PostgreSQL \d+\.\d+$/);
    expect(find('schema')).toMatchObject({ state: 'ok', says: 'no tables yet: the first start makes them' });
    expect(find('integrity').state).toBe('ok');
    expect(find('pooler').says).toBe('none: connections lead to the server itself');
    expect(find('connections').says).toMatch(
      /^\d+ of 60 of the server are taken; a host takes 5: there is room for \d+ more$/,
    );
    // It has made nothing.
    expect((await inspectPostgres(url)).held).toBeUndefined();
  });

  test('tells who works on it, what waits for how long and what failed, and where that is looked at', async () => {
    const { setUp, url } = await onDatabase();
    await setUp.startHost();
    const other = await opened(url);
    await other.sharing.renew(['poll@0.0.1']);
    await did(other, { failure });
    await did(other, { failure });
    // In the other one's hands, which does nothing about it.
    await other.accept(event('old', { at: Date.now() - 7_200_000 }));
    const { wrong, find, all } = await setUp.doctor();
    expect(wrong).toEqual(['inbox']);
    expect(find('schema').says).toBe(`version ${STEPS.length}, as this release has it`);
    expect(find('inbox').says).toBe('1 event waits, the oldest for 2 h');
    expect(find('failures')).toMatchObject({
      state: 'look',
      says: '2 wait to be looked at',
      todo: expect.stringContaining('npm run failures') as string,
      page: `${setUp.url}/console/#failures`,
    });
    expect(all('hosts')).toMatchObject([
      { state: 'ok', says: '2 run on this database' },
      { state: 'look', says: expect.stringContaining('not loaded the same plugins') as string },
    ]);
  });

  test('says that nothing answers, or that the database is not there, without the password', async () => {
    const { setUp, url } = await onDatabase();
    for (const [change, says] of [
      [(to: URL) => (to.port = '1'), 'cannot be used: nothing listens there'],
      [(to: URL) => (to.pathname = '/nowhere'), 'cannot be used: there is no such database'],
    ] as const) {
      const to = new URL(url);
      to.password = 'geheim-geheim';
      change(to);
      setUp.writeEnv({ DATABASE_URL: to.href });
      const { wrong, find, out } = await setUp.doctor();
      expect(wrong).toEqual(['database']);
      expect(find('database').says).toContain(says);
      expect(out).not.toContain('geheim-geheim');
    }
  });

  test('says that the schema is older than this release, newer, or of a release that this one cannot stand beside', async () => {
    const { setUp, url, name } = await onDatabase();
    await (await PostgresStore.open(url)).close();
    const ask = (sql: string) => cluster.ask(sql, name);
    const schema = async () => (await setUp.doctor()).find('schema');
    await ask(`INSERT INTO migration VALUES (${STEPS.length + 1}, 1, false)`);
    expect(await schema()).toMatchObject({ state: 'look', says: expect.stringContaining('made by a newer release') });
    await ask('UPDATE migration SET ends_older = true WHERE version > 1');
    expect(await schema()).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('is used by a newer Tenko'),
      todo: expect.stringContaining('Upgrade and roll back'),
    });
  });

  test('says what is missing or not valid', async () => {
    const { setUp, url, name } = await onDatabase();
    await (await PostgresStore.open(url)).close();
    await cluster.ask('DROP TABLE receipt; DROP INDEX timer_due', name);
    await cluster.ask("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'line_at'::regclass", name);
    const { find } = await setUp.doctor();
    expect(find('integrity')).toMatchObject({ state: 'wrong' });
    for (const what of ['receipt is missing', 'timer_due is missing', 'the index line_at is not valid'])
      expect(find('integrity').says).toContain(what);
  });

  test.each([
    ['session', [], undefined],
    ['transaction', ['pooler'], expect.stringContaining('pool_mode = session')],
  ] as const)('tells a pooler that works by %s', async (mode, wrongs, todo) => {
    const { setUp } = await onDatabase(async (url) => {
      const pooler = await startPooler(url, mode);
      onTestFinished(() => pooler.stop());
      return pooler.url;
    });
    const { wrong, find } = await setUp.doctor();
    expect(wrong).toEqual(wrongs);
    expect(find('pooler').says).toContain(`works by ${mode}`);
    expect(find('pooler').todo).toEqual(todo);
  });

  test('says that there is no room for a host, and how much a host takes is what it takes', async () => {
    const { setUp, url, name } = await onDatabase();
    const store = await opened(url);
    await store.accept(event('a'));
    await Promise.all([did(store, { writes: new Map([['k', '1']]) }), store.read('c', 'p', 'k')]);
    const taken = async () =>
      (
        await cluster.ask<{ n: number }>(
          `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = '${name}' AND application_name = 'tenko'`,
        )
      )[0]!.n;
    await expect.poll(taken).toBe(CONNECTIONS_OF_A_HOST);
    await cluster.ask(`CREATE ROLE narrow LOGIN CONNECTION LIMIT 9; GRANT ALL ON SCHEMA public TO narrow`, name);
    await cluster.ask('GRANT ALL ON ALL TABLES IN SCHEMA public TO narrow', name);
    const narrow = new URL(url);
    narrow.username = 'narrow';
    setUp.writeEnv({ DATABASE_URL: narrow.href });
    expect((await setUp.doctor()).find('connections').says).toContain('0 of 9 of the user are taken');
    await cluster.ask(`ALTER DATABASE ${name} CONNECTION LIMIT 12`);
    const { find } = await setUp.doctor();
    expect(find('connections').says).toMatch(/^5 of 12 of the database are taken; .* one more$/);
    await cluster.ask(`ALTER DATABASE ${name} CONNECTION LIMIT 9`);
    expect((await setUp.doctor()).find('connections')).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('there is no room for this one') as string,
      todo: expect.stringContaining('CONNECTION LIMIT') as string,
    });
  });
});

test('there is a PostgreSQL to look at', ({ skip }) => {
  if (!mayHaveCluster) skip(NO_CLUSTER);
  expect(mayHaveCluster).toBe(true);
});

describe('what the doctor says of a database', () => {
  const server = { version: 150_004, encoding: 'UTF8', schema: 'public', isStandby: false };
  const schema = { whose: 'ours', version: STEPS.length, needed: 0 } as const;

  test.each([
    [{ version: 130_012 }, 'is of PostgreSQL 13; 14 or newer is needed'],
    [{ encoding: 'SQL_ASCII' }, 'keeps its texts as SQL_ASCII'],
    [{ schema: null }, 'has no schema that this user’s search_path names'],
    [{ isStandby: true }, 'is a standby, which may only be read'],
  ])('that is not right for a host: %j', (change, says) => {
    const finding = serverFinding(PLACE, { ...server, ...change });
    expect(finding).toMatchObject({ state: 'wrong', says: expect.stringContaining(`${PLACE} ${says}`) as string });
    expect(finding.todo).toBeDefined();
  });

  test('that an earlier release has left: the next start upgrades it, and a backup comes before that', () => {
    expect(schemaFinding(PLACE, { schema: { ...schema, version: 3 }, newest: 5 })).toMatchObject({
      state: 'look',
      says: 'version 3; the next start of this release makes it 5',
      todo: expect.stringContaining('npm run backup') as string,
    });
    expect(schemaFinding(PLACE, { schema: { ...schema, whose: 'others' }, newest: 5 })).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('another program') as string,
    });
  });

  test('whose host has no lease there', () => {
    const held = { events: 0, failures: 0, alive: [], dead: 1 };
    expect(hostsFindings(held, true)).toMatchObject([{ state: 'wrong' }]);
    expect(hostsFindings(held, false)).toMatchObject([{ state: 'ok' }]);
  });

  test('with no room left, while the host runs there already', () => {
    expect(roomFinding({ of: 'server', most: 10, taken: 8 }, true)).toMatchObject({
      state: 'look',
      todo: expect.stringContaining('max_connections') as string,
    });
  });
});
