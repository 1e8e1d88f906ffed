import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';

/** Linux counts CPU time in hundredths of a second (`man 5 proc`, clock ticks). */
const TICK = 10_000;

export interface Subject {
  readonly url: string;
  /** Milliseconds from the start of the process to its first answer. */
  readonly coldStart: number;
  /** CPU time so far, user and system, microseconds. */
  cpu(): number;
  /** Bytes that it had written to a disk so far (`man 5 proc`, /proc/pid/io). */
  diskBytes(): number;
  /** Resident memory, bytes. */
  memory(): number;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 2_000; tries++) {
    if (child.exitCode !== null) throw new Error(`the process ended with ${child.exitCode} before it answered`);
    try {
      await fetch(`${url}/webhook/line`, { method: 'POST', body: '{}' });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
  throw new Error(`${url} never answered`);
}

/** Starts a host or a floor on the first core, the load having the second. Its output is thrown away, as a service's log file would be. */
export async function start(args: readonly string[], env: Record<string, string>): Promise<Subject> {
  const port = await freePort();
  const command = ['taskset', '-c', '0', process.execPath, ...args];
  const started = performance.now();
  const child = spawn(command[0]!, command.slice(1), {
    env: { PATH: process.env['PATH']!, ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // A subject that nobody measures any more would disturb the next run.
  process.once('exit', () => child.kill('SIGKILL'));
  const url = `http://127.0.0.1:${port}`;
  await answers(url, child);
  const coldStart = performance.now() - started;
  return {
    url,
    coldStart,
    cpu() {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      return (Number(fields[11]) + Number(fields[12])) * TICK;
    },
    diskBytes: () => Number(/^write_bytes: (\d+)$/m.exec(readFileSync(`/proc/${child.pid}/io`, 'utf8'))![1]),
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) * 1024,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}
