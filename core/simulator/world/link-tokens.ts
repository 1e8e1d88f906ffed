import { newOpaqueToken } from '../identifier.ts';

/** LINE reference, "Issue link token": ten minutes, one use. */
const LIFE = 600_000;

/** Tokens that begin to connect a member's account with one at a service. */
export class LinkTokens {
  readonly #tokens = new Map<string, { readonly memberId: string; readonly until: number }>();

  constructor(private readonly now: () => number) {}

  issue(memberId: string): string {
    for (const [token, { until }] of this.#tokens) if (until < this.now()) this.#tokens.delete(token);
    const token = newOpaqueToken();
    this.#tokens.set(token, { memberId, until: this.now() + LIFE });
    return token;
  }

  /** Whose it is; `undefined` for one that was used, is too old, or never was. */
  take(token: string): string | undefined {
    const known = this.#tokens.get(token);
    this.#tokens.delete(token);
    return known !== undefined && this.now() <= known.until ? known.memberId : undefined;
  }
}
