import type { ReceiptCounts } from './store.ts';

/** Counts what an invocation reads and sends, while its handler runs. */
export class ReceiptCounter {
  #counts: { -readonly [K in keyof ReceiptCounts]: number } | undefined;

  add(kind: keyof ReceiptCounts, count = 1): void {
    this.#counts ??= { profiles: 0, rosters: 0, counts: 0, messages: 0, notices: 0, fetches: 0 };
    this.#counts[kind] += count;
  }

  /** `undefined`: nothing to write down. */
  get counts(): ReceiptCounts | undefined {
    return this.#counts;
  }
}
