import type { IncomingHttpHeaders } from 'node:http';
import type { Channel } from '../channel.ts';
import type { Json } from '../../line/rules/rule.ts';
import type { WebhookSender } from '../webhook/sender.ts';
import type { World } from '../world/world.ts';
import type { Quota } from './quota.ts';
import type { ReplyTokens } from './reply-tokens.ts';
import type { RetryKeys } from './retry-keys.ts';
import type { DeliveryCounts } from './delivery-counts.ts';

/** What LINE's API is made of. */
export interface Backstage {
  readonly channel: Channel;
  readonly world: World;
  readonly tokens: ReplyTokens;
  readonly retryKeys: RetryKeys;
  readonly quota: Quota;
  readonly counts: DeliveryCounts;
  readonly sender: WebhookSender;
  /** The page shows the quota: tell it when some of it was used. */
  readonly quotaChanged: () => void;
}

export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: IncomingHttpHeaders;
  /** The parsed body; an empty object for a call without one. */
  readonly body: Json;
  readonly requestId: string;
}

export interface Success {
  /** 200 when left out. */
  readonly status?: number;
  readonly body: unknown;
}

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** In fastify's form: `/v2/bot/group/:groupId/leave`. */
  readonly path: string;
  /** Throws `Refused` for everything that is no success. */
  readonly handle: (call: Call) => Success | Promise<Success>;
}
