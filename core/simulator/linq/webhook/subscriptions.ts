import { randomUUID } from 'node:crypto';
import { newSecret } from './signature.ts';

/** Where events go, and which of them. */
export interface Subscription {
  readonly id: string;
  readonly secret: string;
  readonly createdAt: number;
  updatedAt: number;
  url: string;
  events: readonly string[];
  active: boolean;
  /** Only events of these lines; of all where it is absent. */
  lines: readonly string[] | undefined;
}

export class Subscriptions {
  readonly #all = new Map<string, Subscription>();

  constructor(private readonly now: () => number) {}

  add(url: string, events: readonly string[], secret: string = newSecret(), lines?: readonly string[]): Subscription {
    const at = this.now();
    const subscription = { id: randomUUID(), secret, createdAt: at, updatedAt: at, url, events, active: true, lines };
    this.#all.set(subscription.id, subscription);
    return subscription;
  }

  delete(id: string): void {
    this.#all.delete(id);
  }

  find(id: string): Subscription | undefined {
    return this.#all.get(id);
  }

  /** An address can have one subscription. */
  at(url: string): Subscription | undefined {
    return this.all().find((known) => known.url === url);
  }

  all(): readonly Subscription[] {
    return [...this.#all.values()];
  }

  /** Those that an event of this type on this line goes to. What is in no list of types goes to all. */
  wanting(type: string, line: string, known: ReadonlySet<string>): readonly Subscription[] {
    return this.all().filter(
      ({ active, events, lines }) =>
        active && (events.includes(type) || !known.has(type)) && (lines?.includes(line) ?? true),
    );
  }
}
