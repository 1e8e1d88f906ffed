/** One call to a platform, as it is told to whoever follows it; never with what it carries, nor with a path that may name somebody. */
export interface ExchangeCall {
  readonly method: string;
  /** What is asked, where that is known: `reply`, `member profile`. */
  readonly name?: string;
  /** The host that is asked, such as `api.line.me`. */
  readonly server: string;
}

/** What came back. `requestId`: what the platform's support asks for. */
export interface ExchangeAnswer {
  readonly status: number;
  readonly requestId?: string | undefined;
}

/** Wraps one HTTP exchange with a platform, for whoever follows it; gives back what it gives back. */
export type Exchanging = <T>(
  call: ExchangeCall,
  exchange: () => Promise<T>,
  answerOf: (answer: T) => ExchangeAnswer,
) => Promise<T>;
