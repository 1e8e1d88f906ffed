import { Pool } from 'undici';
import { Failure } from '../errors.ts';
import type { Answer } from './answer.ts';
import { exchange, type Call } from './exchange.ts';
import { failureOfAnswer } from './failures.ts';
import { readJson } from './read.ts';
import { retry } from './retry.ts';
import type { Fields } from './shape.ts';

/** Milliseconds. */
export interface Timeouts {
  /** One try of a reply, a push or a leave. */
  readonly send: number;
  /** All tries of a push or a leave, or all pages of a list, with the pauses between them. */
  readonly whole: number;
  /** One try of a read. */
  readonly readTry: number;
  /** All tries of a read. */
  readonly read: number;
  /** The pause before the first further try of a read; a push waits three times as long. */
  readonly pause: number;
}

export const TIMEOUTS: Timeouts = { send: 5000, whole: 9500, readTry: 1500, read: 3000, pause: 100 };

const CONNECTIONS = 64;
const TRIES = 3;

/**
 * LINE's HTTP API over one keep-alive pool, for every call.
 *
 * Not by the SDK's client, whose types we use: it calls the global `fetch` with no time-out, no AbortSignal and no fetch of our own,
 * so a call to a LINE that hangs could be given up but not ended, and would keep its socket for undici's 300 s; and a reply costs
 * five times as much that way. A test holds our calls against the SDK's.
 */
export class LineApi {
  readonly #pool: Pool;
  readonly #prefix: string;
  readonly #headers: Record<string, string>;
  #closed: Promise<void> | undefined;

  constructor(
    channelAccessToken: string,
    baseUrl: string,
    private readonly timeouts: Timeouts,
  ) {
    if (!/^[\x21-\x7e]+$/.test(channelAccessToken)) {
      throw new Failure('CONFIG_INVALID', 'LINE_CHANNEL_ACCESS_TOKEN must be one line of letters, digits and signs.');
    }
    const { origin, pathname } = urlOf(baseUrl);
    // Time-outs are ours (see exchange.ts). HTTP/1.1, as the SDK speaks: one socket that breaks takes one call with it.
    this.#pool = new Pool(origin, {
      connections: CONNECTIONS,
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: timeouts.send },
    });
    this.#prefix = pathname.replace(/\/+$/, '');
    this.#headers = { authorization: `Bearer ${channelAccessToken}`, 'user-agent': 'Tenko' };
  }

  /** A read: tried again after a passing failure. `path` has its parts encoded. */
  async get(name: string, path: string, within = this.timeouts.read): Promise<Fields> {
    const { read, readTry, pause } = this.timeouts;
    const rules = { tries: TRIES, each: readTry, whole: Math.min(read, within), pause };
    const call: Call = { name, method: 'GET', path: this.#prefix + path, headers: this.#headers };
    const answer = await retry(rules, async (_, milliseconds) =>
      accepted(call, await this.#exchange(call, milliseconds)),
    );
    return readJson(name, answer);
  }

  /** A call that changes something, sent once. */
  async post(name: string, path: string, body: object | undefined): Promise<Answer> {
    const call = this.#post(name, path, body);
    return accepted(call, await this.#exchange(call, this.timeouts.send));
  }

  /**
   * A call that changes something and does no harm when it arrives twice. Statuses for which `isDone` holds are a success; it is
   * told how many tries went before.
   */
  async postUntilDone(
    name: string,
    path: string,
    body: object | undefined,
    headers: Record<string, string>,
    isDone: (status: number, earlier: number) => boolean,
  ): Promise<Answer> {
    const { send, whole, pause } = this.timeouts;
    const call = this.#post(name, path, body, headers);
    return retry({ tries: TRIES, each: send, whole, pause: pause * 3 }, async (earlier, milliseconds) => {
      const answer = await this.#exchange(call, milliseconds);
      return isDone(answer.status, earlier) ? answer : accepted(call, answer);
    });
  }

  async close(): Promise<void> {
    this.#closed ??= this.#pool.close();
    await this.#closed;
  }

  #exchange(call: Call, milliseconds: number): Promise<Answer> {
    return exchange(this.#pool, call, milliseconds);
  }

  #post(name: string, path: string, body: object | undefined, headers: Record<string, string> = {}): Call {
    const call = { name, method: 'POST', path: this.#prefix + path } as const;
    if (body === undefined) return { ...call, headers: { ...this.#headers, ...headers } };
    const json = { ...this.#headers, 'content-type': 'application/json', ...headers };
    return { ...call, headers: json, body: JSON.stringify(body) };
  }
}

function urlOf(baseUrl: string): URL {
  const url = URL.parse(baseUrl);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new Failure('CONFIG_INVALID', 'LINE_API_BASE_URL must be an http or https address.');
}

function accepted(call: Call, answer: Answer): Answer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw failureOfAnswer(call.name, answer);
}
