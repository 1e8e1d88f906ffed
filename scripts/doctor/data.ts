import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access, open, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import type { Inspection } from '../../core/store/sqlite/inspect.ts';
import type { Check } from './check.ts';
import { look, ok, wrong, type Finding } from './finding.ts';
import { postgres } from './postgres.ts';
import { consolePage, failuresFinding, inboxFinding } from './waiting.ts';

const MEGABYTE = 1024 ** 2;
const TOO_LITTLE = 100 * MEGABYTE;
const LITTLE = 1024 * MEGABYTE;
const SLOW_SYNC = 200;
/** Where SQLite's locks or its log cannot be trusted (statfs(2), `f_type`). */
const NETWORK: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'SMB'],
  [0xfe534d42, 'SMB'],
]);
const MEMORY_FS = 0x01021994;

export const disk: Check = {
  about: 'disk',
  run: async (patient) => {
    const { dataDir } = patient.settings();
    const folder = existing(dataDir);
    const isThere = folder === dataDir;
    const findings: Finding[] = [];
    try {
      if (isThere) findings.push(await synced(dataDir));
      else {
        await access(folder, constants.W_OK | constants.X_OK);
        findings.push(ok('DATA_DIR', `${dataDir} will be made at the first start`));
      }
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
      findings.push(
        wrong('DATA_DIR', `${dataDir} cannot be written to (${code})`, 'Let this user write there, or set DATA_DIR.'),
      );
    }
    return [...findings, ...(await space(folder))];
  },
};

/** What a host does for each event: write, and wait for the disk. */
async function synced(folder: string): Promise<Finding> {
  const probe = join(folder, `.doctor-${process.pid}`);
  const start = performance.now();
  const file = await open(probe, 'wx', 0o600);
  try {
    await file.write('x');
    await file.sync();
  } finally {
    await file.close();
    await rm(probe, { force: true });
  }
  const took = Math.round(performance.now() - start);
  return took > SLOW_SYNC
    ? look(
        'DATA_DIR',
        `${folder} takes ${took} ms to be synced, once for each command`,
        'Use a faster disk if commands feel slow.',
      )
    : ok('DATA_DIR', `${folder} can be written to, synced in ${took} ms`);
}

async function space(folder: string): Promise<readonly Finding[]> {
  const { type, bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const says = `${Math.floor(free / MEGABYTE).toLocaleString('en')} MB are free`;
  const network = NETWORK.get(type);
  return [
    free < TOO_LITTLE
      ? wrong('disk', says, 'Make room: without it no event can be kept, and none is accepted.')
      : free < LITTLE
        ? look('disk', says, 'Make room before it is needed.')
        : ok('disk', says),
    ...(network === undefined
      ? []
      : [
          wrong(
            'disk',
            `DATA_DIR is on ${network}, where SQLite's locks do not hold`,
            'Set DATA_DIR to a folder on a disk of this machine.',
          ),
        ]),
    ...(type === MEMORY_FS
      ? [look('disk', 'DATA_DIR is in memory: all is gone after a restart', 'Set DATA_DIR to a folder on a disk.')]
      : []),
  ];
}

export const database: Check = {
  about: 'database',
  limit: 60_000,
  run: async (patient) => {
    const { dataDir, simulator } = patient.settings();
    const url = patient.databaseUrl();
    if (url !== undefined && !simulator) return postgres(patient, url);
    const file = join(dataDir, simulator ? 'simulator.db' : 'tenko.db');
    if (!existsSync(file)) return [ok('database', 'none yet: the first start makes it')];
    const { mode, size } = await stat(file);
    const seen = await inspected(file);
    if ('complaint' in seen)
      return [wrong('database', seen.complaint, 'Restore a backup (npm run restore), or follow what it says.')];
    const { version, newest, oldestEvent, events, failures } = seen;
    const findings = [
      ok(
        'database',
        `intact, version ${version}${version < newest ? ` (the next start makes it ${newest})` : ''}, ${Math.ceil(size / MEGABYTE)} MB`,
      ),
    ];
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      findings.push(wrong('database', 'others on this machine may read it', `chmod 600 ${file}`));
    const isRunning = (await patient.here()).kind === 'host';
    const age = oldestEvent === undefined ? 0 : Date.now() - oldestEvent;
    findings.push(inboxFinding(events, age, isRunning), failuresFinding(failures, await consolePage(patient)));
    return findings;
  },
};

/** In a process of its own: a large file takes a while, and nothing else would go on meanwhile. */
function inspected(file: string): Promise<Inspection | { readonly complaint: string }> {
  return new Promise((resolve, reject) => {
    const args = [process.argv[1]!, '--inspect', file];
    execFile(execPath, args, { timeout: 55_000, killSignal: 'SIGKILL' }, (error, out) => {
      if (error) reject(new Error(`the database could not be looked at: ${error.message.split('\n')[0]}`));
      else resolve(JSON.parse(out) as Inspection | { complaint: string });
    });
  });
}

const existing = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder));
