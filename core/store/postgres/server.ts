import type { Client } from 'pg';
import { STEPS } from './steps.ts';

/** What we write on our first table: so that nobody takes another program's for it. */
export const OURS = 'of Tenko';
const OLDEST_SERVER = 140_000;

export interface Server {
  /** `server_version_num`: 150004 is 15.4. */
  readonly version: number;
  readonly encoding: string;
  /** The first of the search path that is there. */
  readonly schema: string | null;
  /** May be over in a moment, where it is being promoted. */
  readonly isStandby: boolean;
}

export interface Schema {
  /** `none`: there is no table. */
  readonly whose: 'ours' | 'others' | 'none';
  /** 0 for an empty schema. */
  readonly version: number;
  /** Releases that know no more than the steps before this one cannot work with it. */
  readonly needed: number;
}

export async function rowsOf<Row>(client: Client, sql: string, values: unknown[] = []): Promise<readonly Row[]> {
  return (await client.query<Row & object>(sql, values)).rows;
}

export async function serverOf(client: Client): Promise<Server> {
  const [server] = await rowsOf<Server>(
    client,
    `SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding,
      current_schema() AS schema, pg_is_in_recovery() AS "isStandby"`,
  );
  return server!;
}

/** What no migration mends, as the end of a sentence that begins with the place. */
export function troubleWith({ version, encoding, schema }: Server): string | undefined {
  if (version < OLDEST_SERVER) return `is of PostgreSQL ${Math.floor(version / 10_000)}; 14 or newer is needed`;
  if (encoding !== 'UTF8') return `keeps its texts as ${encoding}; make one with ENCODING 'UTF8'`;
  return schema === null ? 'has no schema that this user’s search_path names; make one, or name another' : undefined;
}

export async function schemaOf(client: Client): Promise<Schema> {
  const [found] = await rowsOf<{ whose: string | null; tables: number }>(
    client,
    `SELECT obj_description(to_regclass(quote_ident(current_schema()) || '.migration'), 'pg_class') AS whose,
      (SELECT count(*) FROM pg_class c WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')) AS tables`,
  );
  const { whose, tables } = found!;
  if (tables === 0) return { whose: 'none', version: 0, needed: 0 };
  if (whose !== OURS) return { whose: 'others', version: 0, needed: 0 };
  const [row] = await rowsOf<{ version: number; needed: number }>(
    client,
    'SELECT max(version) AS version, coalesce(max(version) FILTER (WHERE ends_older), 0) AS needed FROM migration',
  );
  return { whose: 'ours', ...row! };
}

/** Why this release cannot work with a schema, as the end of a sentence that begins with the place. */
export function refusalOf({ whose, needed }: Schema, known = STEPS.length): string | undefined {
  if (whose === 'others') return 'holds the tables of another program; give Tenko a database, or a schema, of its own';
  if (needed <= known) return undefined;
  return `is used by a newer Tenko (its version is ${needed}, this one knows ${known}); start that one, or restore the backup that was made before the upgrade (README, “Upgrade and roll back”)`;
}
