import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { isLoopbackName } from './channel.ts';

/**
 * Why a request may not touch the simulator, or nothing when it may.
 *
 * The page has no password, so a browser must not be led to it from elsewhere: the `Host` must be this machine's own name or an address
 * (a foreign name that resolves to 127.0.0.1 is DNS rebinding; an address resolves to nothing else), and what the browser tells of
 * where it comes from must be the page itself.
 * Programs other than browsers send neither `Origin` nor `Sec-Fetch-Site`.
 */
export function refusalOf(headers: IncomingHttpHeaders, allowed: readonly string[]): string | undefined {
  const { host = '', origin, 'sec-fetch-site': site } = headers;
  const isOurs = (name: string): boolean =>
    isLoopbackName(name) || isIP(name.replace(/^\[|\]$/g, '')) !== 0 || allowed.includes(name.toLowerCase());
  const name = nameIn(host);
  if (name === undefined || !isOurs(name)) {
    return `The simulator answers to localhost and to addresses only, and not to “${host.slice(0, 100)}”.`;
  }
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== new URL(`http://${host}`).host)) {
    return 'The simulator takes nothing from other sites.';
  }
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return 'The simulator takes nothing from other sites.';
  }
  return undefined;
}

function nameIn(host: string): string | undefined {
  const url = `http://${host}`;
  if (!/^[\w.\-[\]:]+$/.test(host) || !URL.canParse(url)) return undefined;
  return new URL(url).hostname;
}
