import { Failure } from '../errors.ts';
import type { Transport, TransportAnswer } from '../host/fetch/transport.ts';

/** What a plugin's `Fetch` sends to a site. */
export interface SiteRequest {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SiteAnswer {
  /** 200 by default. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly json?: unknown;
}

/** Answers like a web service; a thrown error is a service that cannot be reached. */
export type Site = (request: SiteRequest) => SiteAnswer | Promise<SiteAnswer>;

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** Stands in for the internet: only what a test puts there is there. What the host checks and limits, it checks and limits here too. */
export class Sites implements Transport {
  readonly #sites = new Map<string, Site>();

  set(host: string, site: Site): void {
    this.#sites.set(host, site);
  }

  async exchange({ method, url, headers, body = '' }: Parameters<Transport['exchange']>[0]): Promise<TransportAnswer> {
    const site = this.#sites.get(url.hostname);
    if (!site)
      throw new Failure(
        'FETCH_UNREACHABLE',
        `a test reaches no network: put something there with chat.site('${url.hostname}', () => ({ json: … }))`,
      );
    const { status = 200, headers: told = {}, text, json } = await site({ method, url, headers, body });
    const content = json === undefined ? (text ?? '') : JSON.stringify(json);
    const type = json === undefined ? 'text/plain; charset=utf-8' : 'application/json';
    return { status, headers: { 'content-type': type, ...told }, body: bytesOf(method === 'HEAD' ? '' : content) };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
