/** One answer of LINE, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** `x-line-request-id`: what LINE's support asks for. */
  readonly requestId?: string;
  /** Milliseconds, from `Retry-After`, which LINE does not document. */
  readonly retryAfter?: number;
}
