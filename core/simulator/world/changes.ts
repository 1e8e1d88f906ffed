import type { Change } from '../view.ts';

/** Tells whoever looks on (the page, a waiting test) what has changed. */
export class Changes {
  readonly #listeners = new Set<(change: Change) => void>();

  /** Returns what ends it. */
  follow(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }
}
