import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Failure } from '../../errors.ts';
import { isTrouble, unavailable } from './trouble.ts';

/** Work of one transaction: more would hold up the event loop for too long. */
const MOST = 1_000;
/**
 * A transaction follows the one before it after this long at the earliest, in milliseconds: a busy host shares each sync among more
 * writers, an idle one writes at once.
 */
const GAP = 1;
/** So much waits for nothing: there is little to gain by sharing with more. */
const ENOUGH = 32;
/** Work that nobody waits for is written with the next transaction, or after this long. */
const LAZILY = 1_000;

interface Job {
  readonly work: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

/**
 * Everything that is to be written in one turn of the event loop goes into one transaction, and so shares one sync of the disk. A
 * promise resolves after COMMIT has returned, never before.
 */
export class GroupCommit {
  #waiting: Job[] = [];
  #lazy: (() => void)[] = [];
  #turn: NodeJS.Immediate | undefined;
  #gap: NodeJS.Timeout | undefined;
  #flushedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  readonly #db: DatabaseSync;
  readonly #onCommit: ((jobs: number) => void) | undefined;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;

  constructor(db: DatabaseSync, onCommit?: (jobs: number) => void) {
    this.#db = db;
    this.#onCommit = onCommit;
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
  }

  /** Runs `work` inside the next transaction. It may run again if another's work had to be undone, so it changes nothing but the file. */
  run<T>(work: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(new Failure('STORE_UNAVAILABLE', 'the database is closed'));
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      this.#plan();
    });
  }

  #plan(): void {
    if (this.#turn !== undefined) return;
    if (this.#waiting.length >= ENOUGH || performance.now() - this.#flushedAt >= GAP) {
      clearTimeout(this.#gap);
      this.#gap = undefined;
      this.#turn = setImmediate(() => this.#flush());
    } else this.#gap ??= setTimeout(() => this.#flush(), GAP);
  }

  /** Work that may be lost in a crash. */
  lazily(work: () => void): void {
    if (this.#closed) return;
    this.#lazy.push(work);
    this.#timer ??= setTimeout(() => this.#flush(), LAZILY).unref();
  }

  /** Writes what is left. Nothing is taken after it; work that nobody waits for is given up if the disk does not take it. */
  close(): void {
    this.#closed = true;
    do this.#flush();
    while (this.#waiting.length > 0);
    clearTimeout(this.#timer);
  }

  #flush(): void {
    clearImmediate(this.#turn);
    clearTimeout(this.#gap);
    clearTimeout(this.#timer);
    this.#turn = this.#gap = this.#timer = undefined;
    const jobs = this.#waiting.splice(0, MOST);
    const lazy = this.#lazy.splice(0);
    if (this.#waiting.length > 0) this.#plan();
    if (jobs.length + lazy.length === 0) return;
    let outcomes: readonly Outcome[];
    try {
      outcomes = this.#write([...lazy, ...jobs.map(({ work }) => work)]).slice(lazy.length);
    } catch (error) {
      for (const work of lazy) this.lazily(work);
      const failure = unavailable(error);
      for (const { reject } of jobs) reject(failure);
      return;
    }
    for (const [index, { resolve, reject }] of jobs.entries()) {
      const outcome = outcomes[index]!;
      if ('error' in outcome) reject(outcome.error);
      else resolve(outcome.value as never);
    }
  }

  /** Throws when the transaction as a whole could not be written, and then nothing of it is. */
  #write(works: readonly (() => unknown)[]): readonly Outcome[] {
    try {
      return this.#transaction(works.length, () => works.map((work) => ({ value: work() })));
    } catch (error) {
      if (isTrouble(error)) throw error;
    }
    // Somebody's work threw. Savepoints cost too much to have them always: only now each gets its own, and the others are written.
    return this.#transaction(works.length, () => works.map((work) => this.#alone(work)));
  }

  #transaction<T>(jobs: number, work: () => T): T {
    try {
      this.#begin.run();
      const result = work();
      this.#commit.run();
      this.#flushedAt = performance.now();
      this.#onCommit?.(jobs);
      return result;
    } catch (error) {
      // SQLite itself has rolled back after some errors.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #alone(work: () => unknown): Outcome {
    this.#db.exec('SAVEPOINT alone');
    try {
      return { value: work() };
    } catch (error) {
      if (isTrouble(error)) throw error;
      this.#db.exec('ROLLBACK TO alone');
      return { error };
    } finally {
      if (this.#db.isTransaction) this.#db.exec('RELEASE alone');
    }
  }
}
