import type { RosterChange } from '../../host/store.ts';
import type { Session, Statement } from './connection.ts';
import { json } from './text.ts';

/** A statement changes one member once; what follows goes into the next. */
const MOST = 2_000;

export const ROSTER: Statement = {
  name: 'roster',
  text: 'SELECT user_id, last_at FROM member WHERE chat_key = $1 AND last_at IS NOT NULL AND left_at IS NULL ORDER BY first_at, nth',
};

const GIVEN = 'FROM json_to_recordset($1::json) AS c(nth integer, chat text, member text, at bigint)';

/**
 * `left_at` and `forgotten_at` are marks: what was seen earlier than they say, and is written later, brings nobody back. Of someone
 * forgotten only the mark is kept. Members are locked in the order of their keys; `nth` says who was written first.
 */
const CHANGES: Readonly<Record<RosterChange['what'], Statement>> = {
  seen: {
    name: 'member_seen',
    text: `WITH new AS MATERIALIZED (SELECT q.*, nextval(pg_get_serial_sequence('member', 'nth')) AS rank FROM (SELECT * ${GIVEN} ORDER BY nth) q)
      INSERT INTO member AS m (chat_key, user_id, first_at, last_at, nth) SELECT chat, member, at, at, rank FROM new ORDER BY chat, member
      ON CONFLICT (chat_key, user_id) DO UPDATE SET first_at = least(m.first_at, excluded.first_at),
        last_at = greatest(m.last_at, excluded.last_at), left_at = NULL
      WHERE excluded.last_at > coalesce(m.left_at, -1) AND excluded.last_at > coalesce(m.forgotten_at, -1)`,
  },
  left: {
    name: 'member_left',
    text: `INSERT INTO member AS m (chat_key, user_id, left_at) SELECT chat, member, at ${GIVEN} ORDER BY chat, member
      ON CONFLICT (chat_key, user_id) DO UPDATE SET left_at = excluded.left_at
      WHERE excluded.left_at >= coalesce(m.last_at, excluded.left_at) AND excluded.left_at > coalesce(m.left_at, -1)`,
  },
  forgotten: {
    name: 'member_forgotten',
    text: `INSERT INTO member AS m (chat_key, user_id, forgotten_at) SELECT chat, member, at ${GIVEN} ORDER BY chat, member
      ON CONFLICT (chat_key, user_id) DO UPDATE SET name = NULL, forgotten_at = greatest(m.forgotten_at, excluded.forgotten_at),
        first_at = CASE WHEN m.last_at > excluded.forgotten_at THEN m.last_at END,
        last_at = CASE WHEN m.last_at > excluded.forgotten_at THEN m.last_at END`,
  },
};

/** In their order: changes of one kind go together until a member comes for the second time. */
export async function changeMembers(session: Session, changes: readonly RosterChange[]): Promise<void> {
  for (let from = 0; from < changes.length;) {
    const { what } = changes[from]!;
    const members = new Set<string>();
    let to = from;
    for (; to < changes.length && to - from < MOST; to++) {
      const { what: other, chat, memberId } = changes[to]!;
      const name = `${chat} ${memberId}`;
      if (other !== what || members.has(name)) break;
      members.add(name);
    }
    const rows = changes.slice(from, to).map(({ chat, memberId, at }, nth) => ({ nth, chat, member: memberId, at }));
    await session.rows(CHANGES[what], [json(rows)]);
    from = to;
  }
}
