import Fastify from 'fastify';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { populate } from './demo.ts';
import { simulatorRoutes } from './routes.ts';
import type { Deed, WorldView } from './view.ts';
import { VirtualLine } from './virtual-line.ts';

async function page(hosts?: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'tenko-page-'));
  const pageDir = join(folder, 'page');
  await mkdir(join(pageDir, 'fonts'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(pageDir, 'index.html'), '<!doctype html>');
  await writeFile(join(pageDir, 'app.js'), 'start();');
  await writeFile(join(pageDir, '.env.txt'), 'secret');
  await symlink(join(folder, 'secret.txt'), join(pageDir, 'link.txt'));
  const line = await VirtualLine.start();
  const app = Fastify();
  await app.register(simulatorRoutes(line, { pageDir, ...(hosts ? { hosts } : {}) }));
  onTestFinished(async () => {
    await app.close();
    await line.stop();
    await rm(folder, { recursive: true });
  });
  const get = (url: string, headers: Record<string, string> = {}) =>
    app.inject({ method: 'GET', url, headers: { host: 'localhost:3000', ...headers } });
  const act = (deed: unknown, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: '/simulator/do',
      headers: { host: 'localhost:3000', 'content-type': 'application/json', ...headers },
      payload: typeof deed === 'string' ? deed : JSON.stringify(deed),
    });
  return { app, line, get, act };
}

describe('the page of the simulator', () => {
  it('finds the world of the demo', async () => {
    const { line, get } = await page();
    populate({ line });
    const state = (await get('/simulator/state')).json<WorldView>();
    expect(state.chats.map(({ kind, botIn }) => [kind, botIn])).toEqual([
      ['group', true],
      ['room', true],
      ['user', true],
    ]);
    expect(state.members.filter(({ identified }) => !identified).map(({ name }) => name)).toEqual(['Ken']);
    expect(state.chats[0]?.memberIds).toHaveLength(5);
    expect(state.settings).toEqual({ verified: false, redelivery: false, quota: 200 });
    expect(line.webhooks).toEqual([]);
  });

  it('does what a person does, and says why not', async () => {
    const { line, act } = await page();
    const deeds: [Deed, string?][] = [
      [{ do: 'createMember', name: 'Yuki', identified: true }],
      [{ do: 'createMember', name: 'Mei', identified: false }],
    ];
    for (const [deed] of deeds) expect((await act(deed)).json()).toEqual({});
    const [yuki = '', mei = ''] = line.world.members().map(({ id }) => id);
    await act({ do: 'createChat', kind: 'group', name: 'ランチ部', memberIds: [yuki] });
    await act({ do: 'createChat', kind: 'room', name: '', memberIds: [yuki, mei] });
    await act({ do: 'createChat', kind: 'user', name: '', memberIds: [yuki] });
    const [chatId = ''] = line.world.chats().map(({ id }) => id);
    const done: Deed[] = [
      { do: 'say', chatId, as: yuki, text: '@Tenko hi', mentions: [{ index: 0, length: 6, memberId: 'bot' }] },
      { do: 'sendSticker', chatId, as: yuki },
      { do: 'sendImage', chatId, as: yuki },
      { do: 'sendLocation', chatId, as: yuki },
      { do: 'renameMember', memberId: yuki, name: 'Yuki 🎉' },
      { do: 'addMember', chatId, memberId: mei },
      { do: 'removeMember', chatId, memberId: mei },
      { do: 'removeBot', chatId },
      { do: 'addBot', chatId },
      { do: 'set', settings: { verified: true, redelivery: true, quota: null } },
    ];
    for (const deed of done) expect([deed.do, (await act(deed)).json()]).toEqual([deed.do, {}]);
    const messageId = line.world.messages(chatId).find(({ content }) => content['text'] === '@Tenko hi')?.id ?? '';
    expect((await act({ do: 'edit', chatId, as: yuki, messageId, text: 'new' })).statusCode).toBe(200);
    expect((await act({ do: 'say', chatId, as: yuki, text: 'a', quotedMessageId: messageId })).statusCode).toBe(200);
    expect((await act({ do: 'unsend', chatId, as: yuki, messageId })).statusCode).toBe(200);
    expect(line.view().quota.limit).toBeNull();

    const refused: [unknown, string][] = [
      [{ do: 'say', chatId, as: mei, text: 'a' }, 'Mei is not in this chat.'],
      [{ do: 'say', chatId: 'nowhere', as: yuki, text: 'a' }, 'There is no chat nowhere.'],
      [{ do: 'say', chatId, as: yuki }, '`text` is missing.'],
      [{ do: 'say', chatId, as: yuki, text: 7 }, '`text` is missing.'],
      [{ do: 'say', chatId, as: yuki, text: 'a', mentions: 'all' }, '`mentions` is a list.'],
      [{ do: 'say', chatId, as: { toString: 'x' }, text: 'a' }, '`as` is missing.'],
      [{ do: 'tap', chatId, as: yuki, messageId, action: 'x' }, '`action` is missing.'],
      [{ do: 'createChat', kind: 'channel', name: 'a', memberIds: [] }, '`kind` is `user`, `group` or `room`.'],
      [{ do: 'createMember', name: ' ', identified: true }, 'A name is missing.'],
      [{ do: 'set', settings: { quota: -1 } }, '`quota` is a whole number, or null for no limit.'],
      [{ do: 'constructor' }, '`do` is one of'],
      [[], 'A deed is a JSON object.'],
      ['{', 'The body is no JSON.'],
    ];
    for (const [deed, message] of refused) {
      const response = await act(deed);
      expect([response.statusCode, response.json<{ message: string }>().message]).toEqual([
        400,
        expect.stringContaining(message),
      ]);
    }
  });

  it('takes nothing from other sites, and no other name of this machine', async () => {
    const { line, act, get } = await page();
    const deed = { do: 'createMember', name: 'Mallory', identified: true };
    for (const headers of [
      { origin: 'https://example.com' },
      { origin: 'null' },
      { origin: 'http://localhost:4000' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { host: 'rebound.example.com:3000' },
      { host: '127.0.0.1.example.com' },
      { host: 'localhost@example.com' },
    ]) {
      expect([headers, (await act(deed, headers)).statusCode]).toEqual([headers, 403]);
    }
    expect((await act(deed, { 'content-type': 'text/plain' })).statusCode).toBe(415);
    expect((await act({ ...deed, name: 'x'.repeat(70_000) })).statusCode).toBe(413);
    expect(line.world.members()).toEqual([]);
    for (const path of ['/simulator/state', '/simulator/events', '/%73imulator/state', '/simulator/%73tate']) {
      expect((await get(path, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
      expect((await get(path, { host: 'rebound.example.com' })).statusCode).toBe(403);
    }
    for (const host of [
      'localhost',
      '127.0.0.1:3000',
      '[::1]:3000',
      'LOCALHOST:3000',
      '192.0.2.7:3000',
      '[2001:db8::7]',
    ]) {
      const own = { host, origin: `http://${host.toLowerCase()}`, 'sec-fetch-site': 'same-origin' };
      expect([host, (await act(deed, own)).statusCode]).toEqual([host, 200]);
    }
  });

  it('can be opened under a name that the operator allows', async () => {
    const { get } = await page(['Tenko.lan']);
    expect((await get('/simulator/state', { host: 'tenko.lan:3000' })).statusCode).toBe(200);
    expect((await get('/simulator/state', { host: 'other.lan:3000' })).statusCode).toBe(403);
  });

  it('serves its files and none beside them', async () => {
    const { get } = await page();
    const index = await get('/', { 'sec-fetch-site': 'cross-site' });
    expect([index.statusCode, index.headers['content-type'], index.body]).toEqual([
      200,
      'text/html; charset=utf-8',
      '<!doctype html>',
    ]);
    expect(index.headers['x-content-type-options']).toBe('nosniff');
    expect((await get('/simulator/picture.png')).rawPayload.subarray(1, 4).toString()).toBe('PNG');
    expect((await get('/app.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/fonts/..%2f..%2fsecret.txt',
      '/%5c..%5csecret.txt',
      '//etc/passwd.txt',
      '/.env.txt',
      '/link.txt',
      '/a%00.txt',
      '/fonts',
      '/fonts/',
      '/app.js/x.js',
      '/none.html',
      `/${'a'.repeat(5_000)}.js`,
    ]) {
      expect([path, (await get(path)).statusCode]).toEqual([
        path,
        expect.toSatisfy((code) => code === 404 || code === 414),
      ]);
    }
  });
});

describe('the stream of changes', () => {
  it('tells the page what happens, and ends with the host', async () => {
    const { app, line } = await page();
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest({ port, host: '127.0.0.1', path: '/simulator/events' }, resolve).on('error', reject).end();
    });
    expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    let received = '';
    response.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
    const ended = new Promise((resolve) => response.on('end', resolve));
    const id = line.world.createMember('Yuki\nゆき');
    const member = { platform: 'line', id, name: 'Yuki\nゆき', identified: true };
    const change = { type: 'chats', chats: [], members: [member] };
    await expect.poll(() => received).toContain(`event: change\ndata: ${JSON.stringify(change)}\n\n`);
    await app.close();
    await ended;
  });
});
