import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GroupCommit } from '../../core/store/sqlite/group-commit.ts';

describe('a group commit', () => {
  let db: DatabaseSync;
  let commits: GroupCommit;
  const transactions: number[] = [];
  const write = (text: string) => () => {
    db.prepare('INSERT INTO t (text) VALUES (?)').run(text);
    return text;
  };
  const held = (): string[] => (db.prepare('SELECT text FROM t').all() as { text: string }[]).map(({ text }) => text);

  beforeEach(() => {
    db = new DatabaseSync(':memory:');
    db.exec('CREATE TABLE t (text TEXT NOT NULL UNIQUE)');
    transactions.length = 0;
    commits = new GroupCommit(db, { onCommit: (writes) => void transactions.push(writes) });
  });
  afterEach(() => {
    vi.useRealTimers();
    if (db.isOpen) db.close();
  });

  test('what comes in one turn is one transaction, and everyone gets their own answer', async () => {
    const answers = await Promise.all(['a', 'b', 'c'].map((text) => commits.run(write(text))));
    expect(answers).toEqual(['a', 'b', 'c']);
    expect(transactions).toEqual([3]);
    await commits.run(write('d'));
    expect(transactions).toEqual([3, 1]);
  });

  test('nobody is answered before the transaction is committed', async () => {
    const seen: boolean[] = [];
    await Promise.all(
      ['a', 'b'].map(async (text) => {
        await commits.run(write(text));
        seen.push(db.isTransaction);
      }),
    );
    expect(seen).toEqual([false, false]);
  });

  test('one whose work throws is told so, what it wrote is undone, and the others are written', async () => {
    await commits.run(write('taken'));
    const answers = await Promise.allSettled([
      commits.run(write('a')),
      commits.run(() => {
        write('half')();
        write('taken')();
      }),
      commits.run(() => {
        write('other half')();
        throw new TypeError('a mistake');
      }),
      commits.run(write('b')),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(answers[1]).toMatchObject({ reason: { code: 'ERR_SQLITE_ERROR' } });
    expect(answers[2]).toMatchObject({ reason: { message: 'a mistake' } });
    expect(held()).toEqual(['taken', 'a', 'b']);
    expect(db.isTransaction).toBe(false);
  });

  test('a full disk: everyone of the transaction is told, nothing of it is written, and the next one is tried', async () => {
    await commits.run(write('before'));
    const { page_count } = db.prepare('PRAGMA page_count').get() as { page_count: number };
    db.exec(`PRAGMA max_page_count = ${page_count}`);
    commits.lazily(() => void db.prepare("UPDATE t SET text = 'settled' WHERE text = 'before'").run());
    const answers = await Promise.allSettled([commits.run(write('a')), commits.run(write('x'.repeat(100_000)))]);
    for (const answer of answers)
      expect(answer).toMatchObject({
        status: 'rejected',
        reason: { code: 'STORE_UNAVAILABLE', message: expect.stringContaining('the disk is full') },
      });
    expect(held()).toEqual(['before']);
    db.exec('PRAGMA max_page_count = 1000');
    expect(await commits.run(write('after'))).toBe('after');
    expect(transactions).toEqual([1, 2]);
    // What nobody waited for was not lost with the transaction that failed.
    expect(held()).toEqual(['settled', 'after']);
  });

  test('what nobody waits for rides with the next transaction', async () => {
    commits.lazily(write('lazy'));
    expect(held()).toEqual([]);
    await commits.run(write('a'));
    expect(held()).toEqual(['lazy', 'a']);
    expect(transactions).toEqual([2]);
  });

  test('what nobody waits for is written after a second if nothing else is', () => {
    vi.useFakeTimers();
    commits.lazily(write('a'));
    commits.lazily(write('b'));
    vi.advanceTimersByTime(999);
    expect(held()).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(held()).toEqual(['a', 'b']);
    expect(transactions).toEqual([2]);
    vi.advanceTimersByTime(10_000);
    expect(transactions).toEqual([2]);
  });

  test('a transaction waits a moment after the one before it, so that more share it, unless enough wait already', async () => {
    vi.useFakeTimers();
    const first = commits.run(write('first'));
    vi.advanceTimersByTime(0);
    await first;
    void commits.run(write('a'));
    vi.advanceTimersByTime(0);
    void commits.run(write('b'));
    expect(transactions).toEqual([1]);
    vi.advanceTimersByTime(1);
    expect(transactions).toEqual([1, 2]);
    for (let n = 0; n < 32; n++) void commits.run(write(`${n}`));
    vi.advanceTimersByTime(0);
    expect(transactions).toEqual([1, 2, 32]);
    vi.advanceTimersByTime(1_000);
    expect(transactions).toEqual([1, 2, 32]);
  });

  test('a burst is cut, so that one transaction does not hold up the event loop', async () => {
    const texts = Array.from({ length: 2_500 }, (_, n) => `${n}`);
    const answers = await Promise.all(texts.map((text) => commits.run(write(text))));
    expect(answers).toEqual(texts);
    expect(held()).toEqual(texts);
    expect(transactions).toEqual([1_000, 1_000, 500]);
  });

  test('closing writes what is left, and refuses what comes after', async () => {
    const last = Array.from({ length: 1_500 }, (_, n) => commits.run(write(`${n}`)));
    commits.lazily(write('lazy'));
    commits.close();
    expect(held()).toHaveLength(1_501);
    await expect(Promise.all(last)).resolves.toHaveLength(1_500);
    await expect(commits.run(write('late'))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(held()).toHaveLength(1_501);
  });
});
