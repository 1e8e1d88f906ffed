import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { startBuiltHost, type BuiltHost } from '../support/built-host.ts';
import { freePort } from '../support/free-port.ts';
import type { PostgresCluster } from '../support/postgres-cluster.ts';
import type { Chance } from './chance.ts';
import { workIn } from './host-database.ts';
import { RoundRobin } from './round-robin.ts';

/** Longer than a lease, so that a host that is stopped comes back to chats that are others'. Milliseconds. */
const BEYOND_A_LEASE = 10_000;

/** What befalls the hosts and their database, and how often beside the others. */
const MISHAPS = { kill: 6, stop: 2, cut: 4, restart: 1, crash: 1 } as const;
type Mishap = keyof typeof MISHAPS;

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly main: string | undefined;
  life: BuiltHost | undefined;
}

/** Built hosts on one PostgreSQL, behind one address. */
export class Fleet {
  /** Lines of level error or worse, of all their lives. */
  readonly errors: Readonly<Record<string, unknown>>[] = [];
  /** All lines of each life that was begun. */
  readonly #logs: { readonly host: number; readonly log: BuiltHost['log'] }[] = [];
  readonly mishaps: Partial<Record<Mishap, number>> = {};

  private constructor(
    private readonly line: VirtualLine,
    private readonly cluster: PostgresCluster,
    readonly roundRobin: RoundRobin,
    private readonly places: readonly Place[],
  ) {}

  /** One host for each of `mains`: its entry, or `undefined` for `dist/main.js`. Not started yet, but LINE knows where they will be. */
  static async for(
    line: VirtualLine,
    cluster: PostgresCluster,
    mains: readonly (string | undefined)[],
  ): Promise<Fleet> {
    const places: Place[] = [];
    for (const main of mains) {
      const folder = mkdtempSync(join(tmpdir(), 'tenko-fleet-'));
      places.push({ folder, port: await freePort(), main, life: undefined });
    }
    const roundRobin = await RoundRobin.before(places.map(({ port }) => port));
    line.setWebhookUrl(roundRobin.url);
    return new Fleet(line, cluster, roundRobin, places);
  }

  /** Where one of them takes webhooks, past the one address. */
  webhookOf(index: number): string {
    return `http://127.0.0.1:${this.places[index]!.port}/webhook/line`;
  }

  async readiness(
    index: number,
  ): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
    const answer = await fetch(`http://127.0.0.1:${this.places[index]!.port}/readyz`);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  get size(): number {
    return this.places.length;
  }

  async start(): Promise<void> {
    await Promise.all(this.places.map((place) => this.launch(place).ready));
  }

  /** Starts the one that is not running. */
  async startOne(index: number): Promise<string> {
    return this.launch(this.places[index]!).ready;
  }

  /** Asks one to end; resolves with its exit code. */
  stopOne(index: number): Promise<number | string | undefined> {
    return this.end(this.places[index]!, 'SIGTERM');
  }

  killOne(index: number): Promise<number | string | undefined> {
    return this.end(this.places[index]!, 'SIGKILL');
  }

  /** It stands still for longer than its lease, and goes on as if nothing had been; resolves then. */
  freezeOne(index: number): Promise<void> {
    return this.freeze(this.places[index]!);
  }

  /** Asks all to end; resolves with their exit codes. */
  stop(): Promise<readonly (number | string | undefined)[]> {
    return Promise.all(this.places.map((place) => this.end(place, 'SIGTERM')));
  }

  /** One mishap after the other for so long; in the end all hosts run. */
  async suffer(milliseconds: number, chance: Chance): Promise<void> {
    const end = performance.now() + milliseconds;
    const returning: Promise<unknown>[] = [];
    while (performance.now() < end) {
      await pause(chance.between(500, 3_000));
      const mishap = chance.weighed(MISHAPS);
      this.mishaps[mishap] = (this.mishaps[mishap] ?? 0) + 1;
      if (mishap === 'cut') await this.cluster.cut();
      else if (mishap === 'restart') await this.cluster.restart();
      else if (mishap === 'crash') await this.cluster.crash();
      else {
        const running = this.places.filter(({ life }) => life !== undefined);
        // Two are left, or there would be nobody to go on beside the one that comes back.
        if (running.length < this.size) continue;
        const place = running[chance.between(0, running.length - 1)]!;
        returning.push(mishap === 'kill' ? this.killFor(place, chance.between(0, 3_000)) : this.freeze(place));
      }
    }
    await Promise.all(returning);
    for (const { life } of this.places) await life?.ready;
  }

  /** How often each error was logged. */
  told(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { msg, code } of this.errors) {
      const what = `${String(code)}: ${String(msg)}`;
      counts[what] = (counts[what] ?? 0) + 1;
    }
    return counts;
  }

  /** What the hosts have told of these events, or of chats with these words in their keys, in the order of time. */
  history(words: readonly string[]): readonly string[] {
    const lines = this.#logs.flatMap(({ host, log }) =>
      log.map((line) => ({ time: String(line['time']), text: `${host} ${JSON.stringify(line)}` })),
    );
    return lines
      .filter(({ text }) => words.some((word) => text.includes(word)))
      .sort((a, b) => (a.time < b.time ? -1 : 1))
      .map(({ text }) => text.slice(0, 400));
  }

  work(): Promise<string | undefined> {
    return workIn(this.cluster);
  }

  async remove(): Promise<void> {
    await Promise.all(this.places.map((place) => this.end(place, 'SIGKILL')));
    await this.roundRobin.stop();
    for (const { folder } of this.places) rmSync(folder, { recursive: true, force: true });
  }

  private async killFor(place: Place, milliseconds: number): Promise<void> {
    await this.end(place, 'SIGKILL');
    await pause(milliseconds);
    // It may be killed again while it starts; whoever does that starts it again.
    await this.launch(place).ready.catch(() => undefined);
  }

  /** It comes back as it was, and does not know that time has gone by. */
  private async freeze(place: Place): Promise<void> {
    const { life } = place;
    place.life = undefined;
    life?.child.kill('SIGSTOP');
    await pause(BEYOND_A_LEASE);
    life?.child.kill('SIGCONT');
    place.life = life;
  }

  private launch(place: Place): BuiltHost {
    place.life = startBuiltHost(
      {
        PORT: String(place.port),
        DATABASE_URL: this.cluster.url,
        LINE_CHANNEL_SECRET: this.line.channelSecret,
        LINE_CHANNEL_ACCESS_TOKEN: this.line.channelAccessToken,
        LINE_API_BASE_URL: this.line.apiUrl,
        LOG_LEVEL: 'debug',
      },
      place.folder,
      place.main,
    );
    this.#logs.push({ host: this.places.indexOf(place), log: place.life.log });
    return place.life;
  }

  private async end(place: Place, signal: NodeJS.Signals): Promise<number | string | undefined> {
    const { life } = place;
    place.life = undefined;
    life?.child.kill(signal);
    const code = await life?.ended;
    this.errors.push(...(life?.log.filter(({ level }) => Number(level) >= 50) ?? []));
    return code;
  }
}
