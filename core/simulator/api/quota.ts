import type { QuotaView } from '../view.ts';

const JAPAN = 9 * 60 * 60_000;

/** Paid messages of the month, counted by the people who get them (LINE docs, "Messaging API pricing"). The month is Japan's. */
export class Quota {
  #limit: number | null;
  #used = 0;
  #month: string;

  constructor(
    private readonly now: () => number,
    limit: number | null,
  ) {
    this.#limit = limit;
    this.#month = this.#thisMonth();
  }

  /** False when the month's limit does not hold so many: then nothing is counted and nothing may be sent. */
  spend(recipients: number): boolean {
    const { limit, used } = this.view();
    if (limit !== null && used + recipients > limit) return false;
    this.#used = used + recipients;
    return true;
  }

  setLimit(limit: number | null): void {
    this.#limit = limit;
  }

  view(): QuotaView {
    const month = this.#thisMonth();
    if (month !== this.#month) {
      this.#month = month;
      this.#used = 0;
    }
    return { limit: this.#limit, used: this.#used };
  }

  #thisMonth(): string {
    return new Date(this.now() + JAPAN).toISOString().slice(0, 7);
  }
}
