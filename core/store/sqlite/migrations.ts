import type { DatabaseSync } from 'node:sqlite';
import { Failure } from '../../errors.ts';

/** "TNKO": how a file says that it is Tenko's (SQLite's `application_id`). */
const APPLICATION_ID = 0x544e4b4f;

/**
 * The tables, one step a version. A step that has been released is never changed: what follows is a new one.
 *
 * `seen` begins with the event's id: LINE's grow with time, so that new ones land on the page that is being written anyway.
 * `size` is a key and its value in UTF-16 units, `bytes` the sum over a mailbox: so that a share is checked without reading what is
 * stored. `owner` is the run of the host that has an inbox row in hand; none: nobody has.
 */
const STEPS: readonly string[] = [
  `
  CREATE TABLE seen (chat_key TEXT NOT NULL, event_id TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (event_id, chat_key)) WITHOUT ROWID;
  CREATE INDEX seen_at ON seen (at);
  CREATE TABLE chat (chat_key TEXT NOT NULL PRIMARY KEY, policy TEXT, policy_rev INTEGER NOT NULL DEFAULT 0,
    left_at INTEGER) WITHOUT ROWID;
  CREATE INDEX chat_left ON chat (left_at) WHERE left_at IS NOT NULL;
  CREATE TABLE mailbox (chat_key TEXT NOT NULL, plugin TEXT NOT NULL, bytes INTEGER NOT NULL, rev INTEGER NOT NULL,
    PRIMARY KEY (chat_key, plugin)) WITHOUT ROWID;
  CREATE TABLE inbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, chat_key TEXT NOT NULL, plugin TEXT NOT NULL,
    event_id TEXT NOT NULL, at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, owner INTEGER, body TEXT NOT NULL);
  CREATE INDEX inbox_unowned ON inbox (seq) WHERE owner IS NULL;
  CREATE TABLE state (chat_key TEXT NOT NULL, plugin TEXT NOT NULL, key TEXT NOT NULL, size INTEGER NOT NULL,
    value TEXT NOT NULL, PRIMARY KEY (chat_key, plugin, key));
  CREATE TABLE member (chat_key TEXT NOT NULL, user_id TEXT NOT NULL, name TEXT, first_at INTEGER, last_at INTEGER,
    left_at INTEGER, forgotten_at INTEGER, PRIMARY KEY (chat_key, user_id));
  CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, chat_key TEXT NOT NULL, plugin TEXT NOT NULL,
    event_id TEXT NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, key TEXT, token TEXT, received_at INTEGER, by INTEGER,
    expires INTEGER, tried INTEGER NOT NULL, retry_key TEXT, carried_by INTEGER, body TEXT NOT NULL);
  CREATE INDEX outbox_key ON outbox (chat_key, plugin, key) WHERE key IS NOT NULL;
  CREATE INDEX outbox_carried ON outbox (carried_by) WHERE carried_by IS NOT NULL;
  CREATE TABLE timer (chat_key TEXT NOT NULL, plugin TEXT NOT NULL, name TEXT NOT NULL, due INTEGER NOT NULL, rule TEXT,
    line TEXT NOT NULL, paused INTEGER NOT NULL, PRIMARY KEY (chat_key, plugin, name));
  CREATE INDEX timer_due ON timer (due) WHERE paused = 0;
  CREATE TABLE dead (id INTEGER PRIMARY KEY AUTOINCREMENT, chat_key TEXT NOT NULL, plugin TEXT NOT NULL, seq INTEGER,
    event_id TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, code TEXT NOT NULL, error TEXT NOT NULL, body TEXT NOT NULL);
  CREATE TABLE line (id TEXT NOT NULL PRIMARY KEY, chat_key TEXT NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL);
  CREATE INDEX line_at ON line (at);
  CREATE TABLE tag_key (id TEXT NOT NULL PRIMARY KEY, key BLOB NOT NULL, at INTEGER NOT NULL, retired_at INTEGER);
  `,
  `
  CREATE TABLE download (id TEXT NOT NULL PRIMARY KEY, chat_key TEXT NOT NULL, plugin TEXT NOT NULL, seq INTEGER NOT NULL,
    expires INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, body BLOB NOT NULL);
  CREATE INDEX download_mailbox ON download (chat_key, plugin, seq);
  CREATE INDEX download_expires ON download (expires);
  `,
  `
  CREATE TABLE card (chat_key TEXT NOT NULL, message_id TEXT NOT NULL, plugin TEXT NOT NULL, subject TEXT NOT NULL,
    at INTEGER NOT NULL, PRIMARY KEY (chat_key, message_id)) WITHOUT ROWID;
  CREATE INDEX card_at ON card (at);
  CREATE TABLE invocation (chat_key TEXT NOT NULL, message_id TEXT NOT NULL, plugin TEXT NOT NULL, event_id TEXT NOT NULL,
    subject TEXT, at INTEGER NOT NULL, PRIMARY KEY (chat_key, message_id)) WITHOUT ROWID;
  CREATE INDEX invocation_at ON invocation (at);
  ALTER TABLE inbox ADD COLUMN message_id TEXT;
  ALTER TABLE outbox ADD COLUMN message_id TEXT;
  ALTER TABLE dead ADD COLUMN message_id TEXT;
  CREATE INDEX dead_message ON dead (chat_key, message_id) WHERE message_id IS NOT NULL;
  `,
  `
  CREATE TABLE receipt (chat_key TEXT NOT NULL, plugin TEXT NOT NULL, day INTEGER NOT NULL, profiles INTEGER NOT NULL,
    rosters INTEGER NOT NULL, counts INTEGER NOT NULL, messages INTEGER NOT NULL, notices INTEGER NOT NULL,
    pushes INTEGER NOT NULL, fetches INTEGER NOT NULL, PRIMARY KEY (chat_key, plugin, day)) WITHOUT ROWID;
  CREATE INDEX receipt_day ON receipt (day);
  CREATE TABLE sent (account TEXT NOT NULL, hour INTEGER NOT NULL, replies INTEGER NOT NULL, notices INTEGER NOT NULL,
    pushes INTEGER NOT NULL, PRIMARY KEY (account, hour)) WITHOUT ROWID;
  `,
  `
  ALTER TABLE line ADD COLUMN message_id TEXT;
  CREATE INDEX line_message ON line (chat_key, message_id) WHERE message_id IS NOT NULL;
  `,
];

const numberOf = (db: DatabaseSync, sql: string): number => Number(Object.values(db.prepare(sql).get() ?? {})[0] ?? 0);

/** 0 for a new file. Throws STORE_UNUSABLE for a file that is not ours or is newer than this program. */
function versionOf(db: DatabaseSync, file: string): number {
  if (numberOf(db, 'SELECT count(*) FROM sqlite_schema') === 0) return 0;
  if (numberOf(db, 'PRAGMA application_id') !== APPLICATION_ID)
    throw new Failure(
      'STORE_UNUSABLE',
      `${file} is another program's database; set DATA_DIR to a folder of Tenko's own`,
    );
  const version = numberOf(db, 'SELECT max(version) FROM migration');
  if (version > STEPS.length)
    throw new Failure(
      'STORE_UNUSABLE',
      `${file} was written by a newer Tenko (its version is ${version}, this one knows ${STEPS.length}); start that one, or restore a backup`,
    );
  return version;
}

/** Brings the file to the newest version, each step in a transaction of its own. Throws STORE_UNUSABLE. */
export function migrate(db: DatabaseSync, file: string, now: number): void {
  while (versionOf(db, file) < STEPS.length) {
    db.exec('BEGIN IMMEDIATE');
    try {
      // Two programs may open a file at once: what is to be done is decided under the lock.
      const version = versionOf(db, file);
      if (version === 0) {
        db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
        db.exec('CREATE TABLE migration (version INTEGER PRIMARY KEY, at INTEGER NOT NULL)');
      }
      const step = STEPS[version];
      if (step !== undefined) {
        db.exec(step);
        db.prepare('INSERT INTO migration (version, at) VALUES (?, ?)').run(version + 1, now);
      }
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }
}
