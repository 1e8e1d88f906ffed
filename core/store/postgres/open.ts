import { isFailure } from '../../errors.ts';
import { Connection } from './connection.ts';
import { keepDays } from './days.ts';
import { migrate } from './migrations.ts';
import { placeOf } from './place.ts';
import { Transactions } from './transactions.ts';
import { isMistake, isSetUpWrong, unavailable, unusable } from './trouble.ts';

/** A step may have a table to write anew. Milliseconds. */
const LIMIT = 600_000;
const BEHIND = 3;

/** Brings the schema to the newest version. Throws STORE_UNUSABLE; STORE_UNAVAILABLE where the server is away and may come back. */
export async function prepare(url: string, now: number): Promise<void> {
  const connection = new Connection(url, { limit: LIMIT });
  const place = placeOf(url);
  try {
    const session = await connection.session();
    await migrate(session.client, place, now);
    await keepDays(new Transactions(connection, {}), BEHIND);
  } catch (error) {
    const cause = (error as Error).cause ?? error;
    if (isFailure(error) && error.code === 'STORE_UNUSABLE') throw error;
    if (isSetUpWrong(cause) || isMistake(cause)) throw unusable(place, cause);
    throw isFailure(error) ? error : unavailable(cause);
  } finally {
    await connection.close();
  }
}
