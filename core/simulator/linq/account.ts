/** The bot's side of the virtual Linq: what its dashboard would show. */
export interface Account {
  readonly apiKey: string;
  readonly partnerId: string;
  /** The one line that the key owns, in E.164. */
  readonly line: string;
  /** What people have in their address books for that number. */
  readonly botName: string;
  /** Milliseconds since 1970. Every time limit counts by it, so that a test can move it. */
  readonly now: () => number;
}
