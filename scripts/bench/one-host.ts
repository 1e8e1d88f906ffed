/** One host of `npm run bench -- --hosts N`, or what stands beside it: runs what it is asked for and tells how long that took. */
import 'reflect-metadata';
import { argv } from 'node:process';
import { PostgresStore } from '../../core/store/postgres/postgres-store.ts';
import { SqliteStore } from '../../core/store/sqlite/sqlite-store.ts';
import { bareSharedLoop } from './bare-shared-loop.ts';
import { engineOn } from './engine.ts';
import type { Asked, Measured, RepliedTo } from './hosts.ts';
import { BODY, MESSAGE, type Subject } from './subject.ts';

const CHATS = 2_000;
const HOT = 10;

const [, , kind, address, name] = argv as [string, string, 'bare' | 'sqlite' | 'postgres', string, string];

/** A chat that has just been given back may be another host's when its next event comes in here: then that one replies. */
async function subjectOf(): Promise<Subject & { replied?(token: string): void }> {
  if (kind === 'bare') return bareSharedLoop(address, BODY, MESSAGE);
  if (kind === 'sqlite') return engineOn(SqliteStore.open(address));
  return engineOn(await PostgresStore.open(address), (token) => {
    if (token.startsWith(`${name}-`)) console.error(`${token} was replied to twice`);
    else process.send!({ repliedTo: token });
  });
}

const subject = await subjectOf();

async function measure({ round, events, atOnce }: Asked): Promise<Measured> {
  const times: number[] = [];
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < events) {
        const event = next++;
        // A tenth of all events goes to ten busy chats. Every host has chats of its own, as behind a balancer that knows them.
        const chat = event % 10 === 0 ? (event / 10) % HOT : (event * 7_919) % CHATS;
        const from = performance.now();
        await subject.one(`C${name}${chat}`, `${name}-${round}-${event}`);
        times.push(performance.now() - from);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  times.sort((a, b) => a - b);
  return { perSecond: events / seconds, p50: times[Math.floor(events / 2)]!, p99: times[Math.floor(events * 0.99)]! };
}

process.on('message', (asked: Asked | RepliedTo | 'stop') => {
  if (asked === 'stop') void subject.close().then(() => process.exit(0));
  else if ('repliedTo' in asked) subject.replied?.(asked.repliedTo);
  else void measure(asked).then((measured) => process.send!(measured));
});
process.send!('ready');
