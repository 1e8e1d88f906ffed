import { randomUUID } from 'node:crypto';
import type { LinqEvent } from './event.ts';

/** What Linq may do to a host. A test switches it on and off; each holds until it is switched off. */
export class WebhookFaults {
  /** Every event comes twice (at least once is all that Linq promises). */
  duplicate = false;
  /** Of the events that go out together, the newest comes first. */
  outOfOrder = false;
  /** Milliseconds by which the next events come late, one entry for each: those after them overtake. */
  holdNext: number[] = [];
  /** Events leave out what their types call optional: a participant's details, whether a chat is a group. */
  bare = false;
  /** Events have properties that are in no document, and each comes with one of a type that is in none either. */
  strangers = false;
  /** Codes with which the next messages of the bot fail after they were accepted: 3007, 4001 or 4005. */
  failNextMessages: number[] = [];
  /** Codes with which the next changes of a group's name or picture fail: 3007 or 4001. */
  failNextUpdates: number[] = [];
  /** A changed tapback is told as one removed and one added, not as one added alone: nobody says which it is. */
  tellsReplaced = false;
  #turn = 0;

  /** Linq's own fixture has small letters where its types have capitals. */
  healthWord(): string {
    return this.#turn++ % 2 === 0 ? 'healthy' : 'HEALTHY';
  }

  change(event: LinqEvent): LinqEvent[] {
    if (!this.strangers) return [event];
    const stranger = { ...event, event_type: 'weather.eclipse', event_id: randomUUID(), data: { sky: ['dark'] } };
    return [stranger, { ...event, data: { weather: { sky: 'clear', '🌤': [1, 2] }, ...event.data } }];
  }
}
