import type { DatabaseSync } from 'node:sqlite';
import { Failure } from '../errors.ts';
import { Connection, type Session } from './postgres/connection.ts';
import { prepare } from './postgres/open.ts';
import { placeOf } from './postgres/place.ts';
import { kept } from './postgres/text.ts';
import { Transactions } from './postgres/transactions.ts';
import { openFile } from './sqlite/open.ts';

/** Rows of one statement. */
const AT_ONCE = 500;
/** Nobody waits for it but the operator. Milliseconds. */
const LIMIT = 3_600_000;
/** What a file counts for itself: the other store knows it from the state. */
const NOT_MOVED = new Set(['migration', 'mailbox', 'sqlite_sequence']);
/** The rest of a column in the other store, where it is another there. */
const MAPPED: Readonly<Record<string, Readonly<Record<string, (row: Row) => unknown>>>> = {
  // In nobody's hands.
  inbox: { owner: () => null },
  outbox: { stray: (row) => row['tried'] === 1 || row['kind'] !== 'notice' },
  chat: { left_at: (row) => row['left_at'] ?? -1 },
  seen: { day: (row) => Math.floor(Number(row['at']) / 86_400_000) },
};
/** Columns that only a file has. */
const DROPPED: Readonly<Record<string, readonly string[]>> = { reaction: ['id'] };
/** Numbers that are never used again: the table that counts them in a file, and what counts them in the other store. */
const SEQUENCES: Readonly<Record<string, string>> = {
  inbox: "'inbox_seq'",
  outbox: "'outbox_id'",
  dead: "pg_get_serial_sequence('dead', 'id')",
  numbered: "pg_get_serial_sequence('numbered', 'id')",
};

type Row = Readonly<Record<string, unknown>>;

const quoted = (name: string): string => `"${name}"`;

/** As JSON has it: bytes as PostgreSQL writes them, texts as it keeps them. */
const asJson = (_name: string, value: unknown): unknown => (typeof value === 'string' ? kept(value) : value);
const asColumn = (value: unknown): unknown =>
  value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value;

async function columnsOf(session: Session, table: string): Promise<ReadonlyMap<string, string>> {
  const rows = await session.rows<{ name: string; type: string }>(
    {
      name: 'columns',
      text: `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = to_regclass(quote_ident($1)) AND attnum > 0 AND NOT attisdropped`,
    },
    [table],
  );
  return new Map(rows.map(({ name, type }) => [name, type]));
}

async function countOf(session: Session, table: string): Promise<number> {
  const row = await session.first<{ n: number }>({
    name: `count_${table}`,
    text: `SELECT count(*) AS n FROM ${quoted(table)}`,
  });
  return row!.n;
}

async function moveTable(db: DatabaseSync, session: Session, table: string): Promise<number> {
  const known = await columnsOf(session, table);
  const mapped = MAPPED[table] ?? {};
  const names = (db.prepare(`PRAGMA table_info(${quoted(table)})`).all() as { name: string }[])
    .map(({ name }) => name)
    .filter((name) => DROPPED[table]?.includes(name) !== true);
  const unknown = names.filter((name) => !known.has(name));
  // A column that was forgotten here would be lost without a word.
  if (known.size === 0 || unknown.length > 0)
    throw new Error(`${table} (${unknown.join(', ')}) has no place in the other store`);
  const columns = [...new Set([...names, ...Object.keys(mapped)])];
  const insert = {
    name: `move_${table}`,
    text: `INSERT INTO ${quoted(table)} (${columns.map(quoted).join(', ')})
      SELECT ${columns.map(quoted).join(', ')} FROM json_to_recordset($1::json) AS r(${columns.map((name) => `${quoted(name)} ${known.get(name)}`).join(', ')})`,
  };
  let moved = 0;
  let some: Row[] = [];
  const write = async (): Promise<void> => {
    if (some.length > 0) await session.rows(insert, [JSON.stringify(some, asJson)]);
    moved += some.length;
    some = [];
  };
  // In the order in which they were written, which other numbers may stand for.
  const order = names.includes('rowid') || isWithoutRowid(db, table) ? '' : ' ORDER BY rowid';
  for (const row of db.prepare(`SELECT * FROM ${quoted(table)}${order}`).iterate() as Iterable<Row>) {
    some.push(
      Object.fromEntries(columns.map((name) => [name, asColumn(name in mapped ? mapped[name]!(row) : row[name])])),
    );
    if (some.length >= AT_ONCE) await write();
  }
  await write();
  return moved;
}

const isWithoutRowid = (db: DatabaseSync, table: string): boolean =>
  (db.prepare('SELECT wr FROM pragma_table_list WHERE name = ?').get(table) as { wr: number } | undefined)?.wr === 1;

/** What must not be used again, and what the other store has besides. */
async function finish(db: DatabaseSync, session: Session): Promise<void> {
  const counted = db.prepare('SELECT name, seq FROM sqlite_sequence').all() as { name: string; seq: number }[];
  const newest = new Map(counted.map(({ name, seq }) => [name, seq]));
  for (const [table, sequence] of Object.entries(SEQUENCES)) {
    const row = db.prepare(`SELECT max(rowid) AS last FROM ${quoted(table)}`).get() as { last: number | null };
    const last = Math.max(newest.get(table) ?? 0, row.last ?? 0);
    if (last > 0) await session.rows({ name: `last_${table}`, text: `SELECT setval(${sequence}, $1)` }, [last]);
  }
  // Whoever takes up a chat finds it by its row.
  for (const table of ['inbox', 'outbox', 'timer'])
    await session.rows({
      name: `chats_of_${table}`,
      text: `INSERT INTO chat (chat_key) SELECT DISTINCT chat_key FROM ${table} ON CONFLICT (chat_key) DO NOTHING`,
    });
}

/**
 * Moves a file that no host uses into a database that is empty; both are brought to the newest version before. Resolves to how many rows
 * of each table that was. Throws STORE_UNUSABLE, and then nothing was written.
 */
export async function moveToPostgres(file: string, url: string, now: number): Promise<ReadonlyMap<string, number>> {
  const source = openFile(file, { now });
  const connection = new Connection(url, { limit: LIMIT });
  try {
    await prepare(url, now);
    const tables = (
      source.db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all() as { name: string }[]
    )
      .map(({ name }) => name)
      .filter((name) => !NOT_MOVED.has(name));
    return await new Transactions(connection, {}).run(async (session) => {
      if (
        (await session.rows({ name: 'alive', text: 'SELECT 1 FROM host WHERE alive_until > clock_timestamp()' }))
          .length > 0
      )
        throw new Failure('STORE_UNUSABLE', `${placeOf(url)} is in use by a host; stop it, or name another database`);
      for (const table of tables)
        if ((await countOf(session, table)) > 0)
          throw new Failure(
            'STORE_UNUSABLE',
            `${placeOf(url)} is not empty: there are rows in ${table}; everything is moved into an empty database, and nothing was written`,
          );
      const counts = new Map<string, number>();
      for (const table of tables) counts.set(table, await moveTable(source.db, session, table));
      for (const [table, count] of counts) {
        const there = await countOf(session, table);
        if (there !== count)
          throw new Error(`${table}: ${count} rows were read and ${there} written; nothing was kept`);
      }
      await finish(source.db, session);
      return counts;
    });
  } finally {
    await connection.close();
    source.close();
  }
}
