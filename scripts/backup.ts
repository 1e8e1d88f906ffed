/**
 * `npm run backup -- <file>` and `npm run restore -- <file>`: a copy of everything that the host keeps, made while it runs, and taken back
 * while it is stopped.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { argv, cwd, env } from 'node:process';
import { readDatabaseUrl, readDataDir } from '../core/config.ts';
import { isFailure } from '../core/errors.ts';
import { placeOf } from '../core/store/postgres/place.ts';
import { backupFile, backupPostgres, restoreFile, restorePostgres } from './store-copies.ts';

const USAGE = `npm run backup -- <file>    copies everything that the host keeps into a new file; the host may run
npm run restore -- <file>   takes such a copy back; the host is stopped`;
/** sysexits.h: used wrongly; the set-up has to be changed. */
const EX_USAGE = 64;
const EX_CONFIG = 78;

async function main(): Promise<number> {
  const [what, given, ...rest] = argv.slice(2);
  if ((what !== 'backup' && what !== 'restore') || given === undefined || rest.length > 0) {
    console.error(`tenko: it takes\n${USAGE}`);
    return EX_USAGE;
  }
  // npm runs scripts in the folder of package.json, wherever it was called.
  const copy = resolve(env['INIT_CWD'] ?? cwd(), given);
  const url = readDatabaseUrl(env, cwd());
  const file = join(readDataDir(env, cwd()), 'tenko.db');
  if (what === 'restore' && !existsSync(copy)) {
    console.error(`tenko: there is no file ${copy}`);
    return 1;
  }
  if (what === 'backup' && url === undefined && !existsSync(file)) {
    console.error(`tenko: there is no database ${file}: no host has run with this DATA_DIR`);
    return 1;
  }
  if (what === 'backup') {
    if (url === undefined) backupFile(file, copy);
    else await backupPostgres(url, copy);
    console.log(
      `${copy} is a copy of ${url === undefined ? file : placeOf(url)}. It holds what members wrote: keep it where nobody else reads it.`,
    );
    return 0;
  }
  if (url !== undefined) {
    await restorePostgres(copy, url);
    console.log(`${placeOf(url)} is as it was when ${copy} was made.`);
    return 0;
  }
  const aside = restoreFile(copy, file, new Date());
  console.log(
    `${file} is as it was when ${copy} was made.${aside === undefined ? '' : ` What was there is ${aside} now.`}`,
  );
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!isFailure(error)) throw error;
  console.error(`tenko: ${error.message}`);
  process.exitCode = EX_CONFIG;
}
