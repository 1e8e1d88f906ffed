import { Failure } from '../../errors.ts';
import type { Bridge, FetchAnswer, FetchCall } from '../bridge.ts';
import { Fetch, type FetchOptions, type FetchResponse, type Json } from '../tokens.ts';

function response({ status, url, headers, text }: FetchAnswer): FetchResponse {
  return {
    status,
    ok: status >= 200 && status < 300,
    url,
    headers,
    text,
    json<T = Json>() {
      try {
        return JSON.parse(text) as T;
      } catch {
        throw new Failure('FETCH_BROKEN', `the answer of ${new URL(url).hostname} (${status}) is no JSON`);
      }
    },
  };
}

export class GuestFetch extends Fetch {
  readonly #bridge: Bridge;
  constructor(bridge: Bridge) {
    super();
    this.#bridge = bridge;
  }
  get(url: string | URL, options?: FetchOptions) {
    return this.#ask('GET', url, options);
  }
  head(url: string | URL, options?: FetchOptions) {
    return this.#ask('HEAD', url, options);
  }
  send(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string | URL,
    { json, body, ...options }: FetchOptions & { readonly json?: Json; readonly body?: string } = {},
  ) {
    if (json === undefined) return this.#ask(method, url, options, body);
    const headers = { 'content-type': 'application/json', ...options.headers };
    return this.#ask(method, url, { headers }, JSON.stringify(json));
  }
  async #ask(method: FetchCall['method'], url: string | URL, options: FetchOptions = {}, body?: string) {
    const call: FetchCall = {
      method,
      url: String(url),
      ...(options.headers ? { headers: options.headers } : {}),
      ...(body === undefined ? {} : { body }),
    };
    return response(await this.#bridge.calls['fetch.request'](call));
  }
}
