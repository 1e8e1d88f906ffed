import { DatabaseSync } from 'node:sqlite';
import { isFailure } from '../../errors.ts';
import { newestVersion, numberOf, versionOf } from './migrations.ts';
import { unusable } from './trouble.ts';

/** What a file holds, for the operator. */
export interface Inspection {
  readonly version: number;
  /** The version that this program brings a file to. */
  readonly newest: number;
  /** Accepted and not done. */
  readonly events: number;
  /** When the first of them was accepted. */
  readonly oldestEvent?: number;
  readonly failures: number;
}

/**
 * Looks into a file, also while a host runs, and changes nothing. Throws STORE_UNUSABLE for one that is damaged, of a newer version, or
 * not ours. Takes as long as reading the whole file does.
 */
export function inspect(file: string): Inspection {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
    const version = versionOf(db, file);
    const [verdict] = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {});
    if (verdict !== 'ok') throw Object.assign(new Error(String(verdict)), { code: 'ERR_SQLITE_ERROR', errcode: 11 });
    if (version === 0) return { version, newest: newestVersion, events: 0, failures: 0 };
    const events = numberOf(db, 'SELECT count(*) FROM inbox');
    return {
      version,
      newest: newestVersion,
      events,
      ...(events === 0 ? {} : { oldestEvent: numberOf(db, 'SELECT min(at) FROM inbox') }),
      failures: numberOf(db, 'SELECT count(*) FROM dead'),
    };
  } catch (error) {
    throw isFailure(error) ? error : unusable(file, error);
  } finally {
    db?.close();
  }
}
