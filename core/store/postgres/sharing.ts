import type { Sharing } from '../../host/store.ts';
import type { Accepting } from './accepting.ts';
import { Batch } from './batch.ts';
import type { Claiming } from './claiming.ts';
import type { Connection, Statement } from './connection.ts';
import type { Hands } from './hands.ts';
import type { Life } from './life.ts';
import { LOOK } from './outbox.ts';
import { pace } from './pace.ts';
import { json } from './text.ts';

/** A bucket is full at the first, holds a second's worth, and fills as time goes by. `$1` its name, `$2` a second's worth, `$3` the most. */
const TAKE: Statement = {
  name: 'take_from_bucket',
  text: `
WITH made AS (INSERT INTO bucket (name, level, at) VALUES ($1, $2, clock_timestamp()) ON CONFLICT (name) DO NOTHING RETURNING name),
now AS (SELECT clock_timestamp() AS at),
b AS (SELECT bucket.name, least($2, level + greatest(0, extract(epoch FROM now.at - bucket.at)) * $2) AS level, now.at
  FROM bucket, now WHERE bucket.name = $1 FOR UPDATE OF bucket),
t AS (UPDATE bucket SET level = b.level - floor(least(b.level, $3)), at = b.at FROM b WHERE bucket.name = b.name
  RETURNING floor(least(b.level, $3)) AS taken)
SELECT taken FROM t`,
};

/** By the index of rows that nobody has, which is empty nearly always. `seq` grows with the time: the first ones are the oldest of a chat. */
const UNHELD: Statement = {
  name: 'unheld',
  text: 'SELECT count(*) AS events, min(at) AS oldest FROM (SELECT at FROM inbox WHERE owner IS NULL LIMIT $1) i',
};
const MOST_UNHELD = 10_000;

export interface SharingParts {
  readonly connection: Connection;
  readonly hands: Hands;
  readonly life: Life;
  readonly accepting: Accepting;
  readonly claiming: Claiming;
  /** Resolves when what was settled is written. */
  readonly settled: () => Promise<void>;
  readonly onLeave: () => void;
}

export function sharingOf({ connection, hands, life, accepting, claiming, settled, onLeave }: SharingParts): Sharing {
  const looks = new Batch<readonly string[], readonly string[]>({
    async run(asked) {
      const chats = [...new Set(asked.flat())];
      const rows = await connection.rows<{ chat: string }>(LOOK, [json(chats.map(String) as unknown as object[])]);
      const waiting = new Set(rows.map(({ chat }) => chat));
      return asked.map((some) => some.filter((chat) => waiting.has(chat)));
    },
  });
  return {
    listen: (to) => hands.listen(to),
    renew: (loaded) => life.renew(loaded),
    release: (chats, { handOver = false } = {}) => claiming.release(chats, { handOver, settled }),
    look: (chats) => looks.add(chats),
    lend: (chat, token) => accepting.lend(chat, token),
    async take(bucket, perSecond, most) {
      const asked = [bucket, perSecond, most];
      // The first to ask makes it, and sees it only then.
      const row =
        (await connection.first<{ taken: number }>(TAKE, asked)) ??
        (await connection.first<{ taken: number }>(TAKE, asked));
      return row?.taken ?? 0;
    },
    pace: (...asked) => pace(connection, ...asked),
    async unheld() {
      const row = await connection.first<{ events: number; oldest: number | null }>(UNHELD, [MOST_UNHELD]);
      const { events, oldest } = row!;
      return oldest === null ? { events } : { events, oldest };
    },
    async leave() {
      onLeave();
      await life.end(true);
    },
  };
}
