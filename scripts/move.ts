/**
 * `npm run move -- sqlite-to-postgres`: takes a stopped deployment along, from the file in DATA_DIR to the empty database of DATABASE_URL.
 * Everything comes in one transaction, counted before it is kept: it is all there, or nothing is. The file stays as it was.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { argv, cwd, env } from 'node:process';
import { readDatabaseUrl, readDataDir } from '../core/config.ts';
import { isFailure } from '../core/errors.ts';
import { moveToPostgres } from '../core/store/move.ts';

const USAGE =
  'npm run move -- sqlite-to-postgres   with DATA_DIR and DATABASE_URL set as for the host, which is stopped';
/** sysexits.h: used wrongly; the set-up has to be changed. */
const EX_USAGE = 64;
const EX_CONFIG = 78;

async function main(): Promise<number> {
  const [way, ...rest] = argv.slice(2);
  if (rest.length > 0 || (way !== 'sqlite-to-postgres' && way !== 'sqlite→postgres')) {
    console.error(`tenko: it takes\n${USAGE}`);
    return EX_USAGE;
  }
  const url = readDatabaseUrl(env, cwd());
  const file = join(readDataDir(env, cwd()), 'tenko.db');
  if (url === undefined) {
    console.error(
      'tenko: DATABASE_URL is not set; it should be the address of the database that everything is to be moved to',
    );
    return EX_CONFIG;
  }
  if (!existsSync(file)) {
    console.error(`tenko: there is no database ${file}: no host has run with this DATA_DIR`);
    return 1;
  }
  const counts = await moveToPostgres(file, url, Date.now());
  for (const [table, count] of counts) if (count > 0) console.log(`${String(count).padStart(9)}  ${table}`);
  console.log(`Everything is in the database now. Start the hosts with DATABASE_URL; ${file} stays as it was.`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!isFailure(error)) throw error;
  console.error(`tenko: ${error.message}`);
  process.exitCode = EX_CONFIG;
}
