import type { Client } from 'pg';
import { Failure } from '../../errors.ts';
import { OURS, refusalOf, schemaOf, serverOf, troubleWith } from './server.ts';
import { STEPS } from './steps.ts';

/** Two hosts that start at once take turns. The second number is the schema's: others in the same database do not wait. */
const LOCK = "SELECT pg_advisory_xact_lock(hashtext('tenko migration'), hashtext(current_schema()))";

/** 0 for an empty schema. Throws STORE_UNUSABLE for tables that are not ours, or that this version cannot work with. */
async function versionOf(client: Client, place: string, known: number): Promise<number> {
  const schema = await schemaOf(client);
  const refusal = refusalOf(schema, known);
  if (refusal !== undefined) throw new Failure('STORE_UNUSABLE', `${place} ${refusal}`);
  return schema.version;
}

/** Brings the schema to the newest version, each step in a transaction of its own. Throws STORE_UNUSABLE. `steps`: tests bring others. */
export async function migrate(client: Client, place: string, now: number, steps = STEPS): Promise<void> {
  const trouble = troubleWith(await serverOf(client));
  if (trouble !== undefined) throw new Failure('STORE_UNUSABLE', `${place} ${trouble}`);
  while ((await versionOf(client, place, steps.length)) < steps.length) {
    await client.query('BEGIN');
    try {
      await client.query(LOCK);
      // What is to be done is decided under the lock.
      const version = await versionOf(client, place, steps.length);
      if (version === 0)
        await client.query(
          `CREATE TABLE migration (version integer PRIMARY KEY, at bigint NOT NULL, ends_older boolean NOT NULL);
          COMMENT ON TABLE migration IS '${OURS}'`,
        );
      const step = steps[version];
      if (step !== undefined) {
        await client.query(step.sql);
        const values = [version + 1, now, step.endsOlder ?? false];
        await client.query('INSERT INTO migration (version, at, ends_older) VALUES ($1, $2, $3)', values);
      }
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    }
  }
}
