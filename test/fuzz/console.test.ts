import { connect } from 'node:net';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ask, CONSOLE_TOKEN, logIn, openConsole } from '../support/console.ts';
import { anything, headers, text } from './shapes.ts';

const API = '/console/api';
const PATHS = ['login', 'logout', 'state', 'plugins', 'chats', 'notices', 'accounts', 'failures', 'log', 'nothing'];
const IDS = ['0', '1', '-1', '1e3', '%00', '..', '9'.repeat(16), '1%2f2', 'NaN', '%ff', 'x'.repeat(2_000)];
const PAGES = [
  '',
  '/',
  '/index.html',
  '/../main.js',
  '/%2e%2e/%2e%2e/package.json',
  '/%00',
  '/..%5cmain.js',
  '//etc/passwd',
];
const METHODS = ['GET', 'POST', 'HEAD', 'DELETE'] as const;

const path = fc.oneof(
  fc.constant(`${API}/login`),
  fc.constantFrom(...PATHS).map((name) => `${API}/${name}`),
  fc
    .tuple(fc.constantFrom(...IDS), fc.constantFrom('', '/replay', '/drop', '/__proto__'))
    .map(([id, deed]) => `${API}/failures/${id}${deed}`),
  fc.constantFrom(...PAGES).map((name) => `/console${name}`),
  fc.webQueryParameters().map((query) => `${API}/plugins?${query}`),
);
const body = text(fc.oneof(anything, fc.record({ token: anything }), fc.constant({ token: `${CONSOLE_TOKEN}x` })));

/** What a request carries to say who sends it: nothing, a cookie, one that is nearly right, or what no browser sends. */
const forged = (cookie: string): readonly (string | undefined)[] => [
  undefined,
  cookie,
  cookie.slice(0, -1),
  `${cookie}x`,
  cookie.replace(/=(\w)/, (_, first: string) => `=${first === 'z' ? 'a' : 'z'}`),
  `${cookie.split('=')[0]}=`,
  `a=b; ${cookie.toUpperCase()}; =;;`,
];

test('whatever is asked of the console, it answers, lives on, and tells its secrets to nobody', async () => {
  const { tenko, cookie, say, told } = await openConsole();
  await say('/boom');
  const cookies = forged(cookie);
  const secrets = [CONSOLE_TOKEN, cookie.split('=')[1]!, tenko.line.channelSecret, tenko.line.channelAccessToken];
  const answers = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...METHODS),
      path,
      headers,
      body,
      fc.constantFrom('application/json', 'text/plain', 'application/json; charset=utf-7', ''),
      fc.constantFrom(...cookies),
      async (method, where, given, sent, type, who) => {
        // These go on for ever, and end the session.
        const isIn = who === cookie;
        if (isIn && /\/(log|logout)$|\/replay$|\/drop$/.test(where)) return;
        const { 'content-type': _type, 'content-encoding': _encoding, cookie: _cookie, ...others } = given;
        const hasBody = method === 'POST' || method === 'DELETE';
        const {
          status,
          headers: got,
          text: said,
        } = await ask(tenko, where, {
          method,
          cookie: who,
          headers: { ...others, ...(hasBody && type !== '' ? { 'content-type': type } : {}) },
          ...(hasBody ? { body: sent.toString('latin1') } : {}),
        });
        answers.set(status, (answers.get(status) ?? 0) + 1);
        const cookieSet = got['set-cookie'] === undefined ? 'tenko_console=;' : String(got['set-cookie']);
        const policy =
          status < 400 && where.startsWith('/console') ? got['content-security-policy'] : "default-src 'none'";
        const wrong = [
          ...(status >= 500 ? ['it broke'] : []),
          ...(where.startsWith(API) && !isIn && status === 200 && where !== `${API}/login`
            ? ['nobody had logged in']
            : []),
          ...(cookieSet.startsWith('tenko_console=;') ? [] : ['somebody is logged in']),
          ...(/\n\s+at |node_modules/.test(said) ? ['it tells a stack'] : []),
          ...(String(policy).includes("default-src 'none'") ? [] : ['no policy']),
          ...secrets.filter((secret) => said.includes(secret)).map(() => 'it tells a secret'),
        ];
        expect(wrong, `${method} ${where} → ${status} ${said.slice(0, 200)}`).toEqual([]);
      },
    ),
    { numRuns: 1_000 },
  );
  for (const status of [200, 400, 401, 404, 429]) expect(answers.get(status) ?? 0, `${status}`).toBeGreaterThan(0);
  const log = JSON.stringify(tenko.log);
  expect(log).not.toContain('request failed');
  for (const secret of secrets) expect(log).not.toContain(secret);
  // Who was logged in still is.
  expect((await told<readonly unknown[]>('failures')).text).toContain('boom');
}, 60_000);

test('whatever bytes come in the place of a request, the host answers or hangs up, and lives on', async () => {
  const { tenko } = await openConsole();
  const { port } = new URL(tenko.url);
  const lines = fc.oneof(
    fc.constantFrom(
      `GET ${API}/state HTTP/1.1\r\nHost: a\r\nCookie: ${'x'.repeat(70_000)}\r\n\r\n`,
      `POST ${API}/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n{}`,
      `POST ${API}/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `POST ${API}/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n${'['.repeat(5_000)}`,
      `GET /console/\x00 HTTP/1.1\r\nHost: a\r\n\r\n`,
      `GET http://elsewhere${API}/state HTTP/1.1\r\n\r\n`,
      `BREW ${API}/state HTTP/1.1\r\nHost: a\r\n\r\n`,
      `GET ${API}/state HTTP/1.1\r\nHost: a\r\nHost: b\r\n: c\r\n\r\n`,
    ),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ maxLength: 40 }).map((where) => `GET ${where} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`),
  );
  await fc.assert(
    fc.asyncProperty(lines, async (sent) => {
      const socket = connect(Number(port), '127.0.0.1');
      let said = '';
      socket.on('data', (chunk: Buffer) => void (said += chunk.toString('latin1')));
      socket.on('error', () => undefined);
      socket.end(Buffer.from(sent, 'latin1'));
      await new Promise((resolve) => socket.once('close', resolve));
      expect(said.slice(0, 40)).not.toMatch(/^HTTP\/1\.1 5/);
      expect(said).not.toContain(CONSOLE_TOKEN);
    }),
    { numRuns: 150 },
  );
  expect((await ask(tenko, '/healthz')).status).toBe(200);
  expect(await logIn(tenko)).toMatch(/^tenko_console=\w/);
}, 60_000);
