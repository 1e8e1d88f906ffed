import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Failure, isFailure } from '../../errors.ts';
import { migrate } from './migrations.ts';
import { unusable } from './trouble.ts';

/** A program beside the host waits for its turn; the host itself must not stand still for long. Milliseconds. */
const HOST_WAITS = 1_000;
const OTHERS_WAIT = 5_000;

export interface OpenOptions {
  /** Beside a running host, as the operator's tools are. Otherwise this is the file's only host, which is checked. */
  readonly beside?: boolean;
  readonly now: number;
}

export interface OpenFile {
  readonly db: DatabaseSync;
  close(): void;
}

/**
 * Opens a file, makes it if there is none, and brings it to the newest version. A write is on the disk when COMMIT returns: WAL with
 * `synchronous=FULL` syncs the log at each commit.
 */
export function openFile(file: string, { beside = false, now }: OpenOptions): OpenFile {
  let lock: DatabaseSync | undefined;
  let db: DatabaseSync | undefined;
  try {
    if (!beside) lock = lockForHost(file);
    touch(file);
    db = new DatabaseSync(file, {
      enableForeignKeyConstraints: false,
      timeout: beside ? OTHERS_WAIT : HOST_WAITS,
    });
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL');
    // On macOS an ordinary sync stops at the drive's cache.
    db.exec('PRAGMA fullfsync = ON');
    db.exec('PRAGMA cache_size = -16000');
    // Hot pages stand in the log many times and are copied once: fewer, larger checkpoints cost less.
    db.exec('PRAGMA wal_autocheckpoint = 4000');
    // After a burst the log shrinks again.
    db.exec('PRAGMA journal_size_limit = 67108864');
    // What is deleted is overwritten: a member who is forgotten is not to be found in the file's free space.
    db.exec('PRAGMA secure_delete = ON');
    migrate(db, file, now);
    // What was shredded may still stand in the log, if the host ended before it was cut.
    cutLog(db);
  } catch (error) {
    db?.close();
    lock?.close();
    throw isFailure(error) ? error : unusable(file, error);
  }
  return {
    db,
    close() {
      db.close();
      lock?.close();
    },
  };
}

/** Copies the log into the file and cuts it to nothing. False when another program reads in it just now. */
export function cutLog(db: DatabaseSync): boolean {
  const row = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { readonly busy: number } | undefined;
  return row?.busy === 0;
}

/** Makes the file if there is none. It holds what members wrote: nobody else on this machine is to read it, nor SQLite's files beside it. */
const touch = (file: string): void => closeSync(openSync(file, 'a', 0o600));

/** Two hosts on one file would send everything twice. The lock is the system's, so it ends with the process, however that ends. */
export function lockForHost(file: string): DatabaseSync {
  touch(`${file}.host`);
  const lock = new DatabaseSync(`${file}.host`, { timeout: HOST_WAITS });
  try {
    lock.exec('PRAGMA journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if ((error as { errcode?: unknown }).errcode !== 5) throw error;
    throw new Failure(
      'STORE_UNUSABLE',
      `${file} is in use by another host; stop it, or set DATA_DIR to another folder (several hosts need Postgres)`,
      {},
      { cause: error },
    );
  }
}
