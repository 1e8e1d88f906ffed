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
export const STEPS: readonly string[] = [
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
  `
  ALTER TABLE inbox ADD COLUMN version TEXT;
  ALTER TABLE outbox ADD COLUMN promised INTEGER;
  ALTER TABLE outbox ADD COLUMN account TEXT;
  ALTER TABLE outbox ADD COLUMN month INTEGER;
  CREATE INDEX outbox_promised ON outbox (account) WHERE promised IS NOT NULL;
  CREATE TABLE month (account TEXT NOT NULL, month INTEGER NOT NULL, used INTEGER NOT NULL,
    PRIMARY KEY (account, month)) WITHOUT ROWID;
  CREATE TABLE month_chat (chat_key TEXT NOT NULL, account TEXT NOT NULL, month INTEGER NOT NULL, spent INTEGER NOT NULL,
    PRIMARY KEY (chat_key, account, month)) WITHOUT ROWID;
  `,
  `
  CREATE TABLE secret (name TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
  ALTER TABLE chat ADD COLUMN met_at INTEGER;
  ALTER TABLE chat ADD COLUMN kind TEXT;
  CREATE INDEX chat_met ON chat (chat_key) WHERE met_at IS NOT NULL;
  `,
  `
  CREATE TABLE numbered (id INTEGER PRIMARY KEY, chat_key TEXT NOT NULL, message_id TEXT, plugin TEXT NOT NULL,
    about TEXT NOT NULL, lines TEXT NOT NULL, signs TEXT, at INTEGER NOT NULL, is_open INTEGER NOT NULL);
  CREATE INDEX numbered_chat ON numbered (chat_key, message_id);
  CREATE INDEX numbered_at ON numbered (at);
  CREATE TABLE reaction (id INTEGER PRIMARY KEY, chat_key TEXT NOT NULL, message_id TEXT NOT NULL, member_id TEXT NOT NULL,
    sign TEXT NOT NULL, added INTEGER NOT NULL, at INTEGER NOT NULL, UNIQUE (chat_key, message_id, member_id));
  CREATE INDEX reaction_at ON reaction (at);
  `,
  `
  ALTER TABLE receipt ADD COLUMN contents INTEGER NOT NULL DEFAULT 0;
  `,
  'CREATE INDEX member_last ON member (last_at DESC, chat_key) WHERE last_at IS NOT NULL',
];

export const newestVersion: number = STEPS.length;

export const numberOf = (db: DatabaseSync, sql: string): number =>
  Number(Object.values(db.prepare(sql).get() ?? {})[0] ?? 0);

/** 0 for a new file. Throws STORE_UNUSABLE for a file that is not ours or is newer than this program. */
export function versionOf(db: DatabaseSync, file: string, known = STEPS.length): number {
  if (numberOf(db, 'SELECT count(*) FROM sqlite_schema') === 0) return 0;
  if (numberOf(db, 'PRAGMA application_id') !== APPLICATION_ID)
    throw new Failure(
      'STORE_UNUSABLE',
      `${file} is another program's database; set DATA_DIR to a folder of Tenko's own`,
    );
  const version = numberOf(db, 'SELECT max(version) FROM migration');
  if (version > known)
    throw new Failure(
      'STORE_UNUSABLE',
      `${file} was written by a newer Tenko (its version is ${version}, this one knows ${known}); start that one, or restore the backup that was made before the upgrade (README, “Upgrade and roll back”)`,
    );
  return version;
}

/** Brings the file to the newest version, each step in a transaction of its own. Throws STORE_UNUSABLE. `steps`: tests bring others. */
export function migrate(db: DatabaseSync, file: string, now: number, steps = STEPS): void {
  while (versionOf(db, file, steps.length) < steps.length) {
    db.exec('BEGIN IMMEDIATE');
    try {
      // Two programs may open a file at once: what is to be done is decided under the lock.
      const version = versionOf(db, file, steps.length);
      if (version === 0) {
        db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
        db.exec('CREATE TABLE migration (version INTEGER PRIMARY KEY, at INTEGER NOT NULL)');
      }
      const step = steps[version];
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
