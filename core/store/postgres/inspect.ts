import type { Client } from 'pg';
import { isFailure } from '../../errors.ts';
import { Connection } from './connection.ts';
import { placeOf } from './place.ts';
import { poolingOf, type Pooling } from './pooler.ts';
import { rowsOf, schemaOf, serverOf, type Schema, type Server } from './server.ts';
import { STEPS } from './steps.ts';
import { unusable } from './trouble.ts';

/** Nobody waits for it but the operator. Milliseconds. */
const LIMIT = 20_000;

/** What a database holds, for the operator. */
export interface PostgresInspection {
  readonly server: Server;
  readonly pooling: Pooling;
  readonly schema: Schema;
  /** The version that this program brings a schema to. */
  readonly newest: number;
  readonly room: Room;
  /** What may lose or has lost data, in words. */
  readonly damage: readonly string[];
  /** Absent where there are no tables of ours. */
  readonly held?: Held;
}

/** How many connections there may be, and how many there are: of the server, the database or the user, whichever is the tightest. */
export interface Room {
  readonly of: 'server' | 'database' | 'user';
  readonly most: number;
  readonly taken: number;
}

export interface Held {
  /** Accepted and not done. */
  readonly events: number;
  /** For how long the first of them has waited. Milliseconds. */
  readonly oldest?: number;
  readonly failures: number;
  /** Of hosts that live, what each has loaded: `name@version`. */
  readonly alive: readonly (readonly string[])[];
  /** Whose lease is over, and whom nobody has followed. */
  readonly dead: number;
}

/** Of other users' connections the server tells no more than that they are there. */
async function roomOf(client: Client): Promise<Room> {
  const [row] = await rowsOf<Record<'server' | 'database' | 'user', readonly [most: number, taken: number]>>(
    client,
    `WITH backend AS (SELECT datname, usename FROM pg_stat_activity
        WHERE datid IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend' AND pid <> pg_backend_pid()),
      me AS (SELECT rolsuper, rolconnlimit FROM pg_roles WHERE rolname = current_user)
    SELECT json_build_array(current_setting('max_connections')::int - CASE WHEN rolsuper THEN 0 ELSE
        current_setting('superuser_reserved_connections')::int + coalesce(current_setting('reserved_connections', true)::int, 0) END,
        (SELECT count(*) FROM backend)) AS server,
      json_build_array(CASE WHEN rolsuper THEN -1 ELSE (SELECT datconnlimit FROM pg_database WHERE datname = current_database()) END,
        (SELECT count(*) FROM backend WHERE datname = current_database())) AS database,
      json_build_array(CASE WHEN rolsuper THEN -1 ELSE rolconnlimit END,
        (SELECT count(*) FROM backend WHERE usename = current_user)) AS user
    FROM me`,
  );
  const rooms = (['server', 'database', 'user'] as const).map((of) => ({ of, most: row![of][0], taken: row![of][1] }));
  // Below 0 there is no limit.
  return rooms.filter(({ most }) => most >= 0).reduce((a, b) => (b.most - b.taken < a.most - a.taken ? b : a));
}

/** Everything that the steps made and did not take away again. */
function madeBy(steps: typeof STEPS): readonly string[] {
  const made = new Set<string>();
  for (const { sql } of steps)
    for (const [, verb, name] of sql.matchAll(
      /\b(CREATE|DROP) (?:TABLE|INDEX|SEQUENCE) (?:IF (?:NOT )?EXISTS )?(\w+)/g,
    ))
      if (verb === 'CREATE') made.add(name!);
      else made.delete(name!);
  return [...made];
}

async function damageOf(client: Client, { whose, version }: Schema): Promise<readonly string[]> {
  const [told] = await rowsOf<{ fsync: boolean; pages: boolean; failures: number | null }>(
    client,
    `SELECT current_setting('fsync')::boolean AS fsync, current_setting('full_page_writes')::boolean AS pages,
      (SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()) AS failures`,
  );
  const damage = [
    ...(told!.fsync ? [] : ['fsync is off: a power cut loses what was promised, or more']),
    ...(told!.pages ? [] : ['full_page_writes is off: a power cut can tear pages']),
    ...((told!.failures ?? 0) > 0 ? [`${told!.failures} pages did not match their checksums`] : []),
  ];
  if (whose !== 'ours') return damage;
  const missing = await rowsOf<{ name: string }>(
    client,
    `SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(quote_ident(current_schema()) || '.' || name) IS NULL`,
    [madeBy(STEPS.slice(0, version))],
  );
  const invalid = await rowsOf<{ name: string }>(
    client,
    `SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE c.relnamespace = current_schema()::regnamespace AND NOT (i.indisvalid AND i.indisready)`,
  );
  return [
    ...damage,
    ...missing.map(({ name }) => `${name} is missing`),
    ...invalid.map(({ name }) => `the index ${name} is not valid`),
  ];
}

async function heldIn(client: Client): Promise<Held> {
  const [inbox] = await rowsOf<{ events: number; oldest: number | null; failures: number }>(
    client,
    `SELECT count(*) AS events, (extract(epoch FROM clock_timestamp()) * 1000)::bigint - min(at) AS oldest,
      (SELECT count(*) FROM dead) AS failures FROM inbox`,
  );
  const hosts = await rowsOf<{ lives: boolean; loaded: readonly string[] }>(
    client,
    'SELECT alive_until > clock_timestamp() AS lives, loaded FROM host',
  );
  const { events, oldest, failures } = inbox!;
  const alive = hosts.filter(({ lives }) => lives).map(({ loaded }) => loaded.toSorted());
  const waits = oldest === null ? {} : { oldest: Math.max(0, oldest) };
  return { events, ...waits, failures, alive, dead: hosts.length - alive.length };
}

/**
 * Looks into a database, also while hosts run, and changes nothing. Throws STORE_UNUSABLE, with why, for one that cannot be reached or asked.
 */
export async function inspectPostgres(url: string): Promise<PostgresInspection> {
  const connections: Connection[] = [];
  const connect = async (): Promise<Client> => {
    const connection = new Connection(url, { limit: LIMIT });
    connections.push(connection);
    return (await connection.session()).client;
  };
  try {
    const client = await connect();
    const [server, schema, room] = [await serverOf(client), await schemaOf(client), await roomOf(client)];
    const damage = await damageOf(client, schema);
    const held = schema.whose === 'ours' ? { held: await heldIn(client) } : {};
    const pooling = await poolingOf(client, connect);
    return { server, pooling, schema, newest: STEPS.length, room, damage, ...held };
  } catch (error) {
    throw unusable(placeOf(url), isFailure(error) ? (error.cause ?? error) : error);
  } finally {
    await Promise.allSettled(connections.map((connection) => connection.close()));
  }
}
