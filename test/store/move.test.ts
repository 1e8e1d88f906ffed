import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { moveToPostgres } from '../../core/store/move.ts';
import { PostgresStore } from '../../core/store/postgres/postgres-store.ts';
import { SqliteStore } from '../../core/store/sqlite/sqlite-store.ts';
import { ask, isThere, newSchema, NOT_THERE } from '../support/postgres.ts';
import { accepted, CHAT, did, event, OTHER, reply, unit } from './place.ts';

const COMMAND = fileURLToPath(new URL('../../scripts/move.ts', import.meta.url));

async function places() {
  const folder = mkdtempSync(join(tmpdir(), 'tenko-move-'));
  const { url, drop } = await newSchema();
  onTestFinished(async () => {
    rmSync(folder, { recursive: true });
    await drop();
  });
  return { folder, file: join(folder, 'tenko.db'), url };
}

/** Something of every kind. */
async function fill(store: SqliteStore): Promise<void> {
  const file = {
    id: 'f',
    name: 'a.csv',
    type: 'text/csv',
    body: Uint8Array.from([0, 255, 92]),
    expires: 9_000_000_000_000,
  };
  await did(store, {
    writes: new Map([
      ['k', '"\\ud83d\\u0000"'],
      ['😀', '{"a":1}'],
    ]),
    timers: [{ name: 't', due: 9_000_000_000_000, line: '/poll close', rule: '{"pattern":"0 9 * * *"}' }],
    lines: new Map([['long', '/poll vote 1']]),
    outbox: [
      reply({ kind: 'notice', body: '["parked"]', by: 9_000_000_000_000 }),
      reply({ body: '["tried"]', tried: true }),
    ],
    ranBy: { messageId: 'typed', subject: '#1' },
    downloads: [file],
    policy: { document: '{"language":"ja"}', expected: 0, woken: [], moved: [] },
  });
  await did(store, { failure: { code: 'HANDLER_FAILED', error: 'x' } });
  await store.remember([
    { chat: CHAT, memberId: 'Ub', what: 'seen', at: 5 },
    { chat: CHAT, memberId: 'Ua', what: 'seen', at: 5 },
  ]);
  store.settled(
    [],
    [{ chat: CHAT, messageId: 'card', plugin: 'poll', subject: '#1' }],
    [{ chat: CHAT, messageId: 'numbered', plugin: 'poll', about: '#1', lines: ['/poll vote 1'] }],
  );
  await store.react({ chat: CHAT, messageId: 'numbered', memberId: 'Ua', sign: 'like', added: true, at: 1 }, 0);
  await store.countSent(3_600_000, new Map([['line:a', { replies: 1, notices: 2, pushes: 3 }]]));
  await store.addReceipts([
    {
      chat: CHAT,
      plugin: 'poll',
      counts: { profiles: 1, rosters: 0, counts: 0, messages: 2, notices: 0, pushes: 0, fetches: 0, contents: 2 },
    },
  ]);
  await store.monthSpent('line:a', 24_322, 7);
  await accepted(store, 'met', { chat: 'linq:+1/met', presence: 'met', kind: 'group' });
  await accepted(store, 'gone', { chat: OTHER, presence: 'left', at: 50 });
}

/** Whatever can be asked of it. */
async function held(store: PostgresStore | SqliteStore) {
  const { body, ...file } = (await store.download('f', 0))!;
  return {
    state: await store.list(CHAT, 'poll', ''),
    timers: await store.timers(CHAT),
    line: await store.line('long'),
    outbox: await store.outbox(),
    subjects: [await store.subject(CHAT, 'card'), await store.ranBy(CHAT, 'typed')],
    file: { ...file, bytes: [...body] },
    policy: await store.policy(CHAT),
    failures: await store.failures(),
    roster: await store.roster(CHAT),
    numbered: await store.numbered(CHAT, 0),
    taken: await store.react(
      { chat: CHAT, messageId: 'numbered', memberId: 'Ua', sign: 'like', added: true, at: 1 },
      0,
    ),
    sent: await store.sentSince('line:a', 0),
    receipts: await store.receipts(CHAT, 0),
    month: await store.monthSpent('line:a', 24_322, 0),
    met: await store.met(),
    left: [await store.left(CHAT), await store.left(OTHER)],
    keys: (await store.tagKeys()).map(({ id, key, at }) => ({ id, key: Buffer.from(key).toString('hex'), at })),
    secret: Buffer.from(await store.secret('a')).toString('hex'),
  };
}

describe.runIf(isThere)('moving a deployment from a file to PostgreSQL', () => {
  test('takes everything along, and the hosts go on with it', async () => {
    const { file, url } = await places();
    const source = SqliteStore.open(file);
    await fill(source);
    const waiting = await accepted(source, 'waits');
    const before = await held(source);
    await source.close();
    const counts = await moveToPostgres(file, url, Date.now());
    expect(counts.get('inbox')).toBe(3);
    const store = await PostgresStore.open(url);
    onTestFinished(() => store.close());
    expect(await held(store)).toEqual(before);
    expect(await store.accept(event('waits'))).toBeUndefined();
    const rows = await store.claim();
    expect(rows).toContainEqual(expect.objectContaining({ eventId: 'waits', seq: waiting.seq, body: waiting.body }));
    const next = await accepted(store, 'next');
    expect(next.seq).toBeGreaterThan(Math.max(...rows.map(({ seq }) => seq)));
    const done = await store.commit(unit(next, { outbox: [reply()], failure: { code: 'HANDLER_FAILED', error: 'y' } }));
    expect(done.ok && done.outbox[0]!.id).toBeGreaterThan(before.outbox.at(-1)!.id);
    expect((await store.failures()).at(-1)!.id).toBeGreaterThan(before.failures.at(-1)!.id);
  });

  test('writes nothing into a database that has something in it, nor one that a host uses', async () => {
    const { file, url } = await places();
    const source = SqliteStore.open(file);
    await fill(source);
    await source.close();
    const store = await PostgresStore.open(url);
    await expect(moveToPostgres(file, url, 1)).rejects.toMatchObject({
      code: 'STORE_UNUSABLE',
      message: expect.stringContaining('in use by a host'),
    });
    await store.setPolicy('c', '{}', 0);
    await store.close();
    await expect(moveToPostgres(file, url, 1)).rejects.toMatchObject({
      code: 'STORE_UNUSABLE',
      message: expect.stringContaining('is not empty'),
    });
    expect(await ask('SELECT chat_key FROM chat', url)).toEqual([{ chat_key: 'c' }]);
  });

  test('is a command that says what it did, and refuses a file that a host uses', async () => {
    const { folder, file, url } = await places();
    const run = async (...args: readonly string[]) => {
      const child = spawn(process.execPath, [COMMAND, ...args], {
        cwd: folder,
        env: { DATA_DIR: folder, DATABASE_URL: url },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { code: await ended, stdout, stderr };
    };
    expect(await run('sqlite-to-postgres')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no database'),
    });
    const source = SqliteStore.open(file);
    await fill(source);
    expect(await run('sqlite-to-postgres')).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('in use by another host'),
    });
    await source.close();
    expect(await run('postgres-to-sqlite')).toMatchObject({ code: 64 });
    const moved = await run('sqlite→postgres');
    expect(moved).toMatchObject({ code: 0, stderr: '' });
    expect(moved.stdout).toMatch(/^ +2 {2}state$/m);
    expect(await run('sqlite-to-postgres')).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('is not empty'),
    });
  });
});

test('there is a PostgreSQL to move to', ({ skip }) => {
  if (!isThere) skip(NOT_THERE);
  expect(isThere).toBe(true);
});
