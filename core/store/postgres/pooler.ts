import type { Client } from 'pg';
import { rowsOf } from './server.ts';

/** `transaction`: what a connection was told, or listens to, is another one's at its next transaction. */
export type Pooling = 'none' | 'session' | 'transaction';

/** A pooler may take its connections in turn. */
const OTHERS = 4;

const backendOf = async (client: Client): Promise<number> =>
  (await rowsOf<{ pid: number }>(client, 'SELECT pg_backend_pid() AS pid'))[0]!.pid;

/**
 * Whether something hands out the server's connections between us and it, and for how long: while others hold theirs in transactions,
 * a connection that is ours alone stays the same, and nobody else is given it. `connect` opens a connection more, which is closed here.
 */
export async function poolingOf(own: Client, connect: () => Promise<Client>): Promise<Pooling> {
  const mine = await backendOf(own);
  const others: Client[] = [];
  try {
    for (let n = 0; n < OTHERS; n++) {
      const other = await connect().catch(() => undefined);
      // There is room for no more: the connections that there are tell enough.
      if (!other) break;
      others.push(other);
      await other.query('BEGIN');
      if ((await backendOf(other)) === mine) return 'transaction';
    }
    if ((await backendOf(own)) !== mine) return 'transaction';
  } finally {
    await Promise.allSettled(others.map((other) => other.end()));
  }
  // What the server told us at the log-in is its process (protocol, BackendKeyData); a pooler tells a number of its own.
  return (own as Client & { readonly processID?: number | null }).processID === mine ? 'none' : 'session';
}
