import { STORAGE_SHARE } from '../../host/store.ts';
import type { Statement } from './connection.ts';
import { HOST, isIn } from './chats-sql.ts';

const DONE = isIn('n', 'SELECT n FROM done');
const COUNTS = ['profiles', 'rosters', 'counts', 'messages', 'notices', 'pushes', 'fetches', 'contents'] as const;

/** What not every unit leaves; a statement has what one of its units needs, since each part costs also when there is nothing for it. */
export interface Parts {
  /** Units whose mailbox is to be measured. */
  readonly sizes: boolean;
  /** Messages that stand for one that waits, and what a member's message has left. */
  readonly cards: boolean;
  /** Failures, keys that are removed, timers, long lines, and what was read and sent. */
  readonly rest: boolean;
}

const when = (is: boolean, text: string): string => (is ? text : '');

const SIZES = `
sizes AS MATERIALIZED (
  SELECT u.n, s.held, s.held - s.replaced + u.written AS after,
    u.written > s.replaced AND s.held - s.replaced + u.written > ${STORAGE_SHARE} AS is_full
  FROM u CROSS JOIN LATERAL (SELECT coalesce(sum(size), 0) AS held, coalesce(sum(size) FILTER (WHERE key = ANY (u.keys)), 0) AS replaced
    FROM state s WHERE s.chat_key = u.chat AND s.plugin = u.plugin) s
  WHERE u.keys IS NOT NULL),`;
const CARDS = `,
replaced AS (
  DELETE FROM outbox x WHERE NOT x.tried AND x.carried_by IS NULL AND x.id = ANY (ARRAY(
    SELECT k.id FROM o CROSS JOIN LATERAL (SELECT id FROM outbox x WHERE x.chat_key = o.chat AND x.plugin = o.plugin AND x.key = o.key OFFSET 0) k
    WHERE o.key IS NOT NULL))),
ran AS (
  INSERT INTO invocation (chat_key, message_id, plugin, event_id, subject, at)
  SELECT DISTINCT ON (chat, ran) chat, ran, plugin, event, subject, $2::bigint FROM done
  WHERE ran IS NOT NULL AND code IS NULL ORDER BY chat, ran, n DESC
  ON CONFLICT (chat_key, message_id) DO UPDATE
    SET plugin = excluded.plugin, event_id = excluded.event_id, subject = excluded.subject, at = excluded.at)`;
const REST = `,
buried AS (
  INSERT INTO dead (chat_key, plugin, seq, event_id, kind, at, code, error, message_id, body)
  SELECT chat, plugin, seq, event, 'event', $2::bigint, code, error, message_id, body FROM done WHERE code IS NOT NULL),
removed AS (
  DELETE FROM state s USING w
  WHERE s.chat_key = w.chat AND s.plugin = w.plugin AND s.key = w.key AND w.value IS NULL AND ${isIn('w.n', 'SELECT n FROM done')}),
set_timers AS (
  INSERT INTO timer (chat_key, plugin, name, due, rule, line, paused)
  SELECT chat, plugin, name, due, rule, line, EXISTS (SELECT FROM chat c WHERE c.chat_key = t.chat AND c.left_at >= 0)::integer
  FROM json_to_recordset($6::json) AS t(n integer, chat text, plugin text, name text, due bigint, rule text, line text) WHERE ${DONE}
  ON CONFLICT (chat_key, plugin, name) DO UPDATE SET due = excluded.due, rule = excluded.rule, line = excluded.line),
cancelled AS (
  DELETE FROM timer t USING json_to_recordset($7::json) AS x(n integer, chat text, plugin text, name text)
  WHERE t.chat_key = x.chat AND t.plugin = x.plugin AND t.name = x.name AND ${isIn('x.n', 'SELECT n FROM done')}),
lines AS (
  INSERT INTO line (id, chat_key, at, text, message_id)
  SELECT DISTINCT ON (id) id, chat, $2::bigint, text, message
  FROM json_to_recordset($8::json) AS l(n integer, chat text, id text, text text, message text) WHERE ${DONE} ORDER BY id, n DESC
  ON CONFLICT (id) DO UPDATE SET chat_key = excluded.chat_key, at = excluded.at, text = excluded.text, message_id = excluded.message_id),
counted AS (
  INSERT INTO receipt AS r (chat_key, plugin, day, ${COUNTS.join(', ')})
  SELECT chat, plugin, $2::bigint / 86400000, ${COUNTS.map((name) => `(receipt->>'${name}')::bigint`).join(', ')}
  FROM done WHERE receipt IS NOT NULL
  ON CONFLICT (chat_key, plugin, day) DO UPDATE SET ${COUNTS.map((name) => `${name} = r.${name} + excluded.${name}`).join(', ')})`;

/**
 * Units, many in one statement. `$2`: the time; `$3`: the units; then their writes and messages, and with the rest their timers, timers that
 * are cancelled, and long lines. A unit is done when its row is still there, its chat is this host's, and its mailbox stays within its
 * share: that is measured for units that name their `keys`. Nothing of the others is written.
 *
 * Where what is small could be joined from the wrong side, a table as a whole, it is asked row by row instead: by a query for one value, or
 * behind `OFFSET 0`, which the planner does not look through.
 */
const commitWith = ({ sizes, cards, rest }: Parts): string => `
WITH ${HOST},
u AS MATERIALIZED (SELECT * FROM json_to_recordset($3::json) AS u(n integer, chat text, plugin text, seq bigint, event text, message text,
  written bigint, keys text[], code text, error text, ran text, subject text, receipt json)),
w AS MATERIALIZED (SELECT * FROM json_to_recordset($4::json) AS w(n integer, chat text, plugin text, key text, size integer, value text)),${when(sizes, SIZES)}
done AS MATERIALIZED (
  DELETE FROM inbox i USING u
  WHERE i.chat_key = u.chat AND i.seq = u.seq AND i.plugin = u.plugin
    AND (SELECT owner FROM chat c WHERE c.chat_key = u.chat) = (SELECT id FROM h)
    ${when(sizes, 'AND (u.n IN (SELECT n FROM sizes WHERE is_full)) IS NOT TRUE')}
  RETURNING u.n, u.chat, u.plugin, u.seq, u.event, u.code, u.error, u.ran, u.subject, u.receipt, i.body, i.message_id),
put AS (
  INSERT INTO state (chat_key, plugin, key, size, value)
  SELECT chat, plugin, key, size, value FROM w WHERE value IS NOT NULL AND ${DONE}
  ON CONFLICT (chat_key, plugin, key) DO UPDATE SET size = excluded.size, value = excluded.value),
o AS MATERIALIZED (SELECT q.*, nextval('outbox_id') AS id FROM (
  SELECT * FROM json_to_recordset($5::json) AS o(n integer, k integer, chat text, plugin text, event text, message text, kind text, key text,
    token text, received bigint, by bigint, expires bigint, tried boolean, void boolean, body text)
  WHERE ${DONE} ORDER BY n, k) q),
posted AS (
  INSERT INTO outbox (id, chat_key, plugin, event_id, at, kind, key, token, received_at, by, expires, tried, message_id, body)
  SELECT id, chat, plugin, event, $2::bigint, kind, key, token, received, by, expires, tried, message, body FROM o WHERE NOT void)${when(cards, CARDS)}${when(rest, REST)}
SELECT (SELECT count(*) FROM h) AS alive, (SELECT json_agg(n) FROM done) AS done,
  (SELECT json_agg(json_build_array(n, id) ORDER BY id) FROM o) AS posted,
  ${when(sizes, '(SELECT json_agg(json_build_array(n, held, after)) FROM sizes) AS sizes,')}
  (SELECT json_agg(json_build_array(u.n,
      EXISTS (SELECT FROM inbox i WHERE i.chat_key = u.chat AND i.seq = u.seq),
      EXISTS (SELECT FROM chat c WHERE c.chat_key = u.chat AND c.owner = (SELECT id FROM h))))
    FROM u WHERE (u.n IN (SELECT n FROM done)) IS NOT TRUE) AS refused`;

const made = new Map<string, Statement>();

/** One of eight. */
export function commitStatement(parts: Parts): Statement {
  const name = ['commit', ...(['sizes', 'cards', 'rest'] as const).filter((part) => parts[part])].join('_');
  const known = made.get(name) ?? { name, text: commitWith(parts) };
  made.set(name, known);
  return known;
}
