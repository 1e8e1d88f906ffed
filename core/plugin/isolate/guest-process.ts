import { spawn, type ChildProcess } from 'node:child_process';
import { Lines } from './frames.ts';
import { guestCommand, type Layers } from './layers.ts';
import type { ToGuest } from './protocol.ts';

/** What the isolate may send in a second before the host stops reading for the rest of it. */
const MESSAGES_A_SECOND = 10_000;
/** An isolate that does not take its answers is not asked what else it wants. */
const UNREAD = 4_000_000;
const TAIL = 4_000;
const SECOND = 1_000;

export interface GuestListener {
  /** A message, parsed; whether it makes sense is for the listener to find out. */
  message(message: Readonly<Record<string, unknown>>): void;
  /** It broke the rules of the border: nothing that it says is heard any more. */
  violation(what: string): void;
  /** The process is gone. `last` is what it said in the end on stderr, for the log. */
  gone(how: string, last: string): void;
}

/** `__proto__` in JSON text makes an own property that a later copy would take for the prototype. */
const withoutProto = (key: string, value: unknown): unknown => (key === '__proto__' ? undefined : value);
const MAY_HAVE_PROTO = /__proto__|\\u/i;

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = MAY_HAVE_PROTO.test(line) ? JSON.parse(line, withoutProto) : JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The process of an isolate, and the pipes to it. */
export class GuestProcess {
  readonly #child: ChildProcess;
  readonly #listener: GuestListener;
  readonly #lines = new Lines();
  readonly gone: Promise<void>;
  #silenced = false;
  #choked = false;
  #tail = '';
  #second = 0;
  #count = 0;

  constructor(guest: string, layers: Layers, listener: GuestListener) {
    this.#listener = listener;
    const [command, ...args] = [...layers.command, ...guestCommand(guest)];
    // No environment, and a folder that tells nothing.
    const child = spawn(command!, args, { env: {}, cwd: '/', stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    child.stderr.on('data', (chunk: Buffer) => void (this.#tail = (this.#tail + chunk.toString('utf8')).slice(-TAIL)));
    // Broken pipes are told by the end of the process.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => undefined);
    this.gone = new Promise((resolve) => {
      const ended = (how: string): void => {
        this.#silenced = true;
        resolve();
        listener.gone(how, this.#tail.trim());
      };
      child.once('error', (error) => ended(`it could not be started: ${error.message}`));
      child.once('close', (code, signal) =>
        ended(signal === null ? `it ended with code ${code}` : `it ended by ${signal}`),
      );
    });
    // The host may end while an isolate idles.
    this.#hold('unref');
  }

  /** Whether this process stays up for that one. */
  #hold(how: 'ref' | 'unref'): void {
    const { stdin, stdout, stderr } = this.#child;
    for (const part of [this.#child, stdin, stdout, stderr] as unknown as Record<
      typeof how,
      (() => void) | undefined
    >[])
      part[how]?.();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: ToGuest): void {
    const { stdin, stdout } = this.#child;
    if (this.#silenced || !stdin?.writable) return;
    stdin.write(`${JSON.stringify(message)}\n`);
    if (stdin.writableLength < UNREAD || this.#choked) return;
    this.#choked = true;
    stdout?.pause();
    stdin.once('drain', () => {
      this.#choked = false;
      stdout?.resume();
    });
  }

  /** At once and for good. */
  kill(): void {
    this.#silenced = true;
    // Whoever waits for its end shall see it.
    this.#hold('ref');
    this.#child.kill('SIGKILL');
  }

  #take(chunk: Buffer): void {
    if (this.#silenced) return;
    const lines = this.#lines.take(chunk);
    if (!lines) return this.#violated('a message is too long');
    for (const line of lines) {
      // What came before may have been the last straw.
      if (this.#silenced) return;
      const message = parsed(line);
      if (!message) return this.#violated('a message is no JSON object');
      this.#listener.message(message);
    }
    this.#slowDown(lines.length);
  }

  #violated(what: string): void {
    this.kill();
    this.#listener.violation(what);
  }

  #slowDown(messages: number): void {
    const now = performance.now();
    if (now - this.#second > SECOND) {
      this.#second = now;
      this.#count = 0;
    }
    this.#count += messages;
    if (this.#count < MESSAGES_A_SECOND) return;
    const { stdout } = this.#child;
    stdout?.pause();
    setTimeout(() => stdout?.resume(), this.#second + SECOND - now);
  }
}
