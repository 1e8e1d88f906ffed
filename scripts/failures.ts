/**
 * `npm run failures`: what failed, for the operator to read, run again or drop. Works beside a running host, which takes up what is run
 * again within a second or so.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { argv, cwd, env } from 'node:process';
import { parseArgs } from 'node:util';
import { readDatabaseUrl, readDataDir } from '../core/config.ts';
import { maskAddresses } from '../core/chat/address.ts';
import { isFailure } from '../core/errors.ts';
import { shownBody } from '../core/host/failure-body.ts';
import type { FailureRow, Store } from '../core/host/store.ts';
import { PostgresStore } from '../core/store/postgres/postgres-store.ts';
import { SqliteStore } from '../core/store/sqlite/sqlite-store.ts';
import { plain } from './plain.ts';

const USAGE = `npm run failures [-- --body]        what failed, and why; with what it was given
npm run failures -- replay <id> …   runs a failed event again
npm run failures -- drop <id> …     forgets it
npm run failures -- drop all --yes  forgets everything
With --simulator it reads the simulator's data.`;
/** sysexits.h: used wrongly; the set-up has to be changed. */
const EX_USAGE = 64;
const EX_CONFIG = 78;

/** Ends the program with a sentence. */
class Refused extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

const OPTIONS = {
  body: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  simulator: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

function readArguments() {
  try {
    return parseArgs({ args: argv.slice(2), options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Refused(`${(error as Error).message}\n${USAGE}`, EX_USAGE);
  }
}

function list(failures: readonly FailureRow[], withBody: boolean): void {
  if (failures.length === 0) return console.log('Nothing has failed.');
  const rows = failures.map(({ id, at, plugin, chat, kind, code, error }) => {
    const when = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
    return [String(id), when, plugin || '(host)', chat, kind, code, maskAddresses(error)];
  });
  const table = [['id', 'when', 'plugin', 'chat', 'kind', 'code', 'error'], ...rows].map((row) => row.map(plain));
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  for (const [index, row] of table.entries()) {
    console.log(row.map((cell, column) => (column < 6 ? cell.padEnd(widths[column]!) : cell)).join('  '));
    const failure = failures[index - 1];
    if (withBody && failure) console.log(`    ${plain(JSON.stringify(shownBody(failure)))}`);
  }
}

const idOf = (text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new Refused(`${JSON.stringify(text)} is no id\n${USAGE}`, EX_USAGE);
  return Number(text);
};

async function replay(store: Store, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    if (await store.replay(id)) {
      console.log(`${id} is in the inbox again: a running host does it now, another at its start.`);
      continue;
    }
    const failure = (await store.failures()).find((one) => one.id === id);
    throw new Refused(
      failure
        ? failure.body === '{}'
          ? `${id} was erased but for its error: what members had chosen was secret`
          : `${id} is a ${failure.kind}: only events and timers can be run again, for a message might come twice`
        : `there is no failure ${id}`,
    );
  }
}

async function drop(store: Store, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    if (!(await store.drop(id))) throw new Refused(`there is no failure ${id}`);
    console.log(`${id} is dropped.`);
  }
}

async function dropAll(store: Store, isSure: boolean): Promise<void> {
  const failures = await store.failures();
  if (!isSure) throw new Refused(`this would forget ${failures.length} failures for good: add --yes`);
  await Promise.all(failures.map(({ id }) => store.drop(id)));
  console.log(`${failures.length} are dropped.`);
}

function fileOf(isSimulator: boolean): string {
  const folder = readDataDir(env, cwd());
  const file = join(folder, isSimulator ? 'simulator.db' : 'tenko.db');
  if (existsSync(file)) return file;
  const hint = !isSimulator && existsSync(join(folder, 'simulator.db')) ? '; --simulator reads the simulator’s' : '';
  throw new Refused(`there is no database ${file}: no host has run with this DATA_DIR${hint}`);
}

/** Where the host of this folder keeps its failures. */
async function open(isSimulator: boolean): Promise<Store> {
  const databaseUrl = isSimulator ? undefined : readDatabaseUrl(env, cwd());
  return databaseUrl === undefined
    ? SqliteStore.open(fileOf(isSimulator), { beside: true })
    : PostgresStore.open(databaseUrl, { beside: true });
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  const [command = 'list', ...rest] = positionals;
  if (values.help) return console.log(USAGE);
  const isAll = command === 'drop' && rest.length === 1 && rest[0] === 'all';
  const ids = isAll ? [] : rest.map(idOf);
  const takesIds = command === 'replay' || command === 'drop';
  if ((command !== 'list' && !takesIds) || (takesIds && !isAll) !== ids.length > 0)
    throw new Refused(`it takes\n${USAGE}`, EX_USAGE);
  const store = await open(values.simulator);
  try {
    if (isAll) await dropAll(store, values.yes);
    else if (command === 'drop') await drop(store, ids);
    else if (command === 'replay') await replay(store, ids);
    else list(await store.failures(), values.body);
  } finally {
    await store.close();
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Refused) && !isFailure(error)) throw error;
  console.error(`tenko: ${error.message}`);
  process.exitCode = error instanceof Refused ? error.exitCode : EX_CONFIG;
}
