import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../core/host/store.ts';
import { PostgresStore } from '../../core/store/postgres/postgres-store.ts';
import { SqliteStore } from '../../core/store/sqlite/sqlite-store.ts';
import { ask, isThere, newSchema, NOT_THERE } from '../support/postgres.ts';
import { CHAT, did, reply, sent } from './place.ts';

const COMMAND = fileURLToPath(new URL('../../scripts/failures.ts', import.meta.url));

const NOW = Date.UTC(2026, 10, 22, 5, 20, 11);

/** A folder with a host's data, and the command that an operator types in it. */
function operator(database = 'tenko.db') {
  const folder = mkdtempSync(join(tmpdir(), 'tenko-failures-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'data'));
  return {
    folder,
    host: (): SqliteStore => {
      const store = SqliteStore.open(join(folder, 'data', database), { now: () => NOW });
      onTestFinished(() => store.close());
      return store;
    },
    run: async (args: readonly string[] = [], env: Record<string, string> = {}) => {
      const child = spawn(process.execPath, [COMMAND, ...args], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { code: await ended, stdout, stderr };
    },
  };
}

/** What an operator has: a host that runs, and the command beside it. */
interface Beside {
  readonly store: Store;
  readonly run: ReturnType<typeof operator>['run'];
}

async function besideFile(): Promise<Beside> {
  const { host, run } = operator();
  return { store: host(), run };
}

async function besidePostgres(): Promise<Beside> {
  const { url, drop } = await newSchema();
  onTestFinished(drop);
  const store = await PostgresStore.open(url, { now: () => NOW, lease: 600_000 });
  onTestFinished(() => store.close());
  await store.sharing.renew([]);
  const { run } = operator();
  return { store, run: (args, env) => run(args, { DATABASE_URL: url, ...env }) };
}

const failed = (error: string, eventId: string) =>
  [
    { failure: { code: 'HANDLER_FAILED', error } },
    { eventId, rows: [{ plugin: 'dice', body: '{"text":"geheim"}' }] },
  ] as const;

const DATABASES = [
  { name: 'a file', isHere: true, beside: besideFile },
  { name: 'PostgreSQL', isHere: isThere, beside: besidePostgres },
];

describe.each(DATABASES.filter(({ isHere }) => isHere))('npm run failures, on $name', ({ beside }) => {
  test('lists what failed beside a running host, a line each, without what members wrote', async () => {
    const { store, run } = await beside();
    expect(await run()).toMatchObject({ code: 0, stdout: 'Nothing has failed.\n' });
    await did(store, ...failed('TypeError: x is not a function', 'a'));
    const [row] = await sent(store, [reply()]);
    await store.bury(row!.id, 'REPLY_FATE_UNKNOWN', 'no answer');
    const { code, stdout, stderr } = await run();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'id  when                  plugin  chat            kind   code                error',
      `1   2026-11-22T05:20:11Z  dice    ${CHAT}  event  HANDLER_FAILED      TypeError: x is not a function`,
      `2   2026-11-22T05:20:11Z  poll    ${CHAT}  reply  REPLY_FATE_UNKNOWN  no answer`,
      '',
    ]);
    expect((await run(['--body'])).stdout).toContain('geheim');
  });

  test('no token is shown, and of a number or an address only its end', async () => {
    const { store, run } = await beside();
    const [failure, event] = failed('no +81 90-1234-5678', 'a');
    const work = {
      line: '/group add +819012345678',
      reply: { token: 'tok-a' },
      quoteToken: 'tok-b',
      readToken: 'tok-c',
    };
    await did(store, failure, { ...event, rows: [{ plugin: 'group', body: JSON.stringify(work) }] });
    for (const [kind, body] of [
      ['reply', '[{"type":"text","text":"hi","quoteToken":"tok-d"}]'],
      ['markRead', '"tok-e"'],
      ['createGroup', '{"addresses":["aki@example.com"],"text":"hi"}'],
    ] as const) {
      const [row] = await sent(store, [reply({ kind, body })]);
      await store.bury(row!.id, 'PLATFORM_REJECTED', 'no');
    }
    const { stdout } = await run(['--body']);
    expect(stdout).not.toMatch(/tok-|90-?1234|aki@/);
    for (const shown of ['no …5678', '{"line":"/group add …5678"}', '"text":"hi"', 'a…@….com'])
      expect(stdout).toContain(shown);
  });

  test('an error of several lines and of control characters stays one line, and steers no terminal', async () => {
    const { store, run } = await beside();
    await did(store, ...failed('first\n  second \u001b[31mred\u202e back\u0007', 'a'));
    const { stdout } = await run();
    expect(stdout.split('\n')).toHaveLength(3);
    expect(stdout).toContain('first   second �[31mred� back�');
  });

  test('a failed event is run again by the host that runs', async () => {
    const { store, run } = await beside();
    await store.claim();
    await did(store, ...failed('x', 'a'));
    expect(await run(['replay', '1'])).toMatchObject({ code: 0, stdout: expect.stringContaining('1 is in the inbox') });
    expect(await store.claim()).toMatchObject([{ eventId: 'r:1:a', plugin: 'dice', body: '{"text":"geheim"}' }]);
    expect(await run(['replay', '1'])).toMatchObject({ code: 1, stderr: 'tenko: there is no failure 1\n' });
  });

  test('a message of unknown fate is not sent again', async () => {
    const { store, run } = await beside();
    const [row] = await sent(store, [reply()]);
    await store.bury(row!.id, 'REPLY_FATE_UNKNOWN', 'no answer');
    expect(await run(['replay', '1'])).toMatchObject({
      code: 1,
      stderr: 'tenko: 1 is a reply: only events and timers can be run again, for a message might come twice\n',
    });
    expect(await store.failures()).toHaveLength(1);
  });

  test('failures are dropped one by one, or all of them by who is sure', async () => {
    const { store, run } = await beside();
    for (const id of ['a', 'b', 'c', 'd']) await did(store, ...failed('x', id));
    expect(await run(['drop', '2'])).toMatchObject({ code: 0, stdout: '2 is dropped.\n' });
    expect(await run(['drop', '2'])).toMatchObject({ code: 1, stderr: 'tenko: there is no failure 2\n' });
    expect(await run(['drop', 'all'])).toMatchObject({ code: 1, stderr: expect.stringContaining('add --yes') });
    expect((await store.failures()).map(({ id }) => id)).toEqual([1, 3, 4]);
    expect(await run(['drop', 'all', '--yes'])).toMatchObject({ code: 0, stdout: '3 are dropped.\n' });
    expect(await store.failures()).toEqual([]);
  });

  test.each([
    [['replay']],
    [['drop']],
    [['drop', 'all', '3']],
    [['replay', 'all']],
    [['list', '3']],
    [['drop', '-1']],
    [['3']],
    [['--what']],
  ])('what it does not take, it explains: %j', async (args) => {
    const { store, run } = await beside();
    await did(store, ...failed('x', 'a'));
    const { code, stderr } = await run(args);
    expect(code).toBe(64);
    expect(stderr).toContain('npm run failures -- replay <id>');
  });
});

describe('npm run failures, on a file of its own', () => {
  test('the simulator has data of its own', async () => {
    const { host, run } = operator('simulator.db');
    await did(host(), ...failed('x', 'a'));
    expect(await run()).toMatchObject({ code: 1, stderr: expect.stringContaining('--simulator') });
    expect(await run(['--simulator'])).toMatchObject({ code: 0, stdout: expect.stringContaining('HANDLER_FAILED') });
  });

  test('DATA_DIR is the environment’s, else that of .env, and nothing is made where no host has run', async () => {
    const { folder, run } = operator();
    writeFileSync(join(folder, '.env'), 'DATA_DIR=elsewhere\nPORT=wrong\n');
    expect(await run()).toMatchObject({ code: 1, stderr: expect.stringContaining(join('elsewhere', 'tenko.db')) });
    expect(await run([], { DATA_DIR: join(folder, 'data') })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`there is no database ${join(folder, 'data', 'tenko.db')}`),
    });
    expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
    expect(existsSync(join(folder, 'data', 'tenko.db'))).toBe(false);
  });

  test('a database that cannot be used is one sentence and exit code 78', async () => {
    const { folder, host, run } = operator();
    await host().close();
    const db = new DatabaseSync(join(folder, 'data', 'tenko.db'));
    db.exec('INSERT INTO migration (version, at) VALUES (99, 1)');
    db.close();
    const { code, stderr } = await run();
    expect(code).toBe(78);
    expect(stderr).toMatch(/^tenko: .* was written by a newer Tenko .*\n$/);
  });
});

describe.runIf(isThere)('npm run failures, on a PostgreSQL that cannot be used', () => {
  test('says why in one sentence, without the password, and ends with exit code 78', async () => {
    const { url, drop } = await newSchema();
    onTestFinished(drop);
    const { run } = operator();
    await (await PostgresStore.open(url)).close();
    await ask('INSERT INTO migration VALUES (99, 1, true)', url);
    const newer = await run([], { DATABASE_URL: url });
    expect(newer).toMatchObject({
      code: 78,
      stderr: expect.stringMatching(/^tenko: .* is used by a newer Tenko .*\n$/),
    });
    const away = new URL(url);
    away.port = '1';
    away.password = 'geheim';
    const { code, stderr } = await run([], { DATABASE_URL: away.href });
    expect(code).toBe(78);
    expect(stderr).toBe('tenko: the database cannot be used now: nothing listens there\n');
  });

  test('with --simulator it reads the simulator’s file all the same', async () => {
    const { host, run } = operator('simulator.db');
    await did(host(), ...failed('x', 'a'));
    const told = await run(['--simulator'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' });
    expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining('HANDLER_FAILED') });
  });
});

test('there is a PostgreSQL whose failures are listed', ({ skip }) => {
  if (!isThere) skip(NOT_THERE);
  expect(isThere).toBe(true);
});
