import { isFailure } from '../errors.ts';
import type { Sharing, Store } from '../host/store.ts';

/** Whoever scrapes does so every few seconds, and there may be several of them. Milliseconds. */
const FRESH = 5_000;

/**
 * Events that no host has in hand, where hosts share a store: nobody's mailboxes tell of them. One small question in some seconds, and only
 * while somebody scrapes.
 */
export class Unheld {
  readonly #sharing: Sharing | undefined;
  #known: { readonly events: number; readonly oldest?: number } = { events: 0 };
  #askedAt = -Infinity;
  #asking: Promise<void> | undefined;

  constructor({ sharing }: Pick<Store, 'sharing'>) {
    this.#sharing = sharing;
  }

  /** Never rejects: while the store is away, and that is told elsewhere, it is as it was. */
  async look(): Promise<{ readonly events: number; readonly oldest?: number }> {
    if (this.#sharing && performance.now() - this.#askedAt >= FRESH)
      await (this.#asking ??= this.#ask(this.#sharing).finally(() => (this.#asking = undefined)));
    return this.#known;
  }

  async #ask(sharing: Sharing): Promise<void> {
    try {
      this.#known = await sharing.unheld();
    } catch (error) {
      if (!isFailure(error)) throw error;
    }
    this.#askedAt = performance.now();
  }
}
