import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isFailure } from '../errors.ts';
import type { Store } from '../host/store.ts';
import { PostgresStore } from './postgres/postgres-store.ts';
import { SqliteStore } from './sqlite/sqlite-store.ts';
import type { StoreTold } from './told.ts';

/** A database that is away may be starting as this host is: it is asked again for a minute. Milliseconds. */
const PATIENCE = 60_000;
const PAUSE = 1_000;

export interface StorePlace {
  /** Absolute. */
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** The simulator plays with a file of its own, wherever the host's data is. */
  readonly simulator: boolean;
}

interface OpenOptions extends StoreTold {
  readonly now?: () => number;
}

/** The store that the configuration names. Throws STORE_UNUSABLE, or STORE_UNAVAILABLE when a database does not come up in a minute. */
export async function openStore(
  { dataDir, databaseUrl, simulator }: StorePlace,
  log: { readonly warn: (details: object, message: string) => void },
  options: OpenOptions = {},
): Promise<Store> {
  if (simulator || databaseUrl === undefined)
    return SqliteStore.open(join(dataDir, simulator ? 'simulator.db' : 'tenko.db'), options);
  for (const end = performance.now() + PATIENCE; ; await sleep(PAUSE)) {
    try {
      return await PostgresStore.open(databaseUrl, options);
    } catch (error) {
      if (!isFailure(error) || error.code !== 'STORE_UNAVAILABLE' || performance.now() > end) throw error;
      log.warn({ code: error.code }, `${error.message}; it is asked again`);
    }
  }
}
