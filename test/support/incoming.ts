import { newMessageId, newUlid } from '../../core/simulator/identifier.ts';
import type { VirtualLine } from '../../core/simulator/virtual-line.ts';
import type { WebhookEvent } from '../../core/simulator/webhook/event.ts';

/** What a member does in a group: types a line, or taps a button that carries `tapped`. */
export interface Act {
  readonly chatId: string;
  readonly memberId: string;
  readonly line: string;
  readonly tapped?: string;
}

/** The event that LINE would send for it, with a reply token of its own; for `VirtualLine.deliver`. */
export function eventOf(line: VirtualLine, act: Act, timestamp = Date.now()): WebhookEvent {
  const common = {
    mode: 'active',
    timestamp,
    source: { type: 'group', groupId: act.chatId, userId: act.memberId },
    webhookEventId: newUlid(timestamp),
    deliveryContext: { isRedelivery: false },
    replyToken: line.issueReplyToken(act.chatId),
  } as const;
  if (act.tapped !== undefined) return { type: 'postback', ...common, postback: { data: act.tapped } };
  return { type: 'message', ...common, message: { type: 'text', id: newMessageId(), quoteToken: 'q', text: act.line } };
}
