import LinqAPIV3 from '@linqapp/sdk';
import { Agent, fetch as undiciFetch } from 'undici';
import type { Exchanging } from '../chat/exchanges.ts';
import { retry } from '../chat/retry.ts';
import { failureOf, timedOut } from './failures.ts';

/** Milliseconds. */
export interface Timeouts {
  /** One call that changes something. */
  readonly send: number;
  /** One try of a read. */
  readonly readTry: number;
  /** All tries of a read, with the pauses between them. */
  readonly read: number;
  /** The pause before the first further try of a read. */
  readonly pause: number;
}

const TIMEOUTS: Timeouts = { send: 8_000, readTry: 1_400, read: 3_000, pause: 100 };
const CONNECTIONS = 64;
const TRIES = 3;

type Sdk = InstanceType<typeof LinqAPIV3>;
type Options = { readonly signal: AbortSignal; readonly timeout: number };

export interface LinqApiOptions {
  readonly apiKey: string;
  /** Linq's own by default; without the `/v3`. */
  readonly baseUrl?: string;
  readonly timeouts?: Partial<Timeouts>;
  /** Follows each exchange. */
  readonly exchanging?: Exchanging;
}

/**
 * Linq's HTTP API, by its SDK, over one keep-alive pool that can be closed. The SDK never tries again by itself: it would also do so
 * after a 409, and wait for as long as a `Retry-After` says. What is sent again is the outbox's to decide, under the same key.
 */
export class LinqApi {
  readonly #sdk: Sdk;
  readonly #pool: Agent;
  readonly #timeouts: Timeouts;
  #closed: Promise<void> | undefined;

  constructor(options: LinqApiOptions) {
    const { apiKey, baseUrl = 'https://api.linqapp.com/api/partner', timeouts, exchanging } = options;
    this.#timeouts = { ...TIMEOUTS, ...timeouts };
    const pool = new Agent({ connections: CONNECTIONS, allowH2: false, connect: { timeout: this.#timeouts.send } });
    this.#pool = pool;
    const server = URL.parse(baseUrl)?.hostname ?? '';
    const fetch = (url: unknown, init: { readonly method?: string } | undefined): unknown => {
      const once = () => undiciFetch(url as string, { ...init, dispatcher: pool });
      if (!exchanging) return once();
      return exchanging({ method: init?.method?.toUpperCase() ?? 'GET', server }, once, ({ status, headers }) => ({
        status,
        requestId: headers.get('x-trace-id')?.slice(0, 100),
      }));
    };
    this.#sdk = new LinqAPIV3({
      apiKey,
      baseURL: baseUrl,
      webhookSecret: null,
      maxRetries: 0,
      // Its own log lines would hold addresses with numbers in them.
      logLevel: 'off',
      fetch: fetch as NonNullable<ConstructorParameters<typeof LinqAPIV3>[0]>['fetch'] & object,
    });
  }

  /** A read: tried again after a passing failure. */
  read<T>(call: string, ask: (sdk: Sdk, options: Options) => PromiseLike<T>): Promise<T> {
    const { read, readTry, pause } = this.#timeouts;
    const rules = { tries: TRIES, each: readTry, whole: read, pause };
    return retry(rules, (_, milliseconds) => this.#once(call, milliseconds, ask));
  }

  /** A call that changes something, sent once. */
  write<T>(call: string, ask: (sdk: Sdk, options: Options) => PromiseLike<T>): Promise<T> {
    return this.#once(call, this.#timeouts.send, ask);
  }

  async close(): Promise<void> {
    this.#closed ??= this.#pool.close();
    await this.#closed;
  }

  async #once<T>(call: string, milliseconds: number, ask: (sdk: Sdk, options: Options) => PromiseLike<T>): Promise<T> {
    // The SDK's own time-out ends with the headers; a body that drips would hold the call for ever.
    const signal = AbortSignal.timeout(milliseconds);
    try {
      return await ask(this.#sdk, { signal, timeout: milliseconds });
    } catch (error) {
      throw signal.aborted ? timedOut(call) : failureOf(call, error);
    }
  }
}
