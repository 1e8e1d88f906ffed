import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { onTestFinished } from 'vitest';

/** util-linux's `script`, which gives a program a terminal. */
export const hasTerminals =
  process.platform === 'linux' &&
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux');

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** A program with somebody in front of it. */
export class Terminal {
  #shown = '';
  #read = 0;
  #wake: (() => void)[] = [];
  readonly ended: Promise<number | null>;

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#shown += chunk.toString();
      for (const wake of this.#wake.splice(0)) wake();
    });
    this.ended = new Promise((resolve) => {
      child.once('close', (code) => {
        for (const wake of this.#wake.splice(0)) wake();
        resolve(code);
      });
    });
  }

  static open(words: readonly string[], folder: string, environment: Readonly<Record<string, string>> = {}): Terminal {
    const command = words.map(quoted).join(' ');
    const child = spawn('script', ['-q', '-e', '-c', command, '/dev/null'], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', SHELL: '/bin/sh', TERM: 'xterm', ...environment },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin?.on('error', () => undefined);
    const terminal = new Terminal(child);
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await terminal.ended;
    });
    return terminal;
  }

  get shown(): string {
    return this.#shown;
  }

  /** Resolves when these words come, after those that were waited for before. */
  async sees(words: string): Promise<void> {
    for (;;) {
      const at = this.#shown.indexOf(words, this.#read);
      if (at >= 0) {
        this.#read = at + words.length;
        return;
      }
      if (this.child.exitCode !== null)
        throw new Error(`it ended before it said ${JSON.stringify(words)}: ${this.#shown}`);
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  type(text: string): void {
    this.child.stdin?.write(text);
  }

  async answer(prompt: string, text: string): Promise<void> {
    await this.sees(prompt);
    this.type(`${text}\r`);
  }
}
