import { newUlid } from '../identifier.ts';
import { anonymous, standby, withStrangers, type WebhookEvent } from './event.ts';

/** What LINE may do to a host, though it rarely does. A test switches it on and off; each holds until it is switched off. */
export class WebhookFaults {
  /** Every webhook comes twice, without being called a redelivery ("network routing", LINE docs, "Receive messages"). */
  duplicate = false;
  /** A module channel holds every chat: `mode: standby`, and no reply token. */
  standby = false;
  /** No event says who did it. */
  anonymous = false;
  /** Events have properties that are in no document, and each comes with one of a type that is in none either. */
  strangers = false;
  /** Of the events that go out together, the newest comes first. */
  outOfOrder = false;
  /** Every event goes out alone. */
  oneEach = false;

  change(event: WebhookEvent): WebhookEvent[] {
    let changed = event;
    if (this.standby) changed = standby(changed);
    if (this.anonymous) changed = anonymous(changed);
    if (!this.strangers) return [changed];
    const { replyToken: _, ...rest } = changed;
    const stranger = { ...rest, type: 'eclipse', webhookEventId: newUlid(event.timestamp) } as WebhookEvent;
    return [stranger, withStrangers(changed)];
  }
}
