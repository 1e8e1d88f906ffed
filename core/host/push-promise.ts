/** The month (UTC), counted from the year 0. */
export function monthOf(time: number): number {
  const date = new Date(time);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** What a push of a waiting row would cost, and what it is measured by. */
export interface PushPromise {
  /** Of the outbox row. What is promised to it is free again when the row is gone. */
  readonly id: number;
  readonly chat: string;
  /** `line:U…`: whose messages they are. */
  readonly account: string;
  /** As `monthOf` counts. */
  readonly month: number;
  /** As many messages as the chat has members. */
  readonly cost: number;
  /** Of the month; `undefined`: there is none. */
  readonly limit: number | undefined;
  /** What the platform says is used. It is slow to follow: what was spent through this store counts as soon as it is. */
  readonly used: number;
}

/** Of one account in one month, over all hosts. */
export interface MonthSpent {
  readonly used: number;
  readonly promised: number;
}
