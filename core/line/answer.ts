/** One answer of LINE, whatever its status. */
export interface Answer {
  readonly status: number;
  /** Empty for a call for content: that is in `content`. */
  readonly body: string;
  readonly content?: { readonly type: string; readonly bytes: Buffer };
  /** `x-line-request-id`: what LINE's support asks for. */
  readonly requestId?: string;
  /** Milliseconds, from `Retry-After`, which LINE does not document. */
  readonly retryAfter?: number;
  /** The `Date` header: LINE's clock, in whole seconds. */
  readonly date?: string;
}
