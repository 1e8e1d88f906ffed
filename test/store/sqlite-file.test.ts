import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SqliteStore } from '../../core/store/sqlite/sqlite-store.ts';
import { CHAT, accepted, did, event, unit } from './place.ts';

const CHILD = fileURLToPath(new URL('accepting-child.ts', import.meta.url));

function file(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tenko-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'tenko.db');
}

function open(path: string, options: Parameters<typeof SqliteStore.open>[1] = {}): SqliteStore {
  const store = SqliteStore.open(path, options);
  onTestFinished(() => store.close());
  return store;
}

const refusal = (path: string): unknown => {
  try {
    void SqliteStore.open(path).close();
    return 'opened';
  } catch (error) {
    return error;
  }
};
const unusable = (words: string) => ({ code: 'STORE_UNUSABLE', message: expect.stringContaining(words) });

describe('the file of the SQLite store', () => {
  test('is synced at every commit, and says whose it is', async () => {
    const path = file();
    const store = open(path);
    await accepted(store, 'a');
    const other = new DatabaseSync(path, { readOnly: true });
    expect(other.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(other.prepare('PRAGMA application_id').get()).toEqual({ application_id: 0x544e4b4f });
    expect(other.prepare('SELECT event_id FROM inbox').all()).toEqual([{ event_id: 'a' }]);
    other.close();
  });

  test.skipIf(process.platform === 'win32')('is for nobody else on this machine to read', async () => {
    const path = file();
    await accepted(open(path), 'a');
    const folder = join(path, '..');
    const rights = readdirSync(folder).map(
      (name) => `${name} ${(statSync(join(folder, name)).mode & 0o777).toString(8)}`,
    );
    expect(rights).toEqual(['tenko.db 600', 'tenko.db-shm 600', 'tenko.db-wal 600', 'tenko.db.host 600']);
  });

  test('has nothing left of what was shredded, however often it was written, in itself or in its log', async () => {
    const path = file();
    const store = open(path);
    const found = (words: string) =>
      [path, `${path}-wal`].filter((name) => readFileSync(name).includes(words)).map((name) => name.slice(path.length));
    for (let n = 0; n < 40; n++) {
      const row = await accepted(store, `vote-${n}`, {
        rows: [{ plugin: 'poll', body: `{"line":"/poll vote secretly ${n}"}` }],
      });
      // Larger than a page, and growing: it moves about in the file.
      const ballots = `ballot-of-${'x'.repeat(200 * n)}`;
      await store.commit(
        unit(row, {
          writes: new Map([
            ['salt', '"the-salt-itself"'],
            ['ballots', ballots],
            [`other/${n}`, 'o'.repeat(3_000)],
          ]),
        }),
      );
      if (n % 3 === 0) await did(store, { writes: new Map([[`other/${n - 3}`, undefined]]) });
    }
    for (const words of ['the-salt-itself', 'vote secretly', 'ballot-of-']) expect(found(words)).not.toEqual([]);
    await did(store, {
      shred: true,
      writes: new Map([
        ['salt', undefined],
        ['ballots', undefined],
      ]),
    });
    for (const words of ['the-salt-itself', 'vote secretly', 'ballot-of-']) expect(found(words)).toEqual([]);
    expect(await store.list(CHAT, 'poll', 'other/')).not.toEqual([]);
  });

  test('whose log another program reads while something is shredded loses it with the next sweep', async () => {
    const path = file();
    const store = open(path);
    await did(store, { writes: new Map([['salt', '"the-salt-itself"']]) });
    const reader = new DatabaseSync(path, { readOnly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM state').get();
    await did(store, { shred: true, writes: new Map([['salt', undefined]]) });
    expect(readFileSync(`${path}-wal`).includes('the-salt-itself')).toBe(true);
    reader.exec('COMMIT');
    reader.close();
    await store.sweep({ seenBefore: 0, linesBefore: 0, leftBefore: 0, messagesBefore: 0 });
    for (const name of [path, `${path}-wal`]) expect(readFileSync(name).includes('the-salt-itself')).toBe(false);
  });

  test('is refused with a sentence when it is no database', () => {
    const path = file();
    writeFileSync(path, 'These are my notes, and no database at all. '.repeat(100));
    expect(refusal(path)).toMatchObject(unusable('it is no database, or it is damaged'));
  });

  test('is refused with a sentence when it was cut', async () => {
    const path = file();
    const store = SqliteStore.open(path);
    await did(store, { writes: new Map(Array.from({ length: 100 }, (_, n) => [`k${n}`, 'x'.repeat(2_000)])) });
    await store.close();
    const handle = openSync(path, 'r+');
    ftruncateSync(handle, 20_000);
    closeSync(handle);
    expect(refusal(path)).toMatchObject(unusable('it is damaged'));
  });

  test("is refused with a sentence when it is another program's, and stays as it was", () => {
    const path = file();
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE recipes (name TEXT)');
    other.close();
    expect(refusal(path)).toMatchObject(unusable("another program's database"));
    const after = new DatabaseSync(path);
    expect(after.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'recipes' }]);
    after.close();
  });

  test('is refused with a sentence when a newer version wrote it', async () => {
    const path = file();
    await SqliteStore.open(path).close();
    const db = new DatabaseSync(path);
    db.exec('INSERT INTO migration (version, at) VALUES (99, 1)');
    db.close();
    expect(refusal(path)).toMatchObject(unusable('was written by a newer Tenko (its version is 99'));
  });

  test('is refused with a sentence when it cannot be made', () => {
    expect(refusal(join(file(), 'no', 'such', 'folder.db'))).toMatchObject(unusable('DATA_DIR'));
  });

  test('has one host: a second one is told that it is in use, and a dead one holds nothing', async () => {
    const path = file();
    const child = spawn(process.execPath, [CHILD, path, '1'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'close');
    await once(child.stdout, 'data');
    child.stdout.resume();
    expect(refusal(path)).toMatchObject(unusable('in use by another host'));
    child.kill('SIGKILL');
    await ended;
    expect((await open(path).claim()).length).toBeGreaterThan(0);
  });

  test('can be worked on beside its host, which then finds what was put back', async () => {
    const path = file();
    const host = open(path);
    await host.claim();
    await did(host, { failure: { code: 'HANDLER_FAILED', error: 'x' } }, { eventId: 'a' });
    await did(host, { failure: { code: 'HANDLER_FAILED', error: 'y' } });
    const beside = open(path, { beside: true });
    const [first, second] = await beside.failures();
    expect(await beside.replay(first!.id)).toBe(true);
    expect(await beside.drop(second!.id)).toBe(true);
    const [mine, put] = [await accepted(host, 'b'), await host.claim()];
    expect(put).toMatchObject([{ chat: CHAT, plugin: 'poll', eventId: `r:${first!.id}:a`, attempts: 0 }]);
    expect(put[0]!.seq).toBeLessThan(mine.seq);
    expect(await host.claim()).toEqual([]);
    expect(await host.failures()).toEqual([]);
  });

  test('that is locked for too long by another program is said to be so, and is used again afterwards', async () => {
    const path = file();
    const host = open(path);
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const answers = await Promise.allSettled([host.accept(event('a')), host.accept(event('b'))]);
    for (const answer of answers)
      expect(answer).toMatchObject({
        status: 'rejected',
        reason: { code: 'STORE_UNAVAILABLE', message: expect.stringContaining('another program has it locked') },
      });
    other.exec('ROLLBACK');
    other.close();
    expect(await host.accept(event('a'))).toHaveLength(1);
  });

  test('looking for rows of nobody writes nothing', async () => {
    const transactions: number[] = [];
    const host = open(file(), { onCommit: (writes) => void transactions.push(writes) });
    await host.claim();
    await accepted(host, 'a');
    transactions.length = 0;
    for (let look = 0; look < 10; look++) expect(await host.claim()).toEqual([]);
    await host.read(CHAT, 'poll', 'k');
    await host.due(9_999_999, 10);
    await host.roster(CHAT);
    await host.policy(CHAT);
    expect(transactions).toEqual([]);
  });
});
