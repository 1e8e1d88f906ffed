import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { Agent, buildConnector, request } from 'undici';
import { Failure } from '../../errors.ts';
import { isPublicAddress } from './public-address.ts';

/** One exchange with one host. Redirects, limits and what a plugin may ask are not its business. */
interface TransportCall {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface TransportAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: AsyncIterable<Uint8Array>;
}

/** The way to the network, or a stand-in for it in tests. */
export interface Transport {
  exchange(call: TransportCall): Promise<TransportAnswer>;
  close(): Promise<void>;
}

export interface NetworkOptions {
  /** For tests: other names than DNS knows, a port that is not 443, a certificate of their own, addresses of this machine. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
  readonly isOpen?: (address: string) => boolean;
  readonly port?: number;
  readonly ca?: string;
}

type Resolve = NonNullable<NetworkOptions['resolve']>;

const bySystem: Resolve = (host) =>
  new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, found) => (error ? reject(error) : resolve(found)));
  });

type Answer = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * Resolves a name for a socket that is about to connect: the address that is checked is the one that is connected to, so a name that
 * changes its mind between two questions gains nothing.
 */
function checkedLookup(resolve: Resolve, isOpen: (address: string) => boolean) {
  return (host: string, options: LookupOptions, answer: Answer): void => {
    resolve(host).then(
      (found) => {
        const open = found.filter(({ address }) => isOpen(address));
        const [first] = open;
        if (!first) answer(new Failure('FETCH_REFUSED', `${host} is at no public address`), []);
        else if (options.all) answer(null, [...open]);
        else answer(null, first.address, first.family);
      },
      (error: unknown) => answer(error as Error, []),
    );
  };
}

/** The real network: https with certificates checked, to public addresses alone. No proxy, no cookies, no cache. */
export function network(options: NetworkOptions = {}): Transport {
  const { resolve = bySystem, isOpen = isPublicAddress, port, ca } = options;
  let agent: Agent | undefined;
  const open = (): Agent => {
    const connect = buildConnector({
      lookup: checkedLookup(resolve, isOpen),
      timeout: 4_000,
      ...(ca === undefined ? {} : { ca }),
    });
    return new Agent({
      connect: port === undefined ? connect : (to, answer) => connect({ ...to, port: String(port) }, answer),
      connections: 8,
      keepAliveTimeout: 4_000,
    });
  };
  return {
    async exchange({ method, url, headers, body, signal }) {
      agent ??= open();
      const answer = await request(url, {
        method,
        headers,
        signal,
        dispatcher: agent,
        ...(body === undefined ? {} : { body }),
      });
      return { status: answer.statusCode, headers: answer.headers, body: answer.body };
    },
    async close() {
      await agent?.destroy();
    },
  };
}
