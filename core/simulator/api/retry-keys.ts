const LIFE = 24 * 60 * 60_000;
const KEPT = 10_000;

export interface SentMessage {
  readonly id: string;
  readonly quoteToken?: string;
}

export interface Accepted {
  readonly requestId: string;
  readonly sentMessages: readonly SentMessage[];
}

/** Requests that were accepted under a retry key; after 24 h the same key sends anew (LINE reference, "Retrying an API request"). */
export class RetryKeys {
  readonly #accepted = new Map<string, Accepted & { readonly at: number }>();

  constructor(private readonly now: () => number) {}

  accepted(key: string): Accepted | undefined {
    const known = this.#accepted.get(key.toLowerCase());
    return known && this.now() - known.at <= LIFE ? known : undefined;
  }

  accept(key: string, accepted: Accepted): void {
    const at = this.now();
    for (const [old, { at: then }] of this.#accepted) {
      if (at - then <= LIFE && this.#accepted.size < KEPT) break;
      this.#accepted.delete(old);
    }
    this.#accepted.set(key.toLowerCase(), { ...accepted, at });
  }
}
