import { setTimeout as pause } from 'node:timers/promises';
import type { VirtualLine } from '../../core/simulator/virtual-line.ts';
import type { WebhookEvent } from '../../core/simulator/webhook/event.ts';
import { eventOf, type Act } from '../support/incoming.ts';
import type { Chance } from './chance.ts';

/** One command that a member typed or tapped, and what became of its event. */
export interface Posted extends Act {
  readonly event: WebhookEvent;
  /** The POST that carried it, and its place there. */
  readonly post: number;
  readonly place: number;
  /** Moments in the order in which they happened: when it first went out, and when a 200 came back for it. */
  readonly sentAt: number;
  readonly acknowledgedAt: number;
}

/** A command that was not acknowledged in this time never will be. */
const PATIENCE = 90_000;

/**
 * Carries events to the host as LINE does with redelivery switched on: the same ids and reply tokens again, until a 200 comes back;
 * and, as LINE also does, now and then an event twice although it was taken.
 */
export class Post {
  /** Everything that was acknowledged. */
  readonly posted: Posted[] = [];
  redelivered = 0;
  repeated = 0;
  readonly #repeats = new Set<Promise<unknown>>();
  #posts = 0;
  #moment = 0;

  constructor(
    private readonly line: VirtualLine,
    private readonly chance: Chance,
    private readonly repeatedShare = 0.01,
    /** Before an event that was not taken goes out again. Milliseconds. */
    private readonly again: readonly [number, number] = [20, 150],
  ) {}

  /** All in one POST. Resolves when it was answered with 200. */
  async send(acts: readonly Act[]): Promise<void> {
    const events = acts.map((act) => eventOf(this.line, act));
    const post = this.#posts++;
    const sentAt = this.#moment++;
    const early = this.chance.happens(this.repeatedShare / 2);
    if (early) this.#repeat(events);
    await this.#deliver(events);
    const acknowledgedAt = this.#moment++;
    if (this.chance.happens(this.repeatedShare / 2)) this.#repeat(events);
    for (const [place, act] of acts.entries())
      this.posted.push({ ...act, event: events[place]!, post, place, sentAt, acknowledgedAt });
  }

  /** Resolves when the last event that went out twice has been answered, or lost. */
  async settled(): Promise<void> {
    await Promise.all(this.#repeats);
  }

  async #deliver(events: readonly WebhookEvent[]): Promise<void> {
    const end = performance.now() + PATIENCE;
    let outcome = await this.line.deliver(events);
    while (outcome.reason !== 'OK') {
      if (performance.now() > end) throw new Error(`the host took no event in ${PATIENCE} ms: ${outcome.detail}`);
      await pause(this.chance.between(...this.again));
      this.redelivered++;
      outcome = await this.line.redeliver(events);
    }
  }

  #repeat(events: readonly WebhookEvent[]): void {
    this.repeated++;
    const repeat = pause(this.chance.between(0, 300)).then(() => this.line.deliver(events));
    this.#repeats.add(repeat);
    void repeat.finally(() => this.#repeats.delete(repeat));
  }
}
