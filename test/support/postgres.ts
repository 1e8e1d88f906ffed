import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { Client } from 'pg';
import { afterAll } from 'vitest';

/** A PostgreSQL in which tests may make databases: the one that is named, or one on this machine that lets this user in. */
const ASKED = process.env['DATABASE_URL'] ?? (process.env['TENKO_TEST_DATABASE'] || undefined);
const MAYBE = [userInfo().username, 'postgres'].map((user) => `postgres://${user}@127.0.0.1:5432/postgres`);

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ may: boolean }>(
      'SELECT rolcreatedb OR rolsuper AS may FROM pg_roles WHERE rolname = current_user',
    );
    return rows[0]?.may === true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function found(): Promise<string | undefined> {
  for (const url of ASKED === undefined ? MAYBE : [ASKED]) if (await answers(url)) return url;
  return undefined;
}

const server = await found();
if (ASKED !== undefined && server === undefined)
  throw new Error('DATABASE_URL names no PostgreSQL that answers and lets its user make databases');

export const isThere = server !== undefined;
export const NOT_THERE = 'no PostgreSQL on 127.0.0.1:5432 lets this user make databases';

/** Something for an operator's hands: statements on the server, or in a database. */
export async function ask<Row extends object = object>(sql: string, url = server): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

const name = (what: string): string => `tenko_${what}_${randomBytes(6).toString('hex')}`;

let database: Promise<string> | undefined;
/** One for each file of tests, gone at its end. */
async function ownDatabase(): Promise<string> {
  const own = name('test');
  await ask(`CREATE DATABASE ${own} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`);
  return own;
}
afterAll(async () => {
  if (database) await ask(`DROP DATABASE IF EXISTS ${await database} WITH (FORCE)`);
});

/** A schema of a test's own, named by the address as any other client would name it. */
export async function newSchema(): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  const url = new URL(server!);
  url.pathname = `/${await (database ??= ownDatabase())}`;
  const schema = name('schema');
  await ask(`CREATE SCHEMA ${schema}`, url.href);
  const whole = url.href;
  url.searchParams.set('options', `-c search_path=${schema}`);
  return {
    url: url.href,
    drop: async () => void (await ask(`DROP SCHEMA ${schema} CASCADE`, whole)),
  };
}

/** A database of a test's own, for what is more than a schema. */
export async function newDatabase(): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  const own = await ownDatabase();
  const url = new URL(server!);
  url.pathname = `/${own}`;
  return { url: url.href, drop: async () => void (await ask(`DROP DATABASE IF EXISTS ${own} WITH (FORCE)`)) };
}
