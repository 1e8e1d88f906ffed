import type { Dispatcher } from 'undici';
import type { Answer } from './answer.ts';
import { failureOfError, timedOut, tooLarge, unreadable } from './failures.ts';

export interface Call {
  /** What is asked, for messages: "reply", "member profile". */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With the query, each part encoded. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
  /** The call is for content of at most so many bytes: a success is not text. */
  readonly most?: number;
}

/** No answer of these endpoints comes near it. */
const LARGEST_ANSWER = 1_000_000;

/**
 * One HTTP exchange over the pool, ended by an answer, an error, or its time. The time is an absolute one: undici's own time-outs
 * count from chunk to chunk, so a server that drips would hold a call for ever. A call whose time is over is really ended: its
 * socket is closed, and if it was still waiting for a socket, it is never sent.
 *
 * By `dispatch` and not by `request`: a reply then makes no body stream and no AbortSignal.
 */
export function exchange(pool: Dispatcher, call: Call, milliseconds: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const handler = new Exchange(call, milliseconds, resolve, reject);
    try {
      pool.dispatch({ method: call.method, path: call.path, headers: call.headers, body: call.body ?? null }, handler);
    } catch (error) {
      handler.onResponseError(undefined, error);
    }
  });
}

class Exchange implements Dispatcher.DispatchHandler {
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #answer: Answer = { status: 0, body: '' };
  #ended = false;
  #type = '';

  constructor(
    private readonly call: Call,
    private readonly milliseconds: number,
    private readonly resolve: (answer: Answer) => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.#timer = setTimeout(() => this.#stop(timedOut(this.call.name, this.milliseconds)), milliseconds);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#ended) controller.abort(new Error('its time was over before a socket was free'));
  }

  onResponseStart(_: unknown, status: number, headers: Record<string, string | string[] | undefined>): void {
    const requestId = headers['x-line-request-id'];
    const seconds = Number(headers['retry-after']);
    const { date } = headers;
    this.#type = String(headers['content-type'] ?? '').slice(0, 100);
    this.#answer = {
      status,
      body: '',
      ...(typeof requestId === 'string' ? { requestId: requestId.slice(0, 100) } : {}),
      ...(seconds > 0 && seconds < 86_400 ? { retryAfter: seconds * 1000 } : {}),
      ...(typeof date === 'string' ? { date } : {}),
    };
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    this.#bytes += chunk.length;
    const { most } = this.call;
    if (this.#isContent && most !== undefined) {
      if (this.#bytes > most) return this.#stop(tooLarge(this.call.name, most));
    } else if (this.#bytes > LARGEST_ANSWER) return this.#stop(unreadable(this.call.name, this.#answer));
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.#end()) return;
    if (this.#isContent)
      this.resolve({ ...this.#answer, content: { type: this.#type, bytes: Buffer.concat(this.#chunks) } });
    else this.resolve({ ...this.#answer, body: this.#text() });
  }

  onResponseError(_: unknown, error: unknown): void {
    if (this.#end()) this.reject(failureOfError(this.call.name, error));
  }

  get #isContent(): boolean {
    return this.call.most !== undefined && this.#answer.status === 200;
  }

  #text(): string {
    const [first] = this.#chunks;
    if (first === undefined) return '';
    return (this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks)).toString('utf8');
  }

  #stop(reason: Error): void {
    if (!this.#end()) return;
    this.#controller?.abort(reason);
    this.reject(reason);
  }

  /** Whether this is the first end. */
  #end(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    clearTimeout(this.#timer);
    return true;
  }
}
