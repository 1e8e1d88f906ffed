import type { MonthSpent, PushPromise } from '../../host/store.ts';
import type { Session, Statement } from './connection.ts';

/** Locks the account's month, so that what is promised is counted by one host after the other. */
const RAISE: Statement = {
  name: 'raise_month',
  text: `INSERT INTO month AS m (account, month, used) VALUES ($1, $2, $3)
    ON CONFLICT (account, month) DO UPDATE SET used = greatest(m.used, excluded.used) RETURNING used`,
};
const PROMISED: Statement = {
  name: 'promised',
  text: `SELECT coalesce(sum(promised), 0)::bigint AS promised,
      coalesce(sum(promised) FILTER (WHERE chat_key = $2), 0)::bigint AS own, count(*) FILTER (WHERE chat_key <> $2) AS waiting,
      (SELECT promised IS NOT NULL FROM outbox WHERE id = $3) AS before,
      coalesce((SELECT spent FROM month_chat WHERE chat_key = $2 AND account = $1 AND month = $4), 0) AS spent
    FROM outbox WHERE account = $1 AND promised IS NOT NULL AND id <> $3`,
};
const PROMISE: Statement = {
  name: 'promise',
  text: 'UPDATE outbox SET promised = $2, account = $3, month = $4 WHERE id = $1',
};
export const UNPROMISE: Statement = {
  name: 'unpromise',
  text: 'UPDATE outbox SET promised = NULL WHERE id = ANY ($1::bigint[]) AND promised IS NOT NULL',
};
export const SPEND: Statement = {
  name: 'spend',
  text: `
WITH p AS (UPDATE outbox o SET promised = NULL FROM (SELECT id, promised FROM outbox WHERE id = $1 AND promised IS NOT NULL FOR UPDATE) b
  WHERE o.id = b.id RETURNING o.chat_key, o.account, o.month, b.promised),
m AS (INSERT INTO month AS m (account, month, used) SELECT account, month, promised FROM p
  ON CONFLICT (account, month) DO UPDATE SET used = m.used + excluded.used),
c AS (INSERT INTO month_chat AS c (chat_key, account, month, spent) SELECT chat_key, account, month, promised FROM p
  ON CONFLICT (chat_key, account, month) DO UPDATE SET spent = c.spent + excluded.spent)
SELECT promised FROM p`,
};
export const SWEEP_MONTHS: Statement = {
  name: 'sweep_months',
  text: 'WITH m AS (DELETE FROM month WHERE month < $1) DELETE FROM month_chat WHERE month < $1',
};

interface Promised {
  readonly promised: number;
  readonly own: number;
  readonly waiting: number;
  readonly before: boolean | null;
  readonly spent: number;
}

export async function promise(
  session: Session,
  { id, chat, account, month, cost, limit, used }: PushPromise,
): Promise<boolean> {
  const raised = (await session.first<{ used: number }>(RAISE, [account, month, limit === undefined ? 0 : used]))!.used;
  const others = (await session.first<Promised>(PROMISED, [account, chat, id, month]))!;
  const isFair =
    others.before === true || others.waiting === 0 || others.spent + others.own + cost <= (limit ?? Infinity) / 2;
  const fits = limit === undefined || (raised + others.promised + cost <= limit && isFair);
  if (fits) await session.rows(PROMISE, [id, cost, account, month]);
  else await session.rows(UNPROMISE, [[id]]);
  return fits;
}

export async function monthSpent(session: Session, account: string, month: number, used: number): Promise<MonthSpent> {
  const raised = (await session.first<{ used: number }>(RAISE, [account, month, used]))!.used;
  const { promised } = (await session.first<Promised>(PROMISED, [account, '', 0, month]))!;
  return { used: raised, promised };
}
