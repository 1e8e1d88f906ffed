import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { checkAsked } from '../core/host/fetch/asked.ts';
import { Fetcher, type FetchContext } from '../core/host/fetch/fetcher.ts';
import { network, type NetworkOptions, type TransportAnswer } from '../core/host/fetch/transport.ts';
import type { FetchCall } from '../core/plugin/bridge.ts';
import { idempotencyKey } from '../core/host/fetch/idempotency-key.ts';
import { isPublicAddress } from '../core/host/fetch/public-address.ts';
import { Registry } from '../core/plugin/registry.ts';
import { startHttps } from './support/https-server.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';
import { startTenko, words } from './support/tenko.ts';

let server: Awaited<ReturnType<typeof startHttps>>;
afterEach(() => server?.stop());

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

const HOSTS = ['api.example.test', 'www.example.test'];

/** Asks a server on this machine as a plugin with these hosts would. */
async function asking(listener: Listener, options: NetworkOptions & { limit?: number } = {}) {
  const { limit = 15_000, ...rest } = options;
  server = await startHttps(listener);
  const fetcher = new Fetcher(server.network(rest), limit);
  const seen: FetchContext = {
    plugin: 'weather',
    hosts: HOSTS,
    idempotencyKey: 'key-1',
    signal: new AbortController().signal,
  };
  return (url: string, call: Partial<FetchCall> = {}, context: Partial<FetchContext> = {}) =>
    Promise.resolve().then(() => fetcher.fetch(checkAsked({ method: 'GET', url, ...call }), { ...seen, ...context }));
}

const refused = (code: string, words?: RegExp) =>
  expect.objectContaining({ code, ...(words ? { message: expect.stringMatching(words) } : {}) });

describe('what a plugin may ask', () => {
  test('a page of one of its hosts comes as plain JSON: status, a few headers, and the text in its own charset', async () => {
    const ask = await asking((request, response) => {
      response.setHeader('content-type', 'text/plain; charset=shift_jis');
      response.setHeader('set-cookie', 'a=1');
      response.setHeader('etag', '"1"');
      response.end(Buffer.from([0x8b, 0x9e, 0x93, 0x73]));
      expect(request.headers).toMatchObject({ host: 'api.example.test', accept: 'text/plain', 'user-agent': 'Tenko' });
    });
    const answer = await ask('https://api.example.test/x?y=1#z', { headers: { Accept: 'text/plain' } });
    expect(answer).toEqual({
      status: 200,
      url: 'https://api.example.test/x?y=1',
      headers: { 'content-type': 'text/plain; charset=shift_jis', etag: '"1"', date: expect.any(String) },
      text: '京都',
    });
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  });

  test('a status that says no is an answer', async () => {
    const ask = await asking((_, response) => response.writeHead(404).end('gone'));
    expect(await ask('https://api.example.test/')).toMatchObject({ status: 404, text: 'gone' });
  });

  test.each([
    ['http://api.example.test/', /https alone/],
    ['https://api.example.test:8443/', /port 443/],
    ['https://me:secret@api.example.test/', /password/],
    ['https://example.test/', /none of the hosts/],
    ['https://evil.api.example.test/', /none of the hosts/],
    ['https://api.example.test./', /none of the hosts/],
    ['https://127.0.0.1/', /none of the hosts/],
    ['https://[::1]/', /none of the hosts/],
    ['file:///etc/passwd', /https alone/],
  ])('%s is refused', async (url, words) => {
    const ask = await asking(() => expect.unreachable());
    await expect(ask(url)).rejects.toEqual(refused('FETCH_REFUSED', words));
  });

  test.each([
    [{ method: 'TRACE' }, /knows GET, HEAD/],
    [{ method: 'GET', body: 'x' }, /takes a body/],
    [{ headers: { Host: 'www.example.test' } }, /header host/],
    [{ headers: { 'Idempotency-Key': 'mine' } }, /idempotency-key/],
    [{ headers: { 'x-a': 'b\r\nx-c: d' } }, /one line/],
    [{ headers: { 'x a': 'b' } }, /no header/],
    [{ url: '/only/a/path' }, /whole address/],
    [{ url: 7 }, /whole address/],
  ])('%j is no request', async (call, words) => {
    const ask = await asking(() => expect.unreachable());
    await expect(ask('https://api.example.test/', call as never)).rejects.toEqual(refused('BAD_CALL', words));
  });
});

describe('where a name leads', () => {
  test('a name that resolves to this machine or its neighbours is refused, whatever else it resolves to', async () => {
    const names: Record<string, string> = { 'api.example.test': '127.0.0.1', 'www.example.test': '169.254.169.254' };
    const ask = await asking(() => expect.unreachable(), {
      resolve: async (host) => [{ address: names[host]!, family: 4 }],
      isOpen: isPublicAddress,
    });
    await expect(ask('https://api.example.test/')).rejects.toEqual(refused('FETCH_REFUSED', /no public address/));
    await expect(ask('https://www.example.test/')).rejects.toEqual(refused('FETCH_REFUSED', /no public address/));
  });

  test('the address that was checked is the one that is connected to: a name is asked for once', async () => {
    const resolve = vi.fn<NonNullable<NetworkOptions['resolve']>>(async () => [
      { address: '169.254.1.1', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ]);
    const ask = await asking((_, response) => response.end('here'), {
      resolve,
      isOpen: (address) => address === '127.0.0.1',
    });
    expect(await ask('https://api.example.test/')).toMatchObject({ text: 'here' });
    expect(resolve).toHaveBeenCalledTimes(1);
  });

  test('the network of a real host refuses localhost by name', async () => {
    const way = network();
    const exchange = way.exchange({
      method: 'GET',
      url: new URL('https://localhost/'),
      headers: {},
      signal: AbortSignal.timeout(5_000),
    });
    await expect(exchange).rejects.toEqual(refused('FETCH_REFUSED'));
    await way.close();
  });

  test('a certificate that nobody vouches for is no connection', async () => {
    const ask = await asking(() => expect.unreachable(), { ca: '' });
    await expect(ask('https://api.example.test/')).rejects.toEqual(refused('FETCH_UNREACHABLE', /CERT/));
  });

  test('a name that does not exist is told as such', async () => {
    const ask = await asking(() => expect.unreachable(), {
      resolve: () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })),
    });
    await expect(ask('https://api.example.test/')).rejects.toEqual(refused('FETCH_UNREACHABLE', /ENOTFOUND/));
  });
});

describe('redirects', () => {
  const to =
    (location: string): Listener =>
    (request, response) =>
      request.url === '/' ? response.writeHead(302, { location }).end() : response.end(JSON.stringify(request.headers));

  test('one to another of its hosts is followed, without what was meant for the first alone', async () => {
    const ask = await asking(to('https://www.example.test/there'));
    const answer = await ask('https://api.example.test/', {
      headers: { authorization: 'Bearer 1', 'x-key': '2', accept: 'application/json' },
    });
    expect(answer.url).toBe('https://www.example.test/there');
    expect(JSON.parse(answer.text)).toMatchObject({ host: 'www.example.test', accept: 'application/json' });
    expect(answer.text).not.toMatch(/Bearer|x-key/);
  });

  test.each(['https://elsewhere.example.test/', 'http://api.example.test/', 'https://127.0.0.1/', '//[::1]/'])(
    'one to %s is refused',
    async (location) => {
      const ask = await asking(to(location));
      await expect(ask('https://api.example.test/')).rejects.toEqual(refused('FETCH_REFUSED'));
    },
  );

  test('a circle ends after five', async () => {
    let count = 0;
    const ask = await asking((_, response) => {
      count++;
      response.writeHead(301, { location: '/again' }).end();
    });
    await expect(ask('https://api.example.test/')).rejects.toEqual(refused('FETCH_BROKEN', /5 redirects/));
    expect(count).toBe(6);
  });
});

describe('limits', () => {
  test('an answer of more than a megabyte is refused, though it never says how long it is', async () => {
    const ask = await asking((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    await expect(ask('https://api.example.test/')).rejects.toEqual(refused('FETCH_TOO_LARGE'));
  });

  test('one that comes in drops ends with its time', async () => {
    const ask = await asking(
      (_, response) => {
        response.write('a');
        const drip = setInterval(() => response.write('a'), 20);
        response.on('close', () => clearInterval(drip));
      },
      { limit: 150 },
    );
    await expect(ask('https://api.example.test/')).rejects.toEqual(refused('FETCH_TIMEOUT'));
  });

  test('when the handler ends, so does what it still waits for', async () => {
    const ending = new AbortController();
    const ask = await asking(() => ending.abort());
    await expect(ask('https://api.example.test/', {}, { signal: ending.signal })).rejects.toEqual(
      refused('INVOCATION_OVER'),
    );
  });

  test('a packed answer that nobody asked for is not unpacked', async () => {
    const ask = await asking((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('zip'));
    await expect(ask('https://api.example.test/')).rejects.toEqual(refused('FETCH_BROKEN', /packed/));
  });

  test('a plugin has twenty requests under way, and no more', async () => {
    const waiting: ((answer: TransportAnswer) => void)[] = [];
    const fetcher = new Fetcher({
      exchange: () => new Promise((resolve) => void waiting.push(resolve)),
      close: () => Promise.resolve(),
    });
    const asked = checkAsked({ method: 'GET', url: 'https://api.example.test/' });
    const ask = (plugin: string) =>
      fetcher.fetch(asked, { plugin, hosts: HOSTS, idempotencyKey: '', signal: new AbortController().signal });
    const answerAll = () => {
      for (const answer of waiting.splice(0)) answer({ status: 204, headers: {}, body: Readable.from([]) });
    };
    const first = Array.from({ length: 20 }, () => ask('weather'));
    await expect(ask('weather')).rejects.toEqual(refused('SHARE_USED_UP'));
    const other = ask('news');
    answerAll();
    await Promise.all([...first, other]);
    const after = ask('weather');
    answerAll();
    expect(await after).toMatchObject({ status: 204 });
  });
});

describe('requests that change something', () => {
  test('carry the key that tells a service that it has had this one, and are not sent on', async () => {
    const ask = await asking((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () =>
        response
          .writeHead(307, { location: 'https://www.example.test/' })
          .end(`${request.method} ${String(request.headers['idempotency-key'])} ${Buffer.concat(parts).toString()}`),
      );
    });
    const answer = await ask('https://api.example.test/', { method: 'POST', body: '{"a":1}' });
    expect(answer).toMatchObject({ status: 307, text: 'POST key-1 {"a":1}' });
    expect(answer.headers['location']).toBe('https://www.example.test/');
  });
});

describe('in a chat', () => {
  const manifest = {
    name: 'asks',
    permissions: ['fetch:write'],
    fetch: ['api.example.test'],
    commands: Object.fromEntries(['get', 'send', 'many', 'elsewhere'].map((name) => [name, command()])),
  };
  const code = `
    import { Fetch } from 'tenko';
    import { inject, injectable } from 'tsyringe';
    @injectable()
    export default class Asks {
      constructor(@inject(Fetch) private readonly fetch: Fetch) {}
      async get() { return (await this.fetch.get('https://api.example.test/')).json<{ city: string }>().city; }
      async send() {
        const first = await this.fetch.send('POST', 'https://api.example.test/', { json: { a: 1 } });
        const second = await this.fetch.send('DELETE', 'https://api.example.test/');
        return first.text + ' ' + second.text;
      }
      async many() { for (let n = 0; n < 11; n++) await this.fetch.head('https://api.example.test/'); }
      async elsewhere() { await this.fetch.get('https://www.example.test/'); }
    }`;

  async function start(listener: Listener, parts: object = {}) {
    server = await startHttps(listener);
    const plugins = newFolder();
    writePlugin(plugins, { ...manifest, ...parts }, { 'index.ts': code });
    const tenko = await startTenko({ plugins, network: server.network() });
    const member = tenko.world.createMember('Yuki');
    const chat = tenko.world.createGroup('Town', [member]);
    return { tenko, say: async (line: string) => words(await tenko.say(chat, member, line)) };
  }

  test('what a service says comes to the handler, and what fails is told honestly', async () => {
    let broken = false;
    const { tenko, say } = await start((_, response) => response.end(broken ? '<html>' : '{"city":"Kyoto"}'));
    expect(await say('/get')).toBe('Kyoto');
    broken = true;
    expect(await say('/get')).toMatch(/^I could not get what I needed from a service outside, so nothing was changed/);
    await say('/many');
    await say('/elsewhere');
    expect((await tenko.failures()).map(({ code }) => code)).toEqual(['FETCH_BROKEN', 'BAD_CALL', 'FETCH_REFUSED']);
    await tenko.stop();
  });

  test('what changes something has a key of its own, and needs its permission', async () => {
    const keys: unknown[] = [];
    const listener: Listener = (request, response) => {
      keys.push(request.headers['idempotency-key']);
      response.end(request.method);
    };
    const { tenko, say } = await start(listener);
    expect(await say('/send')).toBe('POST DELETE');
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(keys[0]).not.toBe(keys[1]);
    await tenko.stop();
    await server.stop();

    const reader = await start(listener, { permissions: [] });
    await reader.say('/send');
    expect((await reader.tenko.failures())[0]).toMatchObject({ code: 'PERMISSION_MISSING' });
    expect(keys).toHaveLength(2);
    await reader.tenko.stop();
  });

  test('a plugin that names no host has no Fetch, and is told which line to add', async () => {
    const { tenko } = await start(() => expect.unreachable(), { permissions: [], fetch: undefined });
    expect(tenko.root.resolve(Registry).all()).toEqual([
      expect.objectContaining({
        state: 'FAILED',
        reason: expect.objectContaining({ message: expect.stringContaining('add "fetch": ["api.example.com"]') }),
      }),
    ]);
    await tenko.stop();
  });

  test('an invocation that is run again asks with the same key as before', () => {
    const invocation = { id: 'e1', chat: { key: 'line:b/C1' }, plugin: { name: 'asks' } } as never;
    expect(idempotencyKey(invocation, 1)).toBe(idempotencyKey(invocation, 1));
    expect(idempotencyKey(invocation, 1)).not.toBe(idempotencyKey(invocation, 2));
  });
});
