import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { startBuiltHost, type BuiltHost } from '../support/built-host.ts';
import { freePort } from '../support/free-port.ts';
import { HostFile } from '../support/host-file.ts';
import { databaseOf } from '../support/test-store.ts';
import type { Chance } from './chance.ts';
import { HostDatabase, workIn, type Asked } from './host-database.ts';
import type { Books } from './ledger-audit.ts';

/** How long a host lives before it is killed. Milliseconds. */
const LIFE = [10, 450] as const;
/** Where it has a lease, every third life is long enough to see the chats of those before, and to begin with what waits there. */
const LONG_LIFE = [8_000, 10_000] as const;
/** How long a host takes to start on a machine that does nothing else. Milliseconds. */
const STARTS_IN = 600;
/** A machine that is busy is not to kill hosts before they have done anything. */
const SLOWEST = 8;

/** A built host that dies and comes back: always in the same folder, on the same port, and with the same database if it has one. */
export class CrashingHost {
  /** Lines of level error or worse, of all its lives. */
  readonly errors: Readonly<Record<string, unknown>>[] = [];
  #life: BuiltHost | undefined;
  /** How many times as long as on a quiet machine everything takes, by the last start. */
  #slowness = 1;

  private constructor(
    private readonly folder: string,
    private readonly database: Asked | undefined,
    private readonly environment: Record<string, string>,
    private readonly main: string | undefined,
  ) {}

  /** `main`: another entry than `dist/main.js`. Not started yet, but LINE knows already where it will be. */
  static async for(line: VirtualLine, main?: string): Promise<CrashingHost> {
    const port = await freePort();
    line.setWebhookUrl(`http://127.0.0.1:${port}/webhook/line`);
    const folder = mkdtempSync(join(tmpdir(), 'tenko-crash-'));
    const database = await databaseOf(folder);
    return new CrashingHost(
      folder,
      database,
      {
        PORT: String(port),
        ...(database ? { DATABASE_URL: database.url } : {}),
        LINE_CHANNEL_SECRET: line.channelSecret,
        LINE_CHANNEL_ACCESS_TOKEN: line.channelAccessToken,
        LINE_API_BASE_URL: line.apiUrl,
      },
      main,
    );
  }

  async start(): Promise<void> {
    const from = performance.now();
    await this.#launch().ready;
    this.#slowness = Math.min(Math.max(1, (performance.now() - from) / STARTS_IN), SLOWEST);
  }

  /** `kill -9`, now. */
  async kill(): Promise<void> {
    this.#life?.child.kill('SIGKILL');
    await this.#over();
  }

  /** Asks it to end; resolves with its exit code. */
  async stop(): Promise<number | string | undefined> {
    this.#life?.child.kill('SIGTERM');
    return this.#over();
  }

  /** Kills it at that many random instants, one in six of them while it is still starting, and leaves it running. */
  async killAtRandom(times: number, chance: Chance): Promise<void> {
    for (let kill = 0; kill < times; kill++) {
      if (this.#life === undefined) {
        if (chance.happens(1 / 6)) this.#launch();
        else await this.start();
      }
      const isLong = this.database !== undefined && kill % 3 === 2;
      await pause(isLong ? chance.between(...LONG_LIFE) : chance.between(...LIFE) * this.#slowness);
      await this.kill();
    }
    if (this.#life === undefined) await this.start();
  }

  async work(): Promise<string | undefined> {
    return this.database ? workIn(this.database) : this.#read((file) => file.work());
  }

  /** What it keeps, when it has ended. */
  async books(): Promise<Books> {
    if (this.database) return HostDatabase.read(this.database);
    const kept = this.#read((file) => ({
      waiting: file.waiting(),
      failures: file.failures(),
      entries: file.entries(),
    }));
    return { waiting: () => kept.waiting, failures: () => kept.failures, entries: () => kept.entries };
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #read<T>(look: (file: HostFile) => T): T {
    const file = new HostFile(join(this.folder, 'data', 'tenko.db'));
    try {
      return look(file);
    } finally {
      file.close();
    }
  }

  #launch(): BuiltHost {
    this.#life = startBuiltHost(this.environment, this.folder, this.main);
    return this.#life;
  }

  async #over(): Promise<number | string | undefined> {
    const life = this.#life;
    this.#life = undefined;
    const code = await life?.ended;
    this.errors.push(...(life?.log.filter(({ level }) => Number(level) >= 50) ?? []));
    return code;
  }
}
