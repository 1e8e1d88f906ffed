import { describe, expect, test } from 'vitest';
import { ask, CONSOLE_TOKEN, logIn, openConsole } from '../../test/support/console.ts';
import { sendRaw } from '../../test/support/raw-http.ts';
import { startTenko } from '../../test/support/tenko.ts';

const PAGE = ['/console/', '/console/index.html', '/console/main.js', '/console/main.css'];
const ASKED = ['state', 'plugins', 'chats', 'notices', 'accounts', 'failures', 'failures/1', 'log'];

test('without CONSOLE_TOKEN there is no console: nothing of it answers', async () => {
  const tenko = await startTenko();
  for (const path of ['/console', ...PAGE, ...ASKED.map((one) => `/console/api/${one}`)])
    expect([path, (await ask(tenko, path)).status]).toEqual([path, 404]);
  expect((await ask(tenko, '/console/api/login', { body: { token: '' } })).status).toBe(404);
  await tenko.stop();
});

describe('who may use the console', () => {
  test('its page is there for everybody, with a strict policy, and tells nothing of the host', async () => {
    const { tenko } = await openConsole();
    expect((await ask(tenko, '/console')).headers['location']).toBe('console/');
    for (const path of PAGE) {
      const { status, headers, text } = await ask(tenko, path);
      expect([path, status]).toEqual([path, 200]);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'; script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
      expect(text).not.toContain(CONSOLE_TOKEN);
    }
    for (const path of ['/console/../page/main.js', '/console/%2e%2e/main.js', '/console/.stamp', '/console/nothing'])
      expect([path, (await ask(tenko, path)).status]).toEqual([path, 404]);
  });

  test('nobody is told or does anything without a session', async () => {
    const { tenko, cookie } = await openConsole();
    for (const path of ASKED)
      for (const wrong of [undefined, 'tenko_console=', 'tenko_console=a.b.c', `${cookie}x`])
        expect([path, (await ask(tenko, `/console/api/${path}`, { cookie: wrong })).status]).toEqual([path, 401]);
    for (const path of ['failures/1/replay', 'failures/1/drop', 'logout', 'nothing'])
      expect([path, (await ask(tenko, `/console/api/${path}`, { body: {} })).status]).toEqual([path, 401]);
  });

  test('… however the path is spelled: it is the route that is locked', async () => {
    const { tenko, say } = await openConsole();
    await say('/boom');
    const spellings = (path: string): readonly string[] => [
      `/console/%61pi/${path}`,
      `/%63onsole/api/${path}`,
      `/console/api/%${path.charCodeAt(0).toString(16)}${path.slice(1)}`,
      `http://elsewhere.example/console/api/${path}`,
      `HTTPS://elsewhere.example/console/%61pi/${path}?x=/console/api/login`,
    ];
    for (const one of [...ASKED, 'nothing'].flatMap(spellings))
      expect([one, (await sendRaw(tenko.url, { path: one })).status]).toEqual([one, 401]);
    const headers = [['content-type', 'application/json']] as const;
    for (const one of ['failures/1/replay', 'failures/1/drop', 'logout'].flatMap(spellings)) {
      const post = { method: 'POST', path: one, body: Buffer.from('{}') };
      expect([one, (await sendRaw(tenko.url, { ...post, headers })).status]).toEqual([one, 401]);
      const foreign = [...headers, ['origin', 'https://evil.example']] as const;
      expect([one, (await sendRaw(tenko.url, { ...post, headers: foreign })).status]).toEqual([one, 403]);
    }
    expect(await tenko.failures()).toHaveLength(1);
  });

  test('a wrong token is refused, and after five of them even the right one has to wait a minute', async () => {
    let now = Date.now();
    const { tenko } = await openConsole({ now: () => now });
    const login = (token: unknown) => ask(tenko, '/console/api/login', { body: { token } });
    for (const wrong of ['', CONSOLE_TOKEN.slice(1), `${CONSOLE_TOKEN} `, 7, { length: 21 }])
      expect((await login(wrong)).status).toBe(401);
    const { status, headers } = await login(CONSOLE_TOKEN);
    expect(status).toBe(429);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(headers['set-cookie']).toBeUndefined();
    now += 60_000;
    expect((await login(CONSOLE_TOKEN)).status).toBe(200);
    expect(JSON.stringify(tenko.log)).not.toContain(CONSOLE_TOKEN.slice(1));
  });

  test('a cookie is kept from scripts and other sites, and goes by https alone where the browser came by https', async () => {
    const { tenko } = await openConsole();
    const cookieFor = async (headers: Record<string, string>) =>
      (await ask(tenko, '/console/api/login', { headers, body: { token: CONSOLE_TOKEN } })).headers['set-cookie'];
    expect(await cookieFor({})).toMatch(/^tenko_console=[^;]+; HttpOnly; SameSite=Strict; Max-Age=43200$/);
    const https = { host: 'bot.example.org', origin: 'https://bot.example.org' };
    expect(await cookieFor(https)).toMatch(/^tenko_console=[^;]+; HttpOnly; SameSite=Strict; Max-Age=43200; Secure$/);
  });

  test('another site does nothing here, whatever cookie the browser sends', async () => {
    const { tenko, cookie } = await openConsole();
    const foreign = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    const body = { token: CONSOLE_TOKEN };
    for (const headers of foreign)
      for (const path of ['login', 'logout', 'failures/1/drop', 'failures/1/replay'])
        expect((await ask(tenko, `/console/api/${path}`, { cookie, headers, body })).status).toBe(403);
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x']) {
      const headers = { 'content-type': type };
      expect((await ask(tenko, '/console/api/logout', { cookie, headers, body: '{}' })).status).toBe(415);
    }
    expect((await ask(tenko, '/console/api/state', { cookie })).status).toBe(200);
  });

  test('logging out ends the session for everyone who has its cookie, and no other session', async () => {
    const { tenko, cookie } = await openConsole();
    const mine = await logIn(tenko);
    const { headers } = await ask(tenko, '/console/api/logout', { cookie: mine, body: {} });
    expect(headers['set-cookie']).toMatch(/^tenko_console=; .*Max-Age=0/);
    expect((await ask(tenko, '/console/api/state', { cookie: mine })).status).toBe(401);
    expect((await ask(tenko, '/console/api/state', { cookie })).status).toBe(200);
  });
});
