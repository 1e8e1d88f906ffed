import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PostgresStore } from '../../core/store/postgres/postgres-store.ts';
import type { InboxRow } from '../../core/host/store.ts';
import { ask, isThere, NOT_THERE } from '../support/postgres.ts';
import { wayTo as way } from '../support/way.ts';
import { opened, refusal, schema } from './postgres-place.ts';
import { accepted, CHAT, event, reply, sent, unit } from './place.ts';

/** Asks until there is an answer that will do. */
async function until<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined && answer !== false) return answer;
    if (tries > 200) throw new Error('it never came');
    await sleep(50);
  }
}

/** A chat that `store` has, and into which `other` has put the event `second`. Whatever hands rows out takes its time from here on. */
async function sharedChat() {
  const url = await schema();
  const [store, other] = [await opened(url), await opened(url)];
  for (const one of [store, other]) await one.sharing.renew([]);
  await accepted(store, 'first');
  expect(await other.accept(event('second'))).toEqual([]);
  await ask(
    `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.4); RETURN NULL; END';
     CREATE TRIGGER slow AFTER UPDATE OF owner ON inbox FOR EACH ROW EXECUTE FUNCTION slow()`,
    url,
  );
  const handedOut: string[] = [];
  const note = (rows: readonly InboxRow[] | undefined) => handedOut.push(...rows!.map(({ eventId }) => eventId));
  return { store, other, handedOut, note };
}

const unavailable = { code: 'STORE_UNAVAILABLE' };

describe.runIf(isThere)('a PostgreSQL that is away', () => {
  test('is told at once, and used again when it is back', async () => {
    const url = await schema();
    const middle = await way(url);
    const store = await opened(middle.url);
    await accepted(store, 'before');
    middle.set('cut');
    await expect(store.accept(event('lost'))).rejects.toMatchObject(unavailable);
    await expect(store.read('c', 'p', 'k')).rejects.toMatchObject(unavailable);
    middle.set('open');
    await until(async () => (await store.left('c').catch(() => 'away')) === undefined);
    await store.sharing.renew([]);
    expect((await store.claim()).map(({ eventId }) => eventId)).toContain('before');
  });

  test('and does not answer: nobody waits for longer than LINE does', async () => {
    const url = await schema();
    const middle = await way(url);
    const store = await opened(middle.url);
    await accepted(store, 'before');
    middle.set('deaf');
    const began = performance.now();
    await expect(store.accept(event('unheard'))).rejects.toMatchObject(unavailable);
    expect(performance.now() - began).toBeLessThan(5_000);
    middle.set('cut');
  });

  test('when nobody can tell whether an event came in: it is there once, and is given out by the next lease', async () => {
    const url = await schema();
    const middle = await way(url);
    const store = await opened(middle.url);
    let lost = 0;
    store.sharing.listen({ onClaim: () => undefined, onNews: () => undefined, onLost: () => lost++ });
    await store.sharing.renew([]);
    const row = await accepted(store, 'first');
    // The server does it, and its answer is swallowed.
    await ask(
      `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.4); RETURN NEW; END'`,
      url,
    );
    await ask('CREATE TRIGGER slow BEFORE INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION slow()', url);
    const accepting = store.accept(event('in doubt'));
    await sleep(200);
    middle.set('deaf');
    await expect(accepting).rejects.toMatchObject(unavailable);
    expect(lost).toBe(1);
    expect(await store.commit(unit(row)).catch(() => 'away')).not.toMatchObject({ ok: true });
    await ask('DROP TRIGGER slow ON inbox', url);
    middle.set('cut');
    middle.set('open');
    await until(async () => (await store.sharing.renew([]).catch(() => undefined))?.isNew === true);
    const found = (await store.claim()).map(({ eventId, attempts }) => `${eventId} ${attempts}`);
    expect(found).toContain('first 0');
    const again = await store.accept(event('in doubt'));
    expect(found.includes('in doubt 0')).toBe(again === undefined);
  });

  test('a host that goes silent in the middle of a transaction keeps its chats from nobody for longer than a lease', async () => {
    const url = await schema();
    const middle = await way(url);
    const silent = await PostgresStore.open(middle.url, { lease: 500 });
    onTestFinished(() => silent.close().catch(() => undefined));
    await silent.sharing.renew([]);
    const row = await accepted(silent, 'first');
    await ask(
      `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.5); RETURN NEW; END'`,
      url,
    );
    await ask('CREATE TRIGGER slow BEFORE UPDATE OF policy ON chat FOR EACH ROW EXECUTE FUNCTION slow()', url);
    const policy = { document: '{"a":1}', expected: 0, woken: [], moved: [] };
    const committing = silent.commit(unit(row, { policy })).catch(() => 'away');
    await sleep(250);
    middle.set('deaf');

    const other = await opened(url);
    await other.sharing.renew([]);
    const began = performance.now();
    const taken = await until<InboxRow | undefined>(async () => (await other.claim())[0]);
    expect(taken).toMatchObject({ eventId: 'first' });
    expect(performance.now() - began).toBeLessThan(8_000);
    // It had not happened, and happens here.
    expect(await other.commit(unit(taken!, { policy }))).toMatchObject({ ok: true });
    middle.set('cut');
    expect(await committing).toBe('away');
  });

  test('a chat is not given back while a timer of it goes off, and no timer goes off in one that is being given back', async () => {
    const url = await schema();
    const [store, other] = [await opened(url), await opened(url)];
    for (const one of [store, other]) await one.sharing.renew([]);
    const timer = { name: 'a', due: 100, line: '/poll close 1' };
    await store.commit(unit(await accepted(store, 'first'), { timers: [timer, { ...timer, name: 'b' }] }));
    const fire = (name: string) =>
      store.fire({ ...timer, name, chat: CHAT, plugin: 'poll' }, event(`t:${name}`), {}).then((rows) => rows?.length);
    const slow = (table: string, when: string) => `
      CREATE FUNCTION slow_${table}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.4); RETURN NEW; END';
      CREATE TRIGGER slow BEFORE ${when} ON ${table} FOR EACH ROW EXECUTE FUNCTION slow_${table}()`;
    await ask(slow('inbox', 'INSERT'), url);
    const firing = fire('a');
    await sleep(100);
    expect(await store.sharing.release([CHAT])).toEqual([]);
    expect(await firing).toBe(1);
    expect(await other.claim()).toEqual([]);
    await ask('DELETE FROM inbox', url);

    await ask(slow('chat', 'UPDATE OF owner'), url);
    const releasing = store.sharing.release([CHAT]);
    await sleep(100);
    const tooLate = fire('b');
    expect(await releasing).toEqual([CHAT]);
    expect(await tooLate).toBeUndefined();
    await other.claim();
    expect(await other.due(100, 10)).toMatchObject([{ name: 'b' }]);
  });

  test('a host hears that its lease is over before a chat comes to it by the next one, though that cannot be renewed just then', async () => {
    const url = await schema();
    const store = await PostgresStore.open(url, { lease: 600 });
    onTestFinished(() => store.close());
    const heard: string[] = [];
    store.sharing.listen({
      onClaim: ({ chat }) => heard.push(`got ${chat === CHAT ? 'it' : 'another'}`),
      onNews: () => undefined,
      onLost: (late) => heard.push(late ? 'over, too late' : 'over'),
    });
    await store.sharing.renew([]);
    await accepted(store, 'first');
    await sleep(800);
    // It begins, and cannot say what it has loaded.
    await ask(
      `CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '57014'; END$$;
       CREATE TRIGGER no BEFORE UPDATE OF alive_until ON host FOR EACH ROW WHEN (NEW.alive_until > OLD.alive_until) EXECUTE FUNCTION no()`,
      url,
    );
    await expect(store.sharing.renew([])).rejects.toMatchObject(unavailable);
    expect(await store.accept(event('second'))).toHaveLength(2);
    await ask('DROP TRIGGER no ON host', url);
    expect(await store.sharing.renew([])).toMatchObject({ isNew: true });
    expect(heard).toEqual(['got it', 'over, too late', 'got it']);
  });

  test('a chat that was about to be given back when the lease was over comes anew with the next one', async () => {
    const url = await schema();
    const store = await opened(url);
    const heard: string[] = [];
    store.sharing.listen({
      onClaim: ({ outbox }) => heard.push(outbox ? 'got it' : 'news'),
      onNews: () => undefined,
      onLost: () => heard.push('over'),
    });
    await store.sharing.renew([]);
    const row = await accepted(store, 'first');
    await ask(
      `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END';
       CREATE TRIGGER slow BEFORE UPDATE ON chat FOR EACH STATEMENT EXECUTE FUNCTION slow()`,
      url,
    );
    const releasing = store.sharing.release([CHAT]);
    await sleep(100);
    // As whoever takes over does it.
    await ask('DELETE FROM host; UPDATE inbox SET owner = NULL', url);
    expect(await store.commit(unit(row))).toEqual({ ok: false, why: 'lost' });
    expect(await releasing).toEqual([]);
    await store.sharing.renew([]);
    expect((await store.claim()).map(({ eventId }) => eventId)).toEqual(['first']);
    expect(heard).toEqual(['got it', 'over', 'got it']);
  });

  test('a message that was sent is not given out again with a chat that comes back while it was about to be given back', async () => {
    const url = await schema();
    const store = await opened(url);
    const given: (readonly number[])[] = [];
    store.sharing.listen({
      onClaim: ({ outbox }) => outbox && given.push(outbox.map(({ id }) => id)),
      onNews: () => undefined,
      onLost: () => undefined,
    });
    await store.sharing.renew([]);
    const [said, waits] = await sent(store, [reply(), reply({ kind: 'notice' })]);
    // That it was sent takes a while to be written.
    await ask(
      `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END';
       CREATE TRIGGER slow AFTER DELETE ON outbox FOR EACH ROW EXECUTE FUNCTION slow()`,
      url,
    );
    store.settled([said!.id]);
    const releasing = store.sharing.release([CHAT]);
    await store.accept(event('meanwhile'));
    expect(given).toEqual([[], [waits!.id]]);
    expect(await releasing).toEqual([]);
  });

  test('what others put into a chat is handed out before what comes to it after that', async () => {
    const { store, handedOut, note } = await sharedChat();
    const claiming = store.claim().then(note);
    await sleep(100);
    await Promise.all([claiming, store.accept(event('third')).then(note)]);
    expect(handedOut).toEqual(['second', 'third']);
  });

  test('what an event brings of what others put into its chat is handed out before what they put there after that', async () => {
    const { store, other, handedOut, note } = await sharedChat();
    const accepting = store.accept(event('third')).then(note);
    await sleep(100);
    expect(await other.accept(event('fourth'))).toEqual([]);
    await Promise.all([accepting, store.claim().then(note)]);
    expect(handedOut).toEqual(['second', 'third', 'fourth']);
  });

  test('an address behind which nothing is says so, without the password', async () => {
    const away = await refusal('postgres://tenko:geheim@127.0.0.1:1/tenko');
    expect(away).toMatchObject(unavailable);
    expect((away as Error).message).toContain('nothing listens there');
    const url = new URL(await schema());
    url.pathname = '/tenko_no_such_database';
    url.password = 'geheim';
    const missing = await refusal(url.href);
    expect(missing).toMatchObject({
      code: 'STORE_UNUSABLE',
      message: expect.stringContaining('there is no such database'),
    });
    for (const error of [away, missing]) expect((error as Error).message).not.toContain('geheim');
  });
});

test('there is a PostgreSQL that can be away', ({ skip }) => {
  if (!isThere) skip(NOT_THERE);
  expect(isThere).toBe(true);
});

test.runIf(isThere)('what another host accepts just then of the same webhook goes before the rest of it', async () => {
  const url = await schema();
  const store = await opened(url);
  const did1 = await accepted(store, 'before');
  await store.commit(unit(did1));
  const far = 'line:Ubot/Cfar';
  const did2 = await accepted(store, 'far', { chat: far });
  await store.commit(unit(did2));
  const other = new Client({ connectionString: url });
  await other.connect();
  try {
    await other.query('BEGIN');
    await other.query("INSERT INTO seen (day, event_id, chat_key, at) VALUES (0, '1', $1, 1000000)", [CHAT]);
    for (const [chat, id] of [
      [CHAT, '1'],
      [far, 'beside'],
    ])
      await other.query(
        "INSERT INTO inbox (chat_key, seq, plugin, event_id, at, body) VALUES ($1, nextval('inbox_seq'), 'poll', $2, 1, '{}')",
        [chat, id],
      );
    const accepting = Promise.all(['1', '2', '3'].map((id) => store.accept(event(id))));
    await sleep(300);
    await other.query('COMMIT');
    const rows = await accepting;
    expect(rows.map((some) => some?.map(({ eventId }) => eventId))).toEqual([undefined, ['1', 'beside', '2'], ['3']]);
  } finally {
    await other.end();
  }
});
