/** Every number that Linq sets, once. Lengths are UTF-16 units. */
export const LIMITS = {
  /** One text part. */
  text: 10_000,
  /** Parts of one message whose media Linq fetches from an address. */
  mediaByUrl: 40,
  /** Messages to one person within so many milliseconds; how a group counts is not told, so one for each of its people. */
  pace: { messages: 30, within: 60_000 },
  /**
   * People whom a group must have, the line among them: a group keeps at least three, and a line leaves only one of four or more.
   */
  peopleFor: { leave: 4, addMember: 3, removeMember: 4 },
  /** Standard Webhooks: how far the time of a webhook may be from ours, in seconds, both ways. */
  signedWithin: 300,
  /** Linq waits 10 s; 503 past this leaves room, and is what LINE's route keeps too. */
  acceptWithin: 1_500,
  /** Not told by Linq; far above any webhook seen. */
  webhookBytes: 1024 * 1024,
} as const;

/** What a webhook's `target_url` must ask for, in `?version=`. */
export const WEBHOOK_VERSION = '2026-02-03';
