import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteStore } from '../../core/store/sqlite/sqlite-store.ts';
import { storeContract } from './contract.ts';

storeContract('SqliteStore', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tenko-store-'));
  const address = join(folder, 'tenko.db');
  return {
    address,
    open: (options) => Promise.resolve(SqliteStore.open(address, options)),
    remove: () => rm(folder, { recursive: true }),
  };
});
