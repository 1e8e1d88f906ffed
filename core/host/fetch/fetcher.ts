import { Failure, isFailure } from '../../errors.ts';
import type { FetchAnswer } from '../../plugin/bridge.ts';
import { header, readBytes, textOf, toldHeaders } from './answer.ts';
import { checkAddress, type Asked } from './asked.ts';
import { network, type Transport, type TransportAnswer } from './transport.ts';

/** For one request with all its redirects; a handler has eight seconds for everything. */
const FETCH_LIMIT = 5_000;
const REDIRECTS = 5;
/** Requests of one plugin, in all its chats, that may be under way. */
const AT_ONCE = 20;
/** What another host may be told after a redirect: the rest may be a key of the first one's. */
const FOR_ANYONE = new Set(['accept', 'accept-language']);

export interface FetchContext {
  readonly plugin: string;
  readonly hosts: readonly string[];
  /** The same each time when an invocation is run again. */
  readonly idempotencyKey: string;
  /** Ends with the invocation. */
  readonly signal: AbortSignal;
}

/** Asks public services on behalf of plugins: https, the manifest's hosts, within size and time. */
export class Fetcher {
  readonly #transport: Transport;
  readonly #limit: number;
  readonly #underWay = new Map<string, number>();

  constructor(transport: Transport = network(), limit = FETCH_LIMIT) {
    this.#transport = transport;
    this.#limit = limit;
  }

  /** Rejects with one of the FETCH codes; an answer of 404 or 500 is an answer. */
  async fetch(asked: Asked, context: FetchContext): Promise<FetchAnswer> {
    checkAddress(asked.url, context.hosts);
    const { plugin } = context;
    const underWay = this.#underWay.get(plugin) ?? 0;
    if (underWay >= AT_ONCE)
      throw new Failure('SHARE_USED_UP', `${AT_ONCE} requests of this plugin are under way already`);
    this.#underWay.set(plugin, underWay + 1);
    const late = AbortSignal.timeout(this.#limit);
    const signal = AbortSignal.any([late, context.signal]);
    try {
      return await this.#follow(asked, context, signal);
    } catch (error) {
      if (late.aborted) throw new Failure('FETCH_TIMEOUT', `${asked.url.hostname} took longer than ${this.#limit} ms`);
      if (context.signal.aborted)
        throw new Failure('INVOCATION_OVER', 'the handler has ended, and its requests with it');
      throw failureOf(error, asked.url.hostname);
    } finally {
      const left = this.#underWay.get(plugin)! - 1;
      if (left === 0) this.#underWay.delete(plugin);
      else this.#underWay.set(plugin, left);
    }
  }

  async #follow(asked: Asked, context: FetchContext, signal: AbortSignal): Promise<FetchAnswer> {
    const { method, isWrite, body } = asked;
    let { url, headers } = asked;
    for (let redirects = 0; ; redirects++) {
      const answer = await this.#transport.exchange({
        method,
        url,
        headers: {
          'user-agent': 'Tenko',
          ...headers,
          'accept-encoding': 'identity',
          ...(isWrite ? { 'idempotency-key': context.idempotencyKey } : {}),
        },
        signal,
        ...(body === undefined ? {} : { body }),
      });
      // A write is not sent on to where it was not meant to go: its sender reads the 3xx.
      const next = isWrite ? undefined : redirectOf(answer, url);
      if (!next) return this.#read(answer, url);
      await discard(answer);
      if (redirects === REDIRECTS) throw new Failure('FETCH_BROKEN', `more than ${REDIRECTS} redirects`);
      checkAddress(next, context.hosts);
      if (next.hostname !== url.hostname)
        headers = Object.fromEntries(Object.entries(headers).filter(([name]) => FOR_ANYONE.has(name)));
      url = next;
    }
  }

  async #read(answer: TransportAnswer, url: URL): Promise<FetchAnswer> {
    const bytes = await readBytes(answer);
    return {
      status: answer.status,
      url: url.href,
      headers: toldHeaders(answer),
      text: textOf(bytes, header(answer, 'content-type')),
    };
  }

  async close(): Promise<void> {
    await this.#transport.close();
  }
}

function redirectOf(answer: TransportAnswer, from: URL): URL | undefined {
  const location = header(answer, 'location');
  if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return undefined;
  const next = URL.parse(location, from.href);
  if (!next) throw new Failure('FETCH_BROKEN', 'it redirects to what is no address');
  next.hash = '';
  return next;
}

/** What a redirect says besides is of no use, and without being read it would keep the connection. */
async function discard(answer: TransportAnswer): Promise<void> {
  await readBytes({ ...answer, headers: {} });
}

function failureOf(error: unknown, host: string): Failure {
  if (isFailure(error)) return error;
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return new Failure('FETCH_TIMEOUT', `${host} did not answer in time`);
  const isNonsense = /^(HPE_|UND_ERR_(HEADERS_OVERFLOW|RES_|INVALID|REQ_))/.test(code);
  return new Failure(
    isNonsense ? 'FETCH_BROKEN' : 'FETCH_UNREACHABLE',
    `${host}: ${code || message}`,
    {},
    { cause: error },
  );
}
