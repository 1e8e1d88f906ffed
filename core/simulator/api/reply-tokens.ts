import { newReplyToken } from '../identifier.ts';

/** Milliseconds from the receipt of the webhook, and from the event itself (LINE reference, "Send reply message", reply token). */
const LIFE = 60_000;
const LONGEST_LIFE = 20 * 60_000;
const KEPT = 10_000;

interface Token {
  readonly chatId: string;
  readonly eventAt: number;
  /** When the webhook went out last: delivering an event again gives its token another minute. */
  deliveredAt: number;
}

/** Each token answers one event, once, for a minute. */
export class ReplyTokens {
  readonly #tokens = new Map<string, Token>();

  constructor(private readonly now: () => number) {}

  issue(chatId: string): string {
    const at = this.now();
    this.#forgetOld(at);
    const token = newReplyToken();
    this.#tokens.set(token, { chatId, eventAt: at, deliveredAt: at });
    return token;
  }

  delivered(token: string): void {
    const known = this.#tokens.get(token);
    if (known) known.deliveredAt = this.now();
  }

  /** The chat that the token answers in, while it can be used. Does not use it up. */
  chatOf(token: string): string | undefined {
    const known = this.#tokens.get(token);
    if (!known) return undefined;
    const at = this.now();
    return at - known.deliveredAt > LIFE || at - known.eventAt > LONGEST_LIFE ? undefined : known.chatId;
  }

  use(token: string): void {
    this.#tokens.delete(token);
  }

  // Tokens are kept in the order of their events, so the old ones are the first ones.
  #forgetOld(at: number): void {
    for (const [token, { eventAt }] of this.#tokens) {
      if (at - eventAt <= LONGEST_LIFE && this.#tokens.size < KEPT) return;
      this.#tokens.delete(token);
    }
  }
}
