import { Agent, request } from 'undici';

export type Reason = 'OK' | 'COULD_NOT_CONNECT' | 'REQUEST_TIMEOUT' | 'ERROR_STATUS_CODE';

export interface Outcome {
  /** The HTTP status of the answer; 0 without one. */
  readonly status: number;
  readonly reason: Reason;
  readonly detail: string;
}

/** Carries signed bytes to the host, and waits for its answer as long as the platform would. Never throws. */
export class Courier {
  readonly #agent: Agent;
  readonly #stopped = new AbortController();

  /** In milliseconds. */
  constructor(private readonly patience: number) {
    this.#agent = new Agent({ connections: 16, connect: { timeout: patience } });
  }

  async post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<Outcome> {
    const timeout = AbortSignal.timeout(this.patience);
    try {
      const { statusCode, body: answer } = await request(url, {
        dispatcher: this.#agent,
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.any([timeout, this.#stopped.signal]),
      });
      await answer.dump();
      const fine = statusCode >= 200 && statusCode < 300;
      return { status: statusCode, reason: fine ? 'OK' : 'ERROR_STATUS_CODE', detail: String(statusCode) };
    } catch (error) {
      const reason = timeout.aborted ? 'REQUEST_TIMEOUT' : 'COULD_NOT_CONNECT';
      return { status: 0, reason, detail: error instanceof Error ? error.message : String(error) };
    }
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    await this.#agent.destroy();
  }
}
