import type { Channel } from '../channel.ts';
import { newUlid } from '../identifier.ts';

export type Source =
  | { readonly type: 'user'; readonly userId?: string }
  | { readonly type: 'group'; readonly groupId: string; readonly userId?: string }
  | { readonly type: 'room'; readonly roomId: string; readonly userId?: string };

/** A webhook event in LINE's form (LINE reference, "Common properties"), whatever its type. */
export interface WebhookEvent {
  readonly type: string;
  readonly mode: 'active' | 'standby';
  readonly timestamp: number;
  readonly source?: Source;
  readonly webhookEventId: string;
  readonly deliveryContext: { readonly isRedelivery: boolean };
  readonly replyToken?: string;
  readonly [payload: string]: unknown;
}

/** One kind of thing that happened, with what LINE says about it. */
export interface Happening {
  readonly type: string;
  readonly source: Source;
  readonly replyToken?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}

export function eventOf(channel: Channel, { type, source, replyToken, payload }: Happening): WebhookEvent {
  const timestamp = channel.now();
  return {
    type,
    ...payload,
    webhookEventId: newUlid(timestamp),
    deliveryContext: { isRedelivery: false },
    timestamp,
    source,
    ...(replyToken === undefined ? {} : { replyToken }),
    mode: 'active',
  };
}

/** The form of every event while a module channel holds the chat: nobody may answer it. */
export function standby(event: WebhookEvent): WebhookEvent {
  const { replyToken: _, ...rest } = event;
  return { ...rest, mode: 'standby' };
}

/** The event as LINE sends it for someone who has not agreed to share an id. */
export function anonymous(event: WebhookEvent): WebhookEvent {
  if (event.source === undefined) return event;
  const { userId: _, ...source } = event.source;
  return { ...event, source };
}

/** The event with properties that are in no document yet: LINE adds them without notice. */
export function withStrangers(event: WebhookEvent): WebhookEvent {
  return {
    weather: { sky: 'clear', '🌤': [1, 2] },
    ...event,
    ...(event.source === undefined ? {} : { source: { ...event.source, floor: 3 } }),
  } as WebhookEvent;
}
