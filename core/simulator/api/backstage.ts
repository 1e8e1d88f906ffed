import type { Channel } from '../channel.ts';
import type { WebhookSender } from '../webhook/sender.ts';
import type { World } from '../world/world.ts';
import type { DeliveryCounts } from './delivery-counts.ts';
import type { Quota } from './quota.ts';
import type { ReplyTokens } from './reply-tokens.ts';
import type { RetryKeys } from './retry-keys.ts';

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
