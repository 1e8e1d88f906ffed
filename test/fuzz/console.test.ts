import { connect } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ask, CONSOLE_TOKEN, logIn, openConsole } from '../support/console.ts';
import { sendRaw, type RawAnswer, type RawRequest } from '../support/raw-http.ts';
import { anything, mostly, SEED, text, word } from './shapes.ts';

const RUNS = { numRuns: 400, seed: SEED };
const MINUTE = 60_000;

const ROUTES = [
  ['POST', '/console/api/login'],
  ['POST', '/console/api/logout'],
  ['GET', '/console/api/state'],
  ['GET', '/console/api/plugins'],
  ['GET', '/console/api/chats'],
  ['GET', '/console/api/notices'],
  ['GET', '/console/api/accounts'],
  ['GET', '/console/api/failures'],
  ['GET', '/console/api/failures/1'],
  ['POST', '/console/api/failures/1/replay'],
  ['POST', '/console/api/failures/1/drop'],
  ['GET', '/console/api/log'],
  ['GET', '/console/api/nothing'],
  ['GET', '/console'],
  ['GET', '/console/'],
  ['GET', '/console/index.html'],
  ['GET', '/console/main.js'],
  ['GET', '/console/main.css'],
] as const;

const ODD = [
  '..',
  '.',
  '%2e%2e',
  '%2f',
  '%5c',
  '\\',
  '%00',
  '%',
  '%zz',
  '%c0%ae',
  '//',
  ';',
  ':',
  '*',
  '\u00e9',
  '\u0000',
];
const METHODS = 'GET POST PUT PATCH DELETE HEAD OPTIONS TRACE CONNECT PROPFIND get NONSENSE'.split(' ');
const HUGE = 20_000;

const line = fc.stringMatching(/^[ -~]{0,60}$/);
const long = fc.constantFrom(5_000, HUGE).map((length) => 'a'.repeat(length));
const types = fc.constantFrom(
  'application/json; charset=utf-16',
  'application/jsonp',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/json, text/plain',
  '/',
  '',
);

/** What a route is asked with, and what becomes of its path. */
const path = (own: string): fc.Arbitrary<string> => {
  const odd = fc.oneof(
    { arbitrary: fc.constantFrom(...ODD), weight: 8 },
    { arbitrary: long, weight: 1 },
    { arbitrary: fc.stringMatching(/^[!-~]{1,12}$/), weight: 2 },
  );
  const spoiled = fc.tuple(fc.nat(own.length), fc.array(odd, { minLength: 1, maxLength: 3 })).map(([at, parts]) => {
    const kept = Math.max(at, '/console'.length);
    return `${own.slice(0, kept)}${parts.join('/')}${own.slice(kept)}`;
  });
  // The same route, spelled otherwise.
  const spelled = fc
    .tuple(fc.nat(own.length - 1), fc.constantFrom('', 'http://elsewhere.example', 'HTTP://127.0.0.1'))
    .map(([at, before]) => {
      const letter = own[at] === '/' ? '/' : `%${own.charCodeAt(at).toString(16)}`;
      return `${before}${own.slice(0, at)}${letter}${own.slice(at + 1)}`;
    });
  const id = mostly(fc.constantFrom('0', '2', '-1', '1e3', '9'.repeat(15), '9'.repeat(400), 'NaN', 'constructor'));
  const asked = fc
    .tuple(fc.constantFrom('language', '__proto__', 'language[]', '%'), mostly(fc.constantFrom('ja', 'constructor')))
    .map(([name, value]) => `${own}?${name}=${encodeURIComponent(JSON.stringify(value))}&${name}=en`);
  return fc.oneof(
    { arbitrary: fc.constant(own), weight: 6 },
    { arbitrary: spoiled, weight: 3 },
    { arbitrary: spelled, weight: 2 },
    { arbitrary: id.map((one) => own.replace('/1', `/${encodeURIComponent(String(one))}`)), weight: 1 },
    { arbitrary: asked, weight: 1 },
  );
};

const body: fc.Arbitrary<Buffer> = fc.oneof(
  { arbitrary: text(anything), weight: 3 },
  { arbitrary: text(fc.record({ token: mostly(fc.oneof(word, fc.constant(CONSOLE_TOKEN.slice(1)))) })), weight: 4 },
  {
    arbitrary: fc
      .constantFrom('', '{', '{"token":', '\u{feff}{}', '{"__proto__":{"token":1}}')
      .map((one) => Buffer.from(one)),
    weight: 1,
  },
  { arbitrary: fc.constantFrom(5_000, 200_000).map((depth) => Buffer.from('['.repeat(depth))), weight: 1 },
);

/** Cookies that log nobody in; `of` is one that does. */
const forged = (of: string): fc.Arbitrary<string> => {
  const [told = '', id = '', signature = ''] = of.replace('tenko_console=', '').split('.');
  const later = (Number.parseInt(told, 36) + 1).toString(36);
  return fc.oneof(
    fc.constantFrom(
      '',
      'tenko_console',
      'tenko_console=',
      'tenko_console=;;;=;',
      `tenko_console=${later}.${id}.${signature}`,
      `tenko_console=${told}.${id}.${signature.split('').toReversed().join('')}`,
      `tenko_console=${told}.${id}.`,
      `tenko_console=${told}.${id}.${signature}A`,
      `TENKO_CONSOLE=${told}.${id}.${signature}`,
      `tenko_console="${told}.${id}.${signature}"`,
      `tenko_console=; tenko_console=${told}.${id}.${signature}`,
      `__proto__=${told}.${id}.${signature}`,
    ),
    line.map((value) => `tenko_console=${value}`),
    long.map((value) => `tenko_console=${value}`),
  );
};

const headers: fc.Arbitrary<[string, string][]> = fc.array(
  fc.oneof(
    { arbitrary: fc.tuple(fc.constant('content-type'), types), weight: 2 },
    {
      arbitrary: fc.tuple(
        fc.constantFrom(
          'host',
          'origin',
          'referer',
          'sec-fetch-site',
          'x-csrf-token',
          'x-forwarded-for',
          'x-forwarded-proto',
          'x-http-method-override',
          'accept',
          'last-event-id',
          'if-none-match',
          'range',
          'expect',
          'upgrade',
          'content-length',
          'content-encoding',
          'transfer-encoding',
          'authorization',
        ),
        fc.oneof(line, fc.constantFrom('null', 'same-origin', 'cross-site', 'https://evil.example', '-1', 'chunked')),
      ),
      weight: 4,
    },
    {
      arbitrary: fc.constantFrom<[string, string]>(
        ['x-broken', 'a\r b'],
        ['no colon\r\nx', '1'],
        ['x\u0000y', 'z'],
        ['', 'nameless'],
        ['x-huge', 'a'.repeat(HUGE)],
        ['x-many', Array.from({ length: 1_500 }, (_, index) => `1\r\nx-${index}: 1`).join('')],
      ),
      weight: 1,
    },
  ),
  { maxLength: 3 },
);

const request = (cookie: fc.Arbitrary<string>): fc.Arbitrary<RawRequest> =>
  fc.constantFrom(...ROUTES).chain(([method, own]) =>
    fc
      .record({
        method: fc.oneof(
          { arbitrary: fc.constant(method as string), weight: 6 },
          { arbitrary: fc.constantFrom(...METHODS), weight: 1 },
        ),
        path: path(own),
        type: fc.oneof({ arbitrary: fc.constant('application/json'), weight: 6 }, { arbitrary: types, weight: 1 }),
        cookie,
        more: fc.oneof({ arbitrary: fc.constant([]), weight: 3 }, { arbitrary: headers, weight: 2 }),
        body: method === 'POST' ? body : fc.option(body, { nil: undefined, freq: 5 }),
      })
      .map(({ method: how, path: where, type, cookie: kept, more, body: sent }) => ({
        method: how,
        path: where,
        headers: [...(sent ? ([['content-type', type]] as const) : []), ['cookie', kept] as const, ...more],
        body: sent,
      })),
  );

/** Whoever hangs up before all is said, or asks for a tunnel, may be left without a word. */
const isAnswered = ({ method, headers: given = [] }: RawRequest): boolean =>
  method !== 'CONNECT' && !given.some(([name]) => name === 'content-length' || name === 'transfer-encoding');

const FILES = /^(?:text\/(?:html|javascript|css)|font\/woff2|application\/json); charset=utf-8$|^(?:image|font)\//;
/** What Node.js and the server say of bytes that are no request, or before anybody is asked. */
const NO_REQUEST = /^$|"message":"(?:Client Error|Exceeded maximum allowed HTTP header size)"|"code":"FST_ERR_BAD_URL"/;
const STACK = /\n\s+at |\\n\s+at |node_modules|\.ts:\d+/;

/** What an answer must not be, in words. */
function wrongWith(given: RawRequest, { status, headers: told, text: said }: RawAnswer): readonly string[] {
  const type = told.get('content-type');
  const isLog = type === 'text/event-stream; charset=utf-8';
  const isPlace = /^\/console(?:[/?]|$)/.test(given.path);
  const policy = told.get('content-security-policy') ?? '';
  const isStrict = told.get('x-content-type-options') === 'nosniff' && policy.includes("default-src 'none'");
  return [
    ...(status >= 500 ? [`it broke: ${status}`] : []),
    ...(status === 0 && isAnswered(given) ? ['no answer'] : []),
    // The operator is told where a plugin failed, and nobody where the host did.
    ...(status >= 400 && STACK.test(said) ? ['a stack'] : []),
    ...(type?.startsWith('application/json') && !isJson(said) ? ['no JSON'] : []),
    ...(NO_REQUEST.test(said) || isLog || FILES.test(type ?? '') ? [] : [`neither JSON nor the page: ${type}`]),
    ...(NO_REQUEST.test(said) || !isPlace || isStrict ? [] : ['no policy']),
  ];
}

function isJson(said: string): boolean {
  try {
    JSON.parse(said);
    return true;
  } catch {
    // A file of the page may be asked for without its body.
    return said === '';
  }
}

describe(
  'whatever comes to the console, the host lives on, keeps its secrets and answers in its own way',
  { timeout: 120_000 },
  () => {
    /** A host with something to tell and to lose. */
    async function stage() {
      let now = Date.now();
      const host = await openConsole({ now: () => now });
      const { tenko, say } = host;
      await say('/boom <b>');
      await say('/boom again');
      const own = new Set([host.cookie]);
      const tokens = tenko.line.webhooks.flatMap(({ events }) =>
        events.flatMap((event) => ('replyToken' in event ? [event.replyToken] : [])),
      );
      expect(tokens.length).toBeGreaterThan(1);
      const before = tenko.log.length;
      const seen = new Map<number, number>();

      function keepsSecrets(said: string): void {
        const { channelSecret, channelAccessToken } = tenko.line;
        for (const secret of [CONSOLE_TOKEN, channelSecret, channelAccessToken, ...tokens, ...own])
          expect(said).not.toContain(secret.replace('tenko_console=', ''));
      }

      return {
        ...host,
        seen,
        /** Another session, which is known from then on. */
        logIn: async (): Promise<string> => {
          now += MINUTE;
          const cookie = await logIn(tenko);
          own.add(cookie);
          return cookie;
        },
        send: async (given: RawRequest): Promise<RawAnswer> => {
          // Wrong tokens make everybody wait, and this is not about waiting.
          if (given.path.includes('login')) now += MINUTE;
          const answer = await sendRaw(tenko.url, given);
          seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
          expect(wrongWith(given, answer)).toEqual([]);
          keepsSecrets(`${answer.text}${[...answer.headers].filter(([name]) => name !== 'set-cookie').join('\n')}`);
          return answer;
        },
        unharmed: async (): Promise<void> => {
          await tenko.quiet();
          expect((await ask(tenko, '/healthz')).status).toBe(200);
          const written = tenko.log.slice(before);
          expect(written.filter(({ msg }) => msg === 'request failed')).toEqual([]);
          keepsSecrets(JSON.stringify(written));
          expect(JSON.stringify(written.filter(({ plugin }) => plugin === undefined))).not.toMatch(STACK);
        },
      };
    }

    test('from somebody who has not logged in: nobody is told anything', async () => {
      const { send, unharmed, cookie, seen } = await stage();
      await fc.assert(
        fc.asyncProperty(request(forged(cookie)), async (given) => {
          const { status, headers: told } = await send(given);
          // The page is for everybody; of all else nobody is told anything.
          const type = told.get('content-type') ?? 'text/html';
          expect(status < 400 && !/^text\/(?:html|javascript|css)\b/.test(type)).toBe(false);
          expect(told.get('set-cookie')).toBeUndefined();
        }),
        RUNS,
      );
      expect([...seen.keys()]).toEqual(expect.arrayContaining([200, 400, 401, 404, 431]));
      await unharmed();
    });

    test('from somebody who has', async () => {
      const { send, unharmed, logIn: again, cookie, seen } = await stage();
      let mine = cookie;
      await fc.assert(
        fc.asyncProperty(request(fc.constant('')), async (given) => {
          const cookies = (given.headers ?? []).map(
            ([name, value]) => [name, name === 'cookie' ? mine : value] as const,
          );
          const { headers: told } = await send({ ...given, headers: cookies });
          if (told.get('set-cookie')?.includes('Max-Age=0')) mine = await again();
        }),
        RUNS,
      );
      expect(seen.get(200)).toBeGreaterThan(40);
      await unharmed();
    });
  },
);

test('whatever bytes come in the place of a request, the host answers or hangs up, and lives on', async () => {
  const { tenko } = await openConsole();
  const { port } = new URL(tenko.url);
  const lines = fc.oneof(
    fc.constantFrom(
      `GET /console/api/state HTTP/1.1\r\nHost: a\r\nCookie: ${'x'.repeat(70_000)}\r\n\r\n`,
      `POST /console/api/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n{}`,
      `POST /console/api/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `POST /console/api/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n${'['.repeat(5_000)}`,
      `GET /console/\x00 HTTP/1.1\r\nHost: a\r\n\r\n`,
      `GET http://elsewhere/console/api/state HTTP/1.1\r\n\r\n`,
      `BREW /console/api/state HTTP/1.1\r\nHost: a\r\n\r\n`,
      `GET /console/api/state HTTP/1.1\r\nHost: a\r\nHost: b\r\n: c\r\n\r\n`,
    ),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ maxLength: 40 }).map((where) => `GET ${where} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`),
  );
  await fc.assert(
    fc.asyncProperty(lines, async (sent) => {
      const socket = connect(Number(port), '127.0.0.1');
      let said = '';
      socket.on('error', () => undefined);
      // Who has hung up is not answered any more: only what has no end is cut off.
      socket.on('data', (chunk: Buffer) => {
        said += chunk.toString('latin1');
        socket.end();
      });
      socket.write(Buffer.from(sent, 'latin1'));
      if (!sent.includes('\r\n\r\n')) socket.end();
      await new Promise((resolve) => socket.once('close', resolve));
      expect(said.slice(0, 40)).not.toMatch(/^HTTP\/1\.1 5/);
      expect(said).not.toContain(CONSOLE_TOKEN);
    }),
    { numRuns: 150, seed: SEED },
  );
  expect((await ask(tenko, '/healthz')).status).toBe(200);
  expect(await logIn(tenko)).toMatch(/^tenko_console=\w/);
}, 60_000);
