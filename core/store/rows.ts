/** Rows as both databases answer them, in columns or (PostgreSQL) in JSON, and what they say. */
import type { FailureRow, InboxRow, NumberedCard, OutboxKind, OutboxRow, Signs, TimerRow } from '../host/store.ts';

export interface InboxColumns {
  readonly seq: number;
  readonly chat_key: string;
  readonly plugin: string;
  readonly version: string | null;
  readonly event_id: string;
  readonly body: string;
  readonly at: number;
  readonly attempts: number;
  readonly message_id: string | null;
}

export const readInbox = (row: InboxColumns): InboxRow => ({
  seq: row.seq,
  chat: row.chat_key,
  plugin: row.plugin,
  eventId: row.event_id,
  body: row.body,
  at: row.at,
  attempts: row.attempts,
  ...(row.message_id === null ? {} : { messageId: row.message_id }),
  ...(row.version === null ? {} : { version: row.version }),
});

export interface OutboxColumns {
  readonly id: number;
  readonly chat_key: string;
  readonly plugin: string;
  readonly event_id: string;
  readonly at: number;
  readonly kind: OutboxKind;
  readonly key: string | null;
  readonly token: string | null;
  readonly received_at: number | null;
  readonly by: number | null;
  readonly expires: number | null;
  /** SQLite has numbers for it. */
  readonly tried: boolean | number;
  readonly retry_key: string | null;
  readonly carried_by: number | null;
  readonly body: string;
}

export const readOutbox = (row: OutboxColumns): OutboxRow => ({
  id: row.id,
  chat: row.chat_key,
  plugin: row.plugin,
  eventId: row.event_id,
  at: row.at,
  kind: row.kind,
  body: row.body,
  tried: Boolean(row.tried),
  ...(row.key === null ? {} : { key: row.key }),
  ...(row.token === null ? {} : { token: row.token }),
  ...(row.received_at === null ? {} : { receivedAt: row.received_at }),
  ...(row.by === null ? {} : { by: row.by }),
  ...(row.expires === null ? {} : { expires: row.expires }),
  ...(row.retry_key === null ? {} : { retryKey: row.retry_key }),
  ...(row.carried_by === null ? {} : { carriedBy: row.carried_by }),
});

export interface TimerColumns {
  readonly chat_key: string;
  readonly plugin: string;
  readonly name: string;
  readonly due: number;
  readonly rule: string | null;
  readonly line: string;
}

export const readTimer = (row: TimerColumns): TimerRow & { readonly chat: string } => ({
  chat: row.chat_key,
  plugin: row.plugin,
  name: row.name,
  due: row.due,
  line: row.line,
  ...(row.rule === null ? {} : { rule: row.rule }),
});

/** What is left of a body that was shredded: it cannot be run again. */
export const STRIPPED = '{}';

export interface FailureColumns {
  readonly id: number;
  readonly at: number;
  readonly chat_key: string;
  readonly plugin: string;
  readonly event_id: string;
  readonly kind: FailureRow['kind'];
  readonly body: string;
  readonly code: string;
  readonly error: string;
  readonly message_id: string | null;
}

export const readFailure = (row: FailureColumns): FailureRow => ({
  id: row.id,
  at: row.at,
  chat: row.chat_key,
  plugin: row.plugin,
  eventId: row.event_id,
  kind: row.kind,
  body: row.body,
  code: row.code,
  error: row.error,
  ...(row.message_id === null ? {} : { messageId: row.message_id }),
});

export interface NumberedColumns {
  readonly chat_key: string;
  readonly message_id: string | null;
  readonly plugin: string;
  readonly about: string;
  readonly lines: string;
  readonly signs: string | null;
}

export const readNumbered = ({
  chat_key: chat,
  message_id,
  plugin,
  about,
  lines,
  signs,
}: NumberedColumns): NumberedCard => ({
  chat,
  plugin,
  about,
  lines: JSON.parse(lines) as string[],
  ...(message_id === null ? {} : { messageId: message_id }),
  ...(signs === null ? {} : { signs: JSON.parse(signs) as Signs }),
});
