import type { IncomingHttpHeaders } from 'node:http';

const REFUSED = 'The console takes nothing from other sites.';

/**
 * Why a request may not do something, or nothing when it may: a browser says where it comes from, and that must be the console's own page.
 *
 * Browsers send `Sec-Fetch-Site` to https and to this machine itself, and `Origin` with every POST. A proxy may put another name into
 * `Host`, so that an origin may also be that of PUBLIC_URL. Programs other than browsers send neither header; nobody leads them here.
 */
export function refusalOf(headers: IncomingHttpHeaders, publicUrl: string | undefined): string | undefined {
  const { host, origin, 'sec-fetch-site': site } = headers;
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? undefined : REFUSED;
  if (origin === undefined) return undefined;
  const from = URL.parse(origin);
  if (!from) return REFUSED;
  const isOurs = from.host === URL.parse(`${from.protocol}//${host}`)?.host || from.origin === originOf(publicUrl);
  return isOurs ? undefined : REFUSED;
}

const originOf = (url: string | undefined): string | undefined =>
  url === undefined ? undefined : URL.parse(url)?.origin;

/** Whether the browser came by https: it says so in `Origin`, and the proxy that took it in may say so too. */
export const isHttps = (headers: IncomingHttpHeaders): boolean =>
  headers.origin?.startsWith('https://') === true || /^https\b/.test(String(headers['x-forwarded-proto'] ?? ''));
