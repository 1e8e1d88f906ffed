/**
 * Copies of everything that a host keeps, for `npm run backup` and `npm run restore`. A file is copied by SQLite itself while its host
 * runs; a PostgreSQL database by its own tools, which see one moment of it.
 */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { Failure } from '../core/errors.ts';
import { placeOf } from '../core/store/postgres/place.ts';
import { inspect } from '../core/store/sqlite/inspect.ts';
import { lockForHost } from '../core/store/sqlite/open.ts';

const wrong = (message: string): Failure => new Failure('STORE_UNUSABLE', message);

function sync(file: string): void {
  const handle = openSync(file, 'r+');
  fsyncSync(handle);
  closeSync(handle);
}

/** Makes the file, readable for nobody else: it holds what members wrote. */
function make(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw wrong(`${file} is there already; name a file that is not`);
  }
}

export function backupFile(file: string, target: string): void {
  make(target);
  const db = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
  try {
    db.prepare('VACUUM INTO ?').run(target);
    sync(target);
  } finally {
    db.close();
  }
}

/** What was there is moved aside, not overwritten. Resolves to where it is now. Throws where a host uses the file. */
export function restoreFile(copy: string, file: string, now: Date): string | undefined {
  // Refuses what is damaged, or not ours.
  inspect(copy);
  const lock = lockForHost(file);
  try {
    const aside = `${file}.before-${now.toISOString().replaceAll(/[:.]/g, '-')}`;
    const wasThere = existsSync(file);
    // What its log and index hold belongs to the old file.
    for (const end of ['', '-wal', '-shm']) if (existsSync(file + end)) renameSync(file + end, aside + end);
    const half = `${file}.half`;
    make(half);
    copyFileSync(copy, half);
    sync(half);
    renameSync(half, file);
    return wasThere ? aside : undefined;
  } finally {
    lock.close();
  }
}

/** How libpq's programs are told of a database: not by their arguments, which everybody on the machine can read. */
function environmentOf(url: string): NodeJS.ProcessEnv {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const given = {
    PGHOST: hostname || searchParams.get('host'),
    PGPORT: port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    PGSSLMODE: searchParams.get('sslmode'),
  };
  const set = Object.entries(given).filter((entry): entry is [string, string] => !!entry[1]);
  return { ...process.env, ...Object.fromEntries(set) };
}

async function ask<Row extends object>(url: string, sql: string): Promise<Row> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(sql)).rows[0]!;
  } catch (error) {
    throw wrong(`${placeOf(url)} cannot be used: ${(error as Error).message}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function run(program: string, args: readonly string[], url: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    env: environmentOf(url),
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  if (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw isMissing
      ? wrong(
          `${program} is not installed here; where it is, run\n  ${[program, ...args].join(' ')} --dbname="$DATABASE_URL"`,
        )
      : error;
  }
  if (status !== 0) throw wrong(`${program} failed: ${stderr.trim()}`);
  return stdout;
}

export async function backupPostgres(url: string, target: string): Promise<void> {
  const { schema } = await ask<{ schema: string }>(url, 'SELECT current_schema() AS schema');
  make(target);
  try {
    run('pg_dump', ['--format=custom', '--no-owner', '--no-privileges', `--schema=${schema}`, `--file=${target}`], url);
    sync(target);
  } catch (error) {
    rmSync(target);
    throw error;
  }
}

/** Into a schema without tables, all of it or nothing. */
export async function restorePostgres(copy: string, url: string): Promise<void> {
  const { schema, tables } = await ask<{ schema: string; tables: string }>(
    url,
    `SELECT current_schema() AS schema, (SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')) AS tables`,
  );
  if (tables !== '0')
    throw wrong(`${placeOf(url)} has tables in it; a copy is restored into an empty database, and nothing was written`);
  const list = run('pg_restore', ['--list', copy], url);
  if (!list.includes(` TABLE ${schema} migration `))
    throw wrong(
      `${copy} is no copy of a Tenko's schema ${schema}; name a copy of the same schema, or another database`,
    );
  const folder = mkdtempSync(join(tmpdir(), 'tenko-restore-'));
  try {
    // The schema itself is there already.
    const wanted = list.split('\n').filter((line) => !/^\d+; \d+ \d+ (SCHEMA|COMMENT - SCHEMA) /.test(line));
    writeFileSync(join(folder, 'list'), wanted.join('\n'));
    const how = [
      '--single-transaction',
      '--exit-on-error',
      '--no-owner',
      '--no-privileges',
      `--use-list=${join(folder, 'list')}`,
    ];
    run('pg_restore', [...how, `--dbname=${decodeURIComponent(new URL(url).pathname.slice(1))}`, copy], url);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
