import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Store } from '../../core/host/store.ts';
import { PostgresStore } from '../../core/store/postgres/postgres-store.ts';
import { SqliteStore } from '../../core/store/sqlite/sqlite-store.ts';

/**
 * Where the hosts of end-to-end tests keep everything: in files, or, with DATABASE_URL in the environment, in that PostgreSQL. A folder's
 * hosts share a schema of their own, as they would share the folder's file.
 */
const postgres = process.env['DATABASE_URL'] === undefined ? undefined : await import('./postgres.ts');

const schemas = new Map<string, Promise<{ readonly url: string }>>();

export interface TestDatabase {
  /** DATABASE_URL for its hosts. */
  readonly url: string;
  /** Asks past them. */
  readonly ask: <Row extends object = Record<string, unknown>>(sql: string) => Promise<Row[]>;
}

/** What hosts of this folder keep everything in, where that is no file; goes with the file of tests. */
export async function databaseOf(dataDir: string): Promise<TestDatabase | undefined> {
  if (!postgres) return undefined;
  const { ask, newSchema } = postgres;
  const schema = schemas.get(dataDir) ?? newSchema();
  schemas.set(dataDir, schema);
  const { url } = await schema;
  return { url, ask: (sql) => ask(sql, url) };
}

/** What a host of this folder is started with, so that it keeps everything there. Default: a folder that no other host has. */
export async function databaseVariables(folder: string = randomUUID()): Promise<Record<string, string>> {
  const database = await databaseOf(folder);
  return database ? { DATABASE_URL: database.url } : {};
}

/** The store of a host in this folder, for tests that put a host together by hand. */
export async function openTestStore(dataDir: string, options: { readonly now?: () => number } = {}): Promise<Store> {
  const database = await databaseOf(dataDir);
  if (database) return PostgresStore.open(database.url, options);
  return SqliteStore.open(join(dataDir, 'tenko.db'), options);
}
