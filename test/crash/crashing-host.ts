import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { startBuiltHost, type BuiltHost } from '../support/built-host.ts';
import type { Chance } from './chance.ts';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** A built host that dies and comes back: always in the same folder, on the same port. */
export class CrashingHost {
  readonly folder = mkdtempSync(join(tmpdir(), 'tenko-crash-'));
  /** Lines of level error or worse, of all its lives. */
  readonly errors: Readonly<Record<string, unknown>>[] = [];
  #life: BuiltHost | undefined;

  private constructor(
    private readonly environment: Record<string, string>,
    private readonly main: string | undefined,
  ) {}

  /** `main`: another entry than `dist/main.js`. Not started yet, but LINE knows already where it will be. */
  static async for(line: VirtualLine, main?: string): Promise<CrashingHost> {
    const port = await freePort();
    line.setWebhookUrl(`http://127.0.0.1:${port}/webhook/line`);
    return new CrashingHost(
      {
        PORT: String(port),
        LINE_CHANNEL_SECRET: line.channelSecret,
        LINE_CHANNEL_ACCESS_TOKEN: line.channelAccessToken,
        LINE_API_BASE_URL: line.apiUrl,
      },
      main,
    );
  }

  get databaseFile(): string {
    return join(this.folder, 'data', 'tenko.db');
  }

  async start(): Promise<void> {
    await this.#launch().ready;
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
      await pause(chance.between(10, 450));
      await this.kill();
    }
    if (this.#life === undefined) await this.start();
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
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
