import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GroupCommit } from '../../core/store/sqlite/group-commit.ts';
import { openFile, type OpenFile } from '../../core/store/sqlite/open.ts';
import { StateTable } from '../../core/store/sqlite/state-table.ts';

// What was written last is read from memory: it must never say what the file does not.
let folder: string;
let file: OpenFile;
let state: StateTable;
let commits: GroupCommit;

const write = (value: string | undefined) => state.write('chat', 'poll', new Map([['key', value]]));
const inMemory = () => state.read('chat', 'poll', 'key');
function inFile(): string | undefined {
  const beside = new DatabaseSync(join(folder, 'tenko.db'), { readOnly: true });
  const row = beside.prepare('SELECT value FROM state').get() as { value: string } | undefined;
  beside.close();
  return row?.value;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenko-recent-'));
  file = openFile(join(folder, 'tenko.db'), { now: 0 });
  state = new StateTable(file.db);
  commits = new GroupCommit(file.db, { onUndone: () => state.forget() });
});
afterEach(() => {
  commits.close();
  file.close();
  rmSync(folder, { recursive: true });
});

test('what was written is read, and what was deleted is not', async () => {
  expect(inMemory()).toBeUndefined();
  await commits.run(() => write('"a"'));
  expect([inMemory(), inFile()]).toEqual(['"a"', '"a"']);
  await commits.run(() => write(undefined));
  expect([inMemory(), inFile()]).toEqual([undefined, undefined]);
});

test('a write that was undone alone is not read', async () => {
  await commits.run(() => write('"a"'));
  const undone = commits.run(() => {
    write('"b"');
    throw new TypeError('a mistake');
  });
  await expect(undone).rejects.toThrow('a mistake');
  expect([inMemory(), inFile()]).toEqual(['"a"', '"a"']);
});

test("a write that had to be made again for another's mistake is read", async () => {
  const mine = commits.run(() => write('"a"'));
  const theirs = commits.run(() => {
    throw new TypeError('a mistake');
  });
  await expect(theirs).rejects.toThrow('a mistake');
  await mine;
  expect([inMemory(), inFile()]).toEqual(['"a"', '"a"']);
});

test('a write whose transaction never reached the disk is not read', async () => {
  await commits.run(() => write('"a"'));
  const full = Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });
  const lost = commits.run(() => write('"b"'));
  const trouble = commits.run(() => {
    throw full;
  });
  await expect(Promise.all([lost, trouble])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  expect([inMemory(), inFile()]).toEqual(['"a"', '"a"']);
});
