import { Agent, request } from 'undici';

/** LINE gives a host 2 s to answer (LINE docs, "Check webhook error causes and statistics"). */
const PATIENCE = 2_000;

export type Reason = 'OK' | 'COULD_NOT_CONNECT' | 'REQUEST_TIMEOUT' | 'ERROR_STATUS_CODE';

export interface Outcome {
  /** The HTTP status of the answer; 0 without one. */
  readonly status: number;
  readonly reason: Reason;
  readonly detail: string;
}

/** Carries signed bytes to the host, and waits for its answer as long as LINE would. Never throws. */
export class Courier {
  readonly #agent = new Agent({ connections: 16, connect: { timeout: PATIENCE } });
  readonly #stopped = new AbortController();

  async post(url: string, body: string, signature: string): Promise<Outcome> {
    const timeout = AbortSignal.timeout(PATIENCE);
    try {
      const { statusCode, body: answer } = await request(url, {
        dispatcher: this.#agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'LineBotWebhook/2.0',
          'x-line-signature': signature,
        },
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
