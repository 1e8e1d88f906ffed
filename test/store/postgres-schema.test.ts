import { describe, expect, test } from 'vitest';
import { LOCK } from '../../core/store/postgres/days.ts';
import { CHATS } from '../../core/store/postgres/met-chats.ts';
import { PostgresStore } from '../../core/store/postgres/postgres-store.ts';
import { STEPS } from '../../core/store/postgres/steps.ts';
import { ask, isThere, NOT_THERE } from '../support/postgres.ts';
import { accepted, did, event } from './place.ts';
import { opened, refusal, schema } from './postgres-place.ts';

describe.runIf(isThere)('the schema of the PostgreSQL store', () => {
  test('is made once by hosts that start at once', async () => {
    const url = await schema();
    const stores = await Promise.all([1, 2, 3].map(() => opened(url)));
    expect(await ask('SELECT version FROM migration', url)).toHaveLength(STEPS.length);
    expect(await stores[0]!.accept(event('a'))).toHaveLength(1);
    expect(await stores[1]!.accept(event('a'))).toBeUndefined();
  });

  test('of a newer version is used, unless that version says that an older one cannot', async () => {
    const url = await schema();
    await (await PostgresStore.open(url)).close();
    await ask(
      "INSERT INTO migration VALUES (98, 1, false); ALTER TABLE chat ADD COLUMN colour text DEFAULT 'red'",
      url,
    );
    const store = await opened(url);
    expect(await did(store, { writes: new Map([['k', '1']]) })).toMatchObject({ ok: true });
    await ask('INSERT INTO migration VALUES (99, 1, true)', url);
    expect(await refusal(url)).toMatchObject({
      code: 'STORE_UNUSABLE',
      message: expect.stringContaining('is used by a newer Tenko (its version is 99'),
    });
    // Hosts that are up go on.
    expect(await did(store, { writes: new Map([['k', '2']]) })).toMatchObject({ ok: true });
  });

  test('the list of chats reads no whole table, however many members there are', async () => {
    const url = await schema();
    const store = await opened(url);
    await ask(
      `INSERT INTO member (chat_key, user_id, first_at, last_at)
        SELECT 'line:U/C' || n % 2000, 'U' || n, n, n FROM generate_series(1, 40000) n;
      INSERT INTO chat (chat_key) SELECT 'line:U/C' || n FROM generate_series(0, 1999) n;
      ANALYZE member; ANALYZE chat`,
      url,
    );
    const [told] = await ask<{ 'QUERY PLAN': object }>(
      `EXPLAIN (FORMAT JSON) ${CHATS.text.replaceAll('$1', '11').replaceAll('$2', '550')}`,
      url,
    );
    const plan = JSON.stringify(told);
    expect(plan).toContain('member_last');
    expect(plan).not.toMatch(/"Node Type":"Seq Scan"[^{}]*"Relation Name":"member"/);
    expect((await store.chats(3)).map(({ seenAt }) => seenAt)).toEqual([40_000, 39_999, 39_998]);
  });

  test("is not made among another program's tables", async () => {
    const url = await schema();
    await ask('CREATE TABLE recipes (name text)', url);
    expect(await refusal(url)).toMatchObject({
      code: 'STORE_UNUSABLE',
      message: expect.stringContaining('holds the tables of another program'),
    });
    expect(
      await ask('SELECT count(*)::integer AS n FROM pg_class WHERE relnamespace = current_schema()::regnamespace', url),
    ).toEqual([{ n: 1 }]);
  });

  test('keeps event ids of the days round today in partitions, which go as a whole', async () => {
    const url = await schema();
    const store = await opened(url);
    const days = async () =>
      (
        await ask<{ name: string }>(
          "SELECT relname AS name FROM pg_class WHERE relname ~ '^seen_[0-9]+$' AND relkind = 'r' AND relnamespace = current_schema()::regnamespace",
          url,
        )
      ).length;
    expect(await days()).toBe(6);
    const now = Date.now();
    await accepted(store, 'today', { at: now });
    expect(await store.accept(event('today', { at: now }))).toBeUndefined();
    expect(await store.accept(event('today', { at: now - 86_400_000 }))).toBeUndefined();
    const times = { linesBefore: 0, leftBefore: 0, messagesBefore: 0 };
    await store.sweep({ ...times, seenBefore: now - 86_400_000 });
    expect(await days()).toBe(4);
    expect(await store.accept(event('today', { at: now }))).toBeUndefined();
    await store.sweep({ ...times, seenBefore: now + 86_400_000 });
    expect(await store.accept(event('today', { at: now }))).toHaveLength(1);
  });

  test.each([
    ['00:00:00', 20_783],
    ['23:59:59', 20_783],
  ])('at %s it is still the day that has begun', async (time, today) => {
    const text = LOCK.text.replace('clock_timestamp()', `timestamptz '2026-11-26 ${time}Z'`);
    expect(await ask(text, await schema())).toEqual([{ mine: true, today }]);
  });

  test('commits are on the disk, whatever the server does by default', async () => {
    const url = new URL(await schema());
    url.searchParams.set('options', `${url.searchParams.get('options')} -c synchronous_commit=off`);
    const store = await opened(url.href);
    await ask(
      `CREATE TABLE told (how text); CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN INSERT INTO told VALUES (current_setting(''synchronous_commit'')); RETURN NEW; END';
      CREATE TRIGGER tell BEFORE INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION tell()`,
      url.href,
    );
    await accepted(store, 'a');
    expect(await ask('SELECT how FROM told', url.href)).toEqual([{ how: 'on' }]);
  });
});

test('there is a PostgreSQL to make a schema in', ({ skip }) => {
  if (!isThere) skip(NOT_THERE);
  expect(isThere).toBe(true);
});
