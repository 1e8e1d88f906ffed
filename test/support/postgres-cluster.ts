import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from './free-port.ts';

const PACKAGES = '/usr/lib/postgresql';
const SECOND = 1_000;

/** Who the server may run as: it refuses to be root. */
interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

function account(): Account | undefined {
  if (process.getuid?.() !== 0) return {};
  try {
    const id = (what: string): number => Number(execFileSync('id', [what, 'postgres'], { stdio: 'pipe' }).toString());
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

/** The folder of the server's programs: Debian's own is not on the PATH. */
function programs(): string | undefined {
  const runs = (folder: string): boolean => {
    try {
      execFileSync(join(folder, 'postgres'), ['--version'], { stdio: 'pipe' });
      return true;
    } catch {
      return false;
    }
  };
  const versions = (): string[] => {
    try {
      return readdirSync(PACKAGES).sort((a, b) => Number(b) - Number(a));
    } catch {
      return [];
    }
  };
  return ['', ...versions().map((version) => join(PACKAGES, version, 'bin'))].find(runs);
}

const folder = programs();
const runsAs = account();
export const mayHaveCluster = folder !== undefined && runsAs !== undefined;
export const NO_CLUSTER = 'no PostgreSQL is installed on this machine, or there is no user that it may run as';

/** A PostgreSQL of a test's own, that may be stopped and killed. It keeps what it promised to keep. */
export class PostgresCluster {
  readonly #data = mkdtempSync(join(tmpdir(), 'tenko-postgres-'));
  readonly #port: number;
  #server: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
  }

  static async start(): Promise<PostgresCluster> {
    const cluster = new PostgresCluster(await freePort());
    if (runsAs?.uid !== undefined) chownSync(cluster.#data, runsAs.uid, runsAs.gid!);
    const ways = ['-D', cluster.#data, '-U', 'tenko', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
    await promisify(execFile)(join(folder!, 'initdb'), ways, { ...runsAs, cwd: cluster.#data });
    await cluster.launch();
    return cluster;
  }

  get url(): string {
    return `postgres://tenko@127.0.0.1:${this.#port}/postgres`;
  }

  async ask<Row extends object = Record<string, unknown>>(sql: string, database = 'postgres'): Promise<Row[]> {
    const client = new Client({ connectionString: this.url.replace(/postgres$/, database) });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Every connection is cut, in whatever it is in. */
  async cut(): Promise<void> {
    await this.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tenko'");
  }

  /** As an operator restarts it: connections are ended. */
  async restart(): Promise<void> {
    await this.#end('SIGINT');
    await this.launch();
  }

  /** As a machine dies that loses what it did not sync. */
  async crash(): Promise<void> {
    await this.#end('SIGQUIT');
    await this.launch();
  }

  stop(): Promise<void> {
    return this.#end('SIGINT');
  }

  async remove(): Promise<void> {
    await this.#end('SIGQUIT');
    rmSync(this.#data, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await ended;
  }

  /** After `stop`. */
  async launch(): Promise<void> {
    const settings = {
      port: this.#port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: 60,
    };
    this.#server = spawn(
      join(folder!, 'postgres'),
      ['-D', this.#data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { ...runsAs, cwd: this.#data, stdio: 'ignore' },
    );
    const end = performance.now() + 30 * SECOND;
    for (;;) {
      try {
        await this.ask('SELECT 1');
        return;
      } catch (error) {
        if (performance.now() > end || this.#server.exitCode !== null) throw error;
        await sleep(50);
      }
    }
  }
}
