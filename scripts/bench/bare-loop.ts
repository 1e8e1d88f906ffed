import { DatabaseSync } from 'node:sqlite';
import { Order } from './order.ts';
import type { Subject } from './subject.ts';

/**
 * What any durable queue on SQLite has to do, and nothing else: accept an event once (durable), take it in the order of its mailbox,
 * read and change 1.2 kB of JSON, and end it with one message to send (durable), which is taken out when it was sent. All that comes in
 * one turn of the event loop shares one transaction. No handler, no parser, no scope, no log, no lane, no recovery.
 */
export function bareLoop(file: string, body: string, message: string): Subject {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA synchronous = FULL');
  db.exec('PRAGMA cache_size = -16000');
  const statement = (sql: string) => db.prepare(sql);
  const seen = statement('INSERT INTO seen (chat_key, event_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const arrive = statement("INSERT INTO inbox (chat_key, plugin, event_id, at, body) VALUES (?, 'keeper', ?, ?, ?)");
  const count = statement(
    "INSERT INTO mailbox (chat_key, plugin, bytes, rev) VALUES (?, 'keeper', 0, 1) ON CONFLICT DO UPDATE SET rev = rev + 1",
  );
  const read = statement("SELECT value FROM state WHERE chat_key = ? AND plugin = 'keeper' AND key = 'poll:1'");
  const write = statement(
    "INSERT INTO state (chat_key, plugin, key, size, value) VALUES (?1, 'keeper', 'poll:1', 0, ?2) ON CONFLICT DO UPDATE SET value = ?2",
  );
  const send = statement(
    "INSERT INTO outbox (chat_key, plugin, event_id, at, kind, token, tried, body) VALUES (?1, 'keeper', ?2, ?3, 'reply', ?2, 1, ?4)",
  );
  const done = statement('DELETE FROM inbox WHERE seq = ?');
  const settle = statement('DELETE FROM outbox WHERE id = ?');
  const begin = statement('BEGIN IMMEDIATE');
  const commit = statement('COMMIT');
  const mailboxes = new Order();
  let works: (() => void)[] = [];
  let answers: (() => void)[] = [];

  function flush(): void {
    const [written, answered] = [works, answers];
    works = [];
    answers = [];
    begin.run();
    for (const work of written) work();
    commit.run();
    for (const answer of answered) answer();
  }
  const together = (work: () => void): Promise<void> =>
    new Promise((resolve) => {
      works.push(work);
      if (answers.push(resolve) === 1) setImmediate(flush);
    });

  async function handle(chat: string, id: string, seq: number | bigint, event: string): Promise<void> {
    const { text } = JSON.parse(event) as { text: string };
    const kept = read.get(chat) as { value: string } | undefined;
    const state = JSON.parse(kept?.value ?? '{}') as Record<string, string>;
    state['votes'] = text.padEnd(1_180, 'x');
    let sent: number | bigint = 0;
    await together(() => {
      done.run(seq);
      count.run(chat);
      write.run(chat, JSON.stringify(state));
      sent = send.run(chat, id, Date.now(), message).lastInsertRowid;
    });
    works.push(() => settle.run(sent));
  }

  return {
    async one(chat, id) {
      let seq: number | bigint = 0;
      await together(() => {
        seen.run(chat, id, Date.now());
        seq = arrive.run(chat, id, Date.now(), body).lastInsertRowid;
      });
      await mailboxes.add(chat, () => handle(chat, id, seq, body));
    },
    close: () => Promise.resolve(db.close()),
  };
}
