import type { ReceiptCounts } from './store.ts';

type Counts = { -readonly [K in keyof ReceiptCounts]: number };

/** Nothing read and nothing sent. */
export const noCounts = (): Counts => ({
  profiles: 0,
  rosters: 0,
  counts: 0,
  messages: 0,
  notices: 0,
  pushes: 0,
  fetches: 0,
  contents: 0,
});

/** Counts what an invocation reads and sends, while its handler runs. */
export class ReceiptCounter {
  /** Messages that answer: everybody in the chat sees them, and nearly every command has one. */
  messages = 0;
  #others: Counts | undefined;

  add(kind: Exclude<keyof ReceiptCounts, 'messages'>): void {
    this.#others ??= noCounts();
    this.#others[kind]++;
  }

  /** What is to be written down together with the command; `undefined` for one that only answered. */
  get counts(): ReceiptCounts | undefined {
    return this.#others && { ...this.#others, messages: this.messages };
  }
}
