import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../core/host/store.ts';
import { PostgresStore } from '../../core/store/postgres/postgres-store.ts';
import { SqliteStore } from '../../core/store/sqlite/sqlite-store.ts';
import { ask, isThere, newSchema, NOT_THERE } from '../support/postgres.ts';
import { accepted, CHAT, did, event } from './place.ts';

const COMMAND = fileURLToPath(new URL('../../scripts/backup.ts', import.meta.url));

/** The commands that an operator types in the folder of a host. */
function operator(environment: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tenko-backup-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return {
    folder,
    run: async (...args: readonly string[]) => {
      const child = spawn(process.execPath, [COMMAND, ...args], {
        cwd: folder,
        env: { PATH: process.env['PATH'], DATA_DIR: folder, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { code: await ended, stdout, stderr };
    },
  };
}

const set = (store: Store, value: string) => did(store, { writes: new Map([['k', value]]) });

/** As it was when the copy was made, and it goes on. */
async function goesOn(store: Store): Promise<void> {
  expect(await store.read(CHAT, 'poll', 'k')).toBe('"copied"');
  expect(await store.accept(event('waits'))).toBeUndefined();
  expect((await store.claim()).map(({ eventId }) => eventId)).toEqual(['waits']);
  expect((await set(store, '"on"')).ok).toBe(true);
  expect(await store.read(CHAT, 'poll', 'k')).toBe('"on"');
}

describe('a copy of a file', () => {
  test('is made while the host runs and taken back while it is stopped; what was there is moved aside', async () => {
    const { folder, run } = operator();
    const host = SqliteStore.open(join(folder, 'tenko.db'));
    await host.claim();
    await set(host, '"copied"');
    await accepted(host, 'waits');
    expect(await run('backup', 'copy.db')).toMatchObject({ code: 0, stderr: '' });
    // Windows has other rights.
    expect(statSync(join(folder, 'copy.db')).mode & (process.platform === 'win32' ? 0 : 0o077)).toBe(0);
    expect(await run('backup', 'copy.db')).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('is there already'),
    });
    await set(host, '"later"');
    expect(await run('restore', 'copy.db')).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('in use by another host'),
    });
    expect(await host.read(CHAT, 'poll', 'k')).toBe('"later"');
    await host.close();
    expect(await run('restore', 'copy.db')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('tenko.db.before-'),
    });
    const restored = SqliteStore.open(join(folder, 'tenko.db'));
    onTestFinished(() => restored.close());
    await goesOn(restored);
    const aside = readdirSync(folder).find((name) => /\.before-.*Z$/.test(name))!;
    const before = SqliteStore.open(join(folder, aside));
    expect(await before.read(CHAT, 'poll', 'k')).toBe('"later"');
    await before.close();
  });

  test('that is none is refused, and so is what the commands do not take', async () => {
    const { folder, run } = operator();
    expect(await run('backup', 'copy.db')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no database'),
    });
    expect(await run('restore', 'copy.db')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no file'),
    });
    writeFileSync(join(folder, 'notes.txt'), 'These are my notes. '.repeat(500));
    expect(await run('restore', 'notes.txt')).toMatchObject({
      code: 78,
      stderr: expect.stringMatching(/^tenko: .*notes.txt cannot be used/),
    });
    expect(await run('backup')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('npm run restore -- <file>'),
    });
  });
});

describe.runIf(isThere)('a copy of a PostgreSQL database', () => {
  test('is made while hosts run, and taken back into an empty one', async () => {
    const { url, drop } = await newSchema();
    onTestFinished(drop);
    const schema = /search_path=(\w+)/.exec(decodeURIComponent(url))![1]!;
    const { run } = operator({ DATABASE_URL: url });
    const host = await PostgresStore.open(url);
    await host.claim();
    await set(host, '"copied"');
    await accepted(host, 'waits');
    expect(await run('backup', 'copy')).toMatchObject({ code: 0, stderr: '' });
    await set(host, '"later"');
    await host.close();
    expect(await run('restore', 'copy')).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('has tables in it'),
    });
    await ask(`DROP SCHEMA ${schema} CASCADE; CREATE SCHEMA ${schema}`, url);
    expect(await run('restore', 'copy')).toMatchObject({ code: 0, stderr: '' });
    // The host that ran when it was made is dead.
    await ask("UPDATE host SET alive_until = '-infinity'", url);
    const restored = await PostgresStore.open(url);
    onTestFinished(() => restored.close());
    await goesOn(restored);
  });
});

test('there is a PostgreSQL to copy', ({ skip }) => {
  if (!isThere) skip(NOT_THERE);
  expect(isThere).toBe(true);
});
