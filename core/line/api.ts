import { Pool } from 'undici';
import type { Exchanging } from '../chat/exchanges.ts';
import { Failure } from '../errors.ts';
import type { Answer } from './answer.ts';
import { exchange, type Call } from './exchange.ts';
import { failureOfAnswer } from './failures.ts';
import { readJson } from './read.ts';
import { retry } from '../chat/retry.ts';
import type { Fields } from '../chat/shape.ts';

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

export interface ApiOptions {
  /** The setting that `baseUrl` comes from, for what is said when it is wrong. */
  readonly variable?: string;
  /** Follows each exchange. */
  readonly exchanging?: Exchanging | undefined;
}

export const TIMEOUTS: Timeouts = { send: 5000, whole: 9500, readTry: 1500, read: 3000, pause: 100 };

const AGENT = 'Tenko';
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
  readonly #server: string;
  readonly #exchanging: Exchanging | undefined;
  #closed: Promise<void> | undefined;

  constructor(
    channelAccessToken: string,
    baseUrl: string,
    private readonly timeouts: Timeouts,
    { variable = 'LINE_API_BASE_URL', exchanging }: ApiOptions = {},
  ) {
    if (!/^[\x21-\x7e]+$/.test(channelAccessToken)) {
      throw new Failure('CONFIG_INVALID', 'LINE_CHANNEL_ACCESS_TOKEN must be one line of letters, digits and signs.');
    }
    const { origin, pathname, hostname } = urlOf(baseUrl, variable);
    this.#server = hostname;
    this.#exchanging = exchanging;
    // Time-outs are ours (see exchange.ts). HTTP/1.1, as the SDK speaks: one socket that breaks takes one call with it.
    this.#pool = new Pool(origin, {
      connections: CONNECTIONS,
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: timeouts.send },
    });
    this.#prefix = pathname.replace(/\/+$/, '');
    this.#headers = { authorization: `Bearer ${channelAccessToken}`, 'user-agent': AGENT };
  }

  /** A read: tried again after a passing failure. `path` has its parts encoded. */
  async get(name: string, path: string, within?: number): Promise<Fields> {
    return readJson(name, await this.read(name, path, within));
  }

  /** The same, with all that came with it. */
  async read(name: string, path: string, within = this.timeouts.read): Promise<Answer> {
    const { read, readTry, pause } = this.timeouts;
    const rules = { tries: TRIES, each: readTry, whole: Math.min(read, within), pause };
    const call: Call = { name, method: 'GET', path: this.#prefix + path, headers: this.#headers };
    return retry(rules, async (_, milliseconds) => accepted(call, await this.#exchange(call, milliseconds)));
  }

  /** Content of at most `most` bytes, once. The answer is 200 with its content, or 202: it is not ready. */
  async content(name: string, path: string, most: number, within: number): Promise<Answer> {
    const call: Call = { name, method: 'GET', path: this.#prefix + path, headers: this.#headers, most };
    return accepted(call, await this.#exchange(call, within));
  }

  /** A call that changes something, sent once. */
  async post(
    name: string,
    path: string,
    body: object | undefined,
    method: 'POST' | 'PUT' = 'POST',
    within = this.timeouts.send,
  ): Promise<Answer> {
    const call = { ...this.#post(name, path, body), method };
    return accepted(call, await this.#exchange(call, within));
  }

  /** A picture or the like, sent once. */
  async postBytes(name: string, path: string, body: Uint8Array, type: string): Promise<Answer> {
    const headers = { ...this.#headers, 'content-type': type };
    const call: Call = { name, method: 'POST', path: this.#prefix + path, headers, body };
    return accepted(call, await this.#exchange(call, this.timeouts.send));
  }

  /** Sent once. */
  async delete(name: string, path: string): Promise<Answer> {
    const call: Call = { name, method: 'DELETE', path: this.#prefix + path, headers: this.#headers };
    return accepted(call, await this.#exchange(call, this.timeouts.send));
  }

  /** A form, as the endpoints of access tokens take it: they ask for no access token. The answer, whatever its status. */
  async postForm(name: string, path: string, form: Record<string, string>): Promise<Answer> {
    const headers = { 'user-agent': AGENT, 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams(form).toString();
    return this.#exchange({ name, method: 'POST', path: this.#prefix + path, headers, body }, this.timeouts.send);
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
    const once = (): Promise<Answer> => exchange(this.#pool, call, milliseconds);
    if (!this.#exchanging) return once();
    const { name, method } = call;
    return this.#exchanging({ name, method, server: this.#server }, once, (answer) => answer);
  }

  #post(name: string, path: string, body: object | undefined, headers: Record<string, string> = {}): Call {
    const call = { name, method: 'POST', path: this.#prefix + path } as const;
    if (body === undefined) return { ...call, headers: { ...this.#headers, ...headers } };
    const json = { ...this.#headers, 'content-type': 'application/json', ...headers };
    return { ...call, headers: json, body: JSON.stringify(body) };
  }
}

function urlOf(baseUrl: string, variable: string): URL {
  const url = URL.parse(baseUrl);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new Failure('CONFIG_INVALID', `${variable} must be an http or https address.`);
}

function accepted(call: Call, answer: Answer): Answer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw failureOfAnswer(call.name, answer);
}
