/**
 * `npm run bench -- --hosts N`: the whole engine on PostgreSQL, in one process and in N, beside a bare batched loop on the same server and
 * beside SQLite, in one run: commands a second, times, and what each command costs the database. DATABASE_URL names the server; a
 * database of the bench's own is made there and dropped. The ratios are what to trust.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { env, pid } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

export interface Asked {
  readonly round: string;
  readonly events: number;
  readonly atOnce: number;
}
/** A host has replied to an event that came in at another one. */
export interface RepliedTo {
  readonly repliedTo: string;
}
export interface Measured {
  readonly perSecond: number;
  /** Milliseconds, from the event to its reply at the platform's door. */
  readonly p50: number;
  readonly p99: number;
}
interface Cell {
  readonly what: string;
  readonly kind: 'bare' | 'sqlite' | 'postgres';
  readonly hosts: number;
}
interface Work {
  readonly commits: number;
  readonly bytes: number;
  readonly milliseconds: number;
}

/** The server tells what it did a second later. Milliseconds. */
const TOLD_AFTER = 2_500;
const AT_ONCE = 64;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const row = (...cells: readonly (string | number)[]): void => console.log(`| ${cells.join(' | ')} |`);

async function workOf(client: Client): Promise<Work> {
  await sleep(TOLD_AFTER);
  const { rows } = await client.query<{ commits: string; bytes: string; time: number }>(
    `SELECT xact_commit AS commits, pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS bytes, active_time AS time
      FROM pg_stat_database WHERE datname = current_database()`,
  );
  const { commits, bytes, time } = rows[0]!;
  return { commits: Number(commits), bytes: Number(bytes), milliseconds: time };
}

async function start(program: string, kind: string, address: string, name: string): Promise<ChildProcess> {
  const child = fork(program, [kind, address, name], { execArgv: ['--enable-source-maps'] });
  process.once('exit', () => child.kill('SIGKILL'));
  child.once('exit', (code, signal) => {
    if (code === 0) return;
    console.error(`${kind} ended with ${code ?? signal}: nothing is measured`);
    process.exit(1);
  });
  await once(child, 'message');
  return child;
}

async function ask(child: ChildProcess, asked: Asked): Promise<Measured> {
  return new Promise((resolve) => {
    child.on('message', function listen(told: Measured | RepliedTo) {
      if ('repliedTo' in told) return;
      child.off('message', listen);
      resolve(told);
    });
    child.send(asked);
  });
}

/** `program`: `one-host.ts`, bundled. `events` of each host in each of the rounds. */
export async function benchHosts(
  program: string,
  most: number,
  { rounds, events }: { rounds: number; events: number },
) {
  const server = env['DATABASE_URL'] ?? `postgres://${userInfo().username}@127.0.0.1:5432/postgres`;
  const admin = new Client(server);
  await admin.connect();
  const database = `tenko_bench_${pid}`;
  await admin.query(`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8'`);
  const url = new URL(server);
  url.pathname = `/${database}`;
  const folder = mkdtempSync(join(tmpdir(), 'tenko-bench-hosts-'));
  const client = new Client(url.href);
  const children: ChildProcess[] = [];
  try {
    await client.connect();
    const cells: readonly Cell[] = [
      { what: 'a bare batched loop on the same server', kind: 'bare', hosts: 1 },
      { what: 'one host, PostgreSQL', kind: 'postgres', hosts: 1 },
      ...Array.from({ length: most - 1 }, (_, n): Cell => ({
        what: `${n + 2} hosts, PostgreSQL`,
        kind: 'postgres',
        hosts: n + 2,
      })),
      { what: 'one host, SQLite', kind: 'sqlite', hosts: 1 },
    ];
    // The schema is made by a host.
    const hosts: ChildProcess[] = [];
    for (let n = 0; n < most; n++) hosts.push(await start(program, 'postgres', url.href, `h${n}x`));
    const bare = await start(program, 'bare', url.href, 'bx');
    const sqlite = await start(program, 'sqlite', join(folder, 'tenko.db'), 'sx');
    children.push(...hosts, bare, sqlite);
    // Events are named after the host at which they come in.
    for (const host of hosts)
      host.on('message', (told: Measured | RepliedTo) => {
        if ('repliedTo' in told) hosts[Number(/^h(\d+)x/.exec(told.repliedTo)?.[1])]?.send(told);
      });
    const of = ({ kind, hosts: count }: Cell): readonly ChildProcess[] =>
      kind === 'bare' ? [bare] : kind === 'sqlite' ? [sqlite] : hosts.slice(0, count);
    const found = new Map<
      Cell,
      { rate: number[]; p50: number[]; p99: number[]; commits: number[]; bytes: number[]; time: number[] }
    >();
    for (let round = 0; round <= rounds; round++)
      for (const cell of cells) {
        const before = await workOf(client);
        const asked = {
          round: `${cell.kind}${cell.hosts}-${round}`,
          events: round === 0 ? Math.ceil(events / 4) : events,
          atOnce: AT_ONCE,
        };
        const measured = await Promise.all(of(cell).map((child) => ask(child, asked)));
        const after = await workOf(client);
        // The first round warms them up.
        if (round === 0) continue;
        const done = events * cell.hosts;
        const so = found.get(cell) ?? { rate: [], p50: [], p99: [], commits: [], bytes: [], time: [] };
        found.set(cell, so);
        so.rate.push(measured.reduce((sum, { perSecond }) => sum + perSecond, 0));
        so.p50.push(Math.max(...measured.map(({ p50 }) => p50)));
        so.p99.push(Math.max(...measured.map(({ p99 }) => p99)));
        so.commits.push((after.commits - before.commits) / done);
        so.bytes.push((after.bytes - before.bytes) / done);
        so.time.push(((after.milliseconds - before.milliseconds) * 1_000) / done);
      }
    row(
      `durable commands, ${AT_ONCE} at once a host`,
      'commands/s',
      'of the bare loop',
      'p50 ms',
      'p99 ms',
      'transactions/command',
      'WAL bytes/command',
      'database µs/command',
    );
    row('---', '--:', '--:', '--:', '--:', '--:', '--:', '--:');
    const floor = median(found.get(cells[0]!)!.rate);
    for (const [cell, { rate, p50, p99, commits, bytes, time }] of found) {
      const work =
        cell.kind === 'sqlite'
          ? ['–', '–', '–']
          : [median(commits).toFixed(2), median(bytes).toFixed(0), median(time).toFixed(0)];
      row(
        cell.what,
        median(rate).toFixed(0),
        (median(rate) / floor).toFixed(2),
        median(p50).toFixed(1),
        median(p99).toFixed(1),
        ...work,
      );
    }
    const rateOf = (hosts: number): number =>
      median(found.get(cells.find((cell) => cell.kind === 'postgres' && cell.hosts === hosts)!)!.rate);
    console.log(`\nOne host reaches ${(rateOf(1) / floor).toFixed(2)} of the bare loop (goal: 0.75).`);
    if (most > 1) console.log(`Two hosts do ${(rateOf(2) / rateOf(1)).toFixed(2)} of what one does (goal: 1.25).`);
  } finally {
    for (const child of children) {
      child.send('stop');
      await once(child, 'exit');
    }
    await client.end();
    await admin.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
    await admin.end();
    rmSync(folder, { recursive: true });
  }
}
