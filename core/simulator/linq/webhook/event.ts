import { randomBytes, randomUUID } from 'node:crypto';
import type { Account } from '../account.ts';
import { stamp } from '../stamp.ts';

/** Those of `@linqapp/sdk` 0.28.2. */
export const EVENT_TYPES = [
  'message.sent',
  'message.received',
  'message.read',
  'message.delivered',
  'message.failed',
  'message.edited',
  'reaction.added',
  'reaction.removed',
  'participant.added',
  'participant.removed',
  'chat.created',
  'chat.group_name_updated',
  'chat.group_icon_updated',
  'chat.group_name_update_failed',
  'chat.group_icon_update_failed',
  'chat.typing_indicator.started',
  'chat.typing_indicator.stopped',
  'phone_number.status_updated',
  'call.initiated',
  'call.ringing',
  'call.answered',
  'call.ended',
  'call.failed',
  'call.declined',
  'call.no_answer',
  'location.sharing.started',
  'location.sharing.stopped',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export const VERSION = '2026-02-03';

/** What one POST to the host carries. */
export interface LinqEvent {
  readonly api_version: 'v3';
  readonly webhook_version: string;
  readonly event_type: string;
  /** The same each time the event is sent. */
  readonly event_id: string;
  readonly created_at: string;
  readonly trace_id: string;
  readonly partner_id: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export const newTraceId = (): string => randomBytes(16).toString('hex');

export const eventOf = ({ partnerId, now }: Account, type: string, data: object): LinqEvent => ({
  api_version: 'v3',
  webhook_version: VERSION,
  event_type: type,
  event_id: randomUUID(),
  created_at: stamp(now()),
  trace_id: newTraceId(),
  partner_id: partnerId,
  data: { ...data },
});
