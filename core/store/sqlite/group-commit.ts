import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Failure } from '../../errors.ts';
import type { StoreTold } from '../told.ts';
import { isTrouble, unavailable } from './trouble.ts';

/** Work of one transaction: more would hold up the event loop for too long. */
const MOST = 1_000;
/**
 * A transaction follows the one before it after this long at the earliest, in milliseconds: a busy host shares each sync among more
 * writers, an idle one writes at once.
 */
const GAP = 1;
/** When the one before was shared by so many, the next waits for longer: there will be more to share it with. */
const SHARED = 6;
const BUSY_GAP = 2;
/** So much waits for nothing: there is little to gain by sharing with more. */
const ENOUGH = 32;
/** Work that nobody waits for is written with the next transaction, or after this long. */
const LAZILY = 1_000;

/** A piece of work, whoever waits for it, and what came of it. */
interface Job {
  readonly work: () => unknown;
  readonly resolve?: (value: never) => void;
  readonly reject?: (error: unknown) => void;
  value?: unknown;
  /** Why this piece alone was undone. */
  mistake?: unknown;
}

export interface GroupCommitTold extends StoreTold {
  /** Some of what was written in this transaction never was. */
  readonly onUndone?: () => void;
}

/**
 * Everything that is to be written in one turn of the event loop goes into one transaction, and so shares one sync of the disk. A
 * promise resolves after COMMIT has returned, never before.
 */
export class GroupCommit {
  #waiting: Job[] = [];
  #lazy: Job[] = [];
  #turn: NodeJS.Immediate | undefined;
  #gap: NodeJS.Timeout | undefined;
  #flushedAt = -Infinity;
  #pause = GAP;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  readonly #db: DatabaseSync;
  readonly #tell: GroupCommitTold;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;

  constructor(db: DatabaseSync, tell: GroupCommitTold = {}) {
    this.#db = db;
    this.#tell = tell;
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
    const isEnough = this.#waiting.length >= ENOUGH;
    if (this.#gap !== undefined && !isEnough) return;
    if (isEnough || performance.now() - this.#flushedAt >= this.#pause) this.#turn = setImmediate(() => this.#flush());
    else this.#gap = setTimeout(() => this.#flush(), this.#pause);
  }

  /** Work that may be lost in a crash. */
  lazily(work: () => void): void {
    if (this.#closed) return;
    this.#lazy.push({ work });
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
    const lazy = this.#lazy.splice(0);
    const jobs = lazy.concat(this.#waiting.splice(0, MOST));
    if (this.#waiting.length > 0) this.#plan();
    if (jobs.length === 0) return;
    const from = performance.now();
    try {
      this.#write(jobs);
    } catch (error) {
      this.#tell.onTrouble?.();
      for (const { work } of lazy) this.lazily(work);
      const failure = unavailable(error);
      for (const { reject } of jobs) reject?.(failure);
      return;
    }
    this.#flushedAt = performance.now();
    this.#pause = jobs.length - lazy.length >= SHARED ? BUSY_GAP : GAP;
    this.#tell.onCommit?.(jobs.length, this.#flushedAt - from);
    for (const { mistake, value, resolve, reject } of jobs) {
      if (mistake === undefined) resolve?.(value as never);
      else reject?.(mistake);
    }
  }

  /** Throws when the transaction as a whole could not be written, and then nothing of it is. */
  #write(jobs: readonly Job[]): void {
    try {
      this.#transaction(jobs, (job) => (job.value = job.work()));
    } catch (error) {
      if (isTrouble(error)) throw error;
      // Somebody's work threw. Savepoints cost too much to have them always: only now each gets its own, and the others are written.
      this.#transaction(jobs, (job) => this.#alone(job));
    }
  }

  #transaction(jobs: readonly Job[], run: (job: Job) => void): void {
    try {
      this.#begin.run();
      for (const job of jobs) run(job);
      this.#commit.run();
    } catch (error) {
      this.#tell.onUndone?.();
      // SQLite itself has rolled back after some errors.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #alone(job: Job): void {
    this.#db.exec('SAVEPOINT alone');
    try {
      job.value = job.work();
    } catch (error) {
      if (isTrouble(error)) throw error;
      this.#tell.onUndone?.();
      this.#db.exec('ROLLBACK TO alone');
      job.mistake = error ?? new Error('a piece of work threw nothing');
    }
    this.#db.exec('RELEASE alone');
  }
}
