import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Outgoing } from './outgoing.ts';
import { noteOutgoing } from './outgoing-watch.ts';

const WATCH = new URL('outgoing-to-parent.ts', import.meta.url).href;
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface BuiltHost {
  readonly child: ChildProcess;
  /** Lines of the log so far, parsed. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  readonly stderr: () => string;
  /** Resolves with the address it listens on; rejects when it ends first. */
  readonly ready: Promise<string>;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Starts `dist/main.js` as the README's contract says, in a folder of its own, with nothing of this environment but what is given. */
export function startBuiltHost(
  environment: Record<string, string>,
  folder?: string,
  main = MAIN,
  args: readonly string[] = [],
): BuiltHost {
  const cwd = folder ?? mkdtempSync(join(tmpdir(), 'tenko-host-'));
  const child = spawn(process.execPath, ['--enable-source-maps', '--import', WATCH, main, ...args], {
    cwd,
    env: { PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const log: Record<string, unknown>[] = [];
  let stderr = '';
  let rest = '';
  child.on('message', (sent) => noteOutgoing(sent as Outgoing));
  child.stderr?.on('data', (chunk: Buffer) => void (stderr += chunk.toString()));
  const ended = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => {
      if (folder === undefined) rmSync(cwd, { recursive: true, force: true });
      resolve(code ?? signal ?? 'unknown');
    }),
  );
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const entry = JSON.parse(line) as Record<string, unknown>;
        log.push(entry);
        if (typeof entry['url'] === 'string') resolve(entry['url']);
      }
    });
    void ended.then((code) => reject(new Error(`the host ended with ${code}: ${stderr}`)));
  });
  // A test that expects the end does not wait for `ready`.
  ready.catch(() => undefined);
  return { child, log, stderr: () => stderr, ready, ended };
}
