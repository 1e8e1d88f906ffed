import { Failure } from '../../errors.ts';
import type { FetchCall } from '../../plugin/bridge.ts';

const READS = new Set(['GET', 'HEAD']);
const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const LONGEST_URL = 4_000;
const MOST_HEADERS = 20;
const LONGEST_HEADER = 2_000;
const LONGEST_BODY = 256_000;
/** What belongs to the connection, to the host, or to another way of asking. */
const NOT_THEIRS =
  /^(?:host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|content-length|expect|cookie|accept-encoding|idempotency-key|via|forwarded|proxy-.*|x-forwarded-.*|sec-.*)$/;

const wrong = (why: string): Failure => new Failure('BAD_CALL', `fetch ${why}`);

/** What a plugin asked for, when it is something that can be done at all. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isWrite: boolean;
}

function checkHeaders(given: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  if (given === undefined) return headers;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw wrong('takes headers as an object');
  const entries = Object.entries(given);
  if (entries.length > MOST_HEADERS) throw wrong(`takes at most ${MOST_HEADERS} headers`);
  for (const [given, value] of entries) {
    const name = given.toLowerCase();
    if (!/^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/.test(name))
      throw wrong(`takes no header ${JSON.stringify(given.slice(0, 40))}`);
    if (NOT_THEIRS.test(name)) throw wrong(`takes no header ${name}: the host sets it itself, or nobody does`);
    if (typeof value !== 'string' || value.length > LONGEST_HEADER || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw wrong(`takes the header ${name} as one line of at most ${LONGEST_HEADER} Latin characters`);
    headers[name] = value;
  }
  return headers;
}

/** Whether the plugin may reach an address at all: https, on the usual port, at a host of its manifest. */
export function checkAddress(url: URL, hosts: readonly string[]): void {
  const refuse = (why: string): never => {
    throw new Failure('FETCH_REFUSED', why);
  };
  if (url.protocol !== 'https:') refuse(`fetch speaks https alone, and not ${url.protocol.slice(0, -1)}`);
  if (url.username !== '' || url.password !== '') refuse('fetch takes no name and password in an address');
  if (url.port !== '') refuse(`fetch reaches port 443 alone, and not ${url.port}`);
  if (!hosts.includes(url.hostname))
    refuse(`${url.hostname} is none of the hosts that plugin.json names: add it to "fetch"`);
}

/** Arguments are not trusted to be what their types say. */
export function checkAsked(call: FetchCall): Asked {
  const { method, url, headers, body } = (call as Partial<FetchCall> | undefined) ?? {};
  const isWrite = typeof method === 'string' && WRITES.has(method);
  if (!isWrite && !(typeof method === 'string' && READS.has(method)))
    throw wrong(`knows ${[...READS, ...WRITES].join(', ')}`);
  const parsed = typeof url === 'string' && url.length <= LONGEST_URL ? URL.parse(url) : null;
  if (!parsed)
    throw wrong(`takes a whole address such as https://api.example.com/v1, of at most ${LONGEST_URL} characters`);
  parsed.hash = '';
  if (body !== undefined && (typeof body !== 'string' || !isWrite || body.length > LONGEST_BODY))
    throw wrong(`takes a body of at most ${LONGEST_BODY} characters, and none with GET and HEAD`);
  return {
    method,
    url: parsed,
    headers: checkHeaders(headers),
    isWrite,
    ...(body === undefined ? {} : { body }),
  };
}
