import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { Heap } from './heap.ts';

const dist = (name: string): string => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));
/** A plugin of third parties, which runs in an isolate. */
const DICE = fileURLToPath(new URL('../../test/fixtures/examples/dice', import.meta.url));
const LINES_KEPT = 50;

export interface Sample {
  /** Minutes since the start. */
  readonly minute: number;
  /** Bytes. */
  readonly resident: number;
  /** Bytes of the JavaScript heap that are in use. */
  readonly heap: number;
  readonly descriptors: number;
  /** Child processes: isolates. */
  readonly children: number;
  /** Of the event loop, the slowest percent, milliseconds. */
  readonly lag: number;
  /** Events and messages that wait or are under way. */
  readonly waiting: number;
  /** Bytes in DATA_DIR. */
  readonly stored: number;
}

/** `dist/main.js` as a service would run it, in a folder of its own. */
export class SoakedHost {
  /** Lines of level error or worse. */
  readonly errors: Readonly<Record<string, unknown>>[] = [];
  errorCount = 0;
  readonly ended: Promise<number | string>;
  readonly ready: Promise<string>;
  url = '';
  readonly databaseFile: string;
  readonly #child: ChildProcess;
  readonly #heap: Promise<Heap>;
  readonly #began = performance.now();

  constructor(
    private readonly folder: string,
    line: VirtualLine,
    consoleToken: string,
  ) {
    this.databaseFile = join(folder, 'data', 'tenko.db');
    const env = {
      PATH: process.env['PATH']!,
      PORT: '0',
      DATA_DIR: join(folder, 'data'),
      LINE_CHANNEL_SECRET: line.channelSecret,
      LINE_CHANNEL_ACCESS_TOKEN: line.channelAccessToken,
      LINE_API_BASE_URL: line.apiUrl,
      LINE_DATA_API_BASE_URL: line.apiUrl,
      CONSOLE_TOKEN: consoleToken,
    };
    const added = spawnSync(process.execPath, [dist('plugin.js'), 'add', DICE, '--yes'], { cwd: folder, env });
    if (added.status !== 0) throw new Error(`the plugin was not added: ${added.stderr.toString()}`);
    this.#child = spawn(process.execPath, ['--enable-source-maps', '--inspect=127.0.0.1:0', dist('main.js')], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#heap = this.#inspected();
    process.once('exit', () => this.#child.kill('SIGKILL'));
    this.ended = new Promise((resolve) => this.#child.once('close', (code, signal) => resolve(code ?? signal ?? '')));
    this.ready = new Promise((resolve, reject) => {
      this.#listen(resolve);
      void this.ended.then((code) => reject(new Error(`the host ended with ${code}`)));
    });
    this.ready.catch(() => undefined);
  }

  #listen(ready: (url: string) => void): void {
    let rest = '';
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const entry = JSON.parse(line) as Record<string, unknown>;
        if (typeof entry['url'] === 'string' && this.url === '') ready((this.url = entry['url']));
        if (Number(entry['level']) < 50) continue;
        this.errorCount++;
        if (this.errors.length < LINES_KEPT) this.errors.push(entry);
      }
    });
  }

  /** Node.js tells on standard error where its inspector is; the rest of what is told there is passed on. */
  #inspected(): Promise<Heap> {
    return new Promise((resolve, reject) => {
      createInterface({ input: this.#child.stderr! }).on('line', (line) => {
        const url = /^Debugger listening on (ws:\S+)/.exec(line)?.[1];
        if (url !== undefined) Heap.of(url).then(resolve, reject);
        else if (!/^(For help, see|Debugger attached|Debugger ending|Waiting for the debugger)/.test(line))
          console.error(line);
      });
    });
  }

  /** Bytes of the heap that are in use when all that can be collected has been. */
  async kept(): Promise<number> {
    return (await this.#heap).kept();
  }

  /** Calls that sent something, by what came of them. */
  async sends(): Promise<string> {
    const counts = [...(await this.#metrics()).matchAll(/^tenko_sends_total\{.*what="(\w+)",code="(\w+)"\} (\d+)$/gm)];
    return counts.map(([, what, code, count]) => `${what} ${code} ${count}`).join(', ');
  }

  async #metrics(): Promise<string> {
    return (await fetch(`${this.url}/metrics`)).text();
  }

  async sample(): Promise<Sample> {
    const text = await this.#metrics();
    const of = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? NaN);
    const process = `/proc/${this.#child.pid}`;
    const status = readFileSync(`${process}/status`, 'utf8');
    const tasks = readFileSync(`${process}/task/${this.#child.pid}/children`, 'utf8').trim();
    return {
      minute: (performance.now() - this.#began) / 60_000,
      resident: Number(/VmRSS:\s+(\d+)/.exec(status)![1]) * 1_024,
      heap: of('nodejs_heap_size_used_bytes'),
      descriptors: readdirSync(`${process}/fd`).length,
      children: tasks === '' ? 0 : tasks.split(' ').length,
      lag: of('nodejs_eventloop_lag_p99_seconds') * 1_000,
      waiting: of('tenko_inbox_waiting') + of('tenko_mailboxes') + of('tenko_outbox_sending'),
      stored: sizeOf(join(this.folder, 'data')),
    };
  }

  /** Asks it to end; the exit code, or the signal. */
  stop(): Promise<number | string> {
    // It does not end as long as somebody is at its inspector.
    this.#heap.then(
      (heap) => heap.close(),
      () => undefined,
    );
    this.#child.kill('SIGTERM');
    return this.ended;
  }
}

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
