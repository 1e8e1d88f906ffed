import Fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { simulatorRoutes } from '../../core/simulator/routes.ts';
import { Simulator } from '../../core/simulator/simulator.ts';
import { sendRaw } from '../support/raw-http.ts';
import { deep, deepened, kindOf, odd, STACK } from './calls.ts';
import { anything, id, mostly, SEED, text, word } from './shapes.ts';

/** As it can stand in a header. */
const printable = (value: unknown): string => JSON.stringify(value).replaceAll(/^"|"$|[^ -~]/g, '');

describe('whatever comes to the simulator', () => {
  let simulator: Simulator;
  let app: FastifyInstance;
  beforeAll(async () => {
    simulator = await Simulator.start();
    app = Fastify();
    await app.register(simulatorRoutes(simulator, { pageDir: '/nowhere' }));
  });
  afterAll(async () => {
    await app.close();
    await simulator.stop();
  });

  const DEEDS = [
    'say',
    'sendSticker',
    'sendImage',
    'sendLocation',
    'tap',
    'edit',
    'unsend',
    'react',
    'createChat',
    'createMember',
    'renameChat',
    'renameMember',
    'addMember',
    'removeMember',
    'addBot',
    'removeBot',
    'set',
    '__proto__',
    'constructor',
  ];

  test('its page is told what cannot be done, and nothing breaks', { timeout: 120_000 }, async () => {
    const { world } = simulator.line;
    const members = [world.createMember('Aya'), world.createMember('Ben')];
    const chats = [world.createGroup('Practice', members), world.createRoom(members)];
    const member = mostly(fc.constantFrom(...members));
    const action = fc.record(
      {
        type: mostly(fc.constantFrom('postback', 'message', 'uri', 'datetimepicker')),
        data: mostly(word),
        text: mostly(word),
      },
      { requiredKeys: [] },
    );
    const deed = fc.record(
      {
        do: mostly(fc.constantFrom(...DEEDS)),
        platform: mostly(fc.constantFrom('line', 'linq')),
        kind: mostly(fc.constantFrom('user', 'group', 'room')),
        chatId: mostly(fc.constantFrom(...chats)),
        as: member,
        memberId: member,
        memberIds: mostly(fc.array(member, { maxLength: 3 })),
        name: mostly(word),
        text: mostly(word),
        mentions: mostly(
          fc.array(mostly(fc.record({ index: mostly(fc.integer()), length: mostly(fc.integer()), memberId: member }))),
        ),
        messageId: anything,
        action: mostly(action),
        picked: anything,
        identified: anything,
        reaction: mostly(fc.constantFrom('love', 'custom')),
        emoji: anything,
        on: anything,
        settings: mostly(
          fc.record({ quota: anything, verified: anything, redelivery: anything }, { requiredKeys: [] }),
        ),
      },
      { requiredKeys: ['do'] },
    );
    const answers = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(text(deed), async (body) => {
        const response = await app.inject({
          method: 'POST',
          url: '/simulator/do',
          headers: { host: 'localhost:3000', 'content-type': 'application/json' },
          payload: body,
        });
        answers.set(response.statusCode, (answers.get(response.statusCode) ?? 0) + 1);
        expect(response.statusCode, `${body.toString()} → ${response.body}`).toBeLessThan(500);
      }),
      { numRuns: 600, seed: SEED },
    );
    // Some of it was a deed.
    expect(answers.get(200)).toBeGreaterThan(10);
    expect((await app.inject({ url: '/simulator/state', headers: { host: 'localhost:3000' } })).statusCode).toBe(200);
  });

  const LINE_ROUTES = [
    'POST /v2/bot/message/reply',
    'POST /v2/bot/message/push',
    'POST /v2/bot/message/validate/reply',
    'PUT /v2/bot/channel/webhook/endpoint',
    'GET /v2/bot/channel/webhook/endpoint',
    'POST /v2/bot/channel/webhook/test',
    'POST /v2/bot/chat/loading/start',
    'POST /v2/bot/chat/markAsRead',
    'GET /v2/bot/message/delivery/push?date=',
    'GET /v2/bot/group/ID/members/ids?start=',
    'GET /v2/bot/group/ID/members/count',
    'GET /v2/bot/group/ID/summary',
    'GET /v2/bot/group/ID/member/ID',
    'POST /v2/bot/room/ID/leave',
    'GET /v2/bot/profile/ID',
    'POST /v2/bot/user/ID/linkToken',
    'GET /v2/bot/message/ID/content',
    'POST /v2/bot/richmenu',
    'POST /v2/bot/richmenu/validate',
    'GET /v2/bot/richmenu/list',
    'POST /v2/bot/richmenu/ID/content',
    'POST /v2/bot/user/all/richmenu/ID',
    'POST /v2/bot/richmenu/alias',
    'POST /v2/bot/richmenu/alias/ID',
    'GET /v2/bot/nothing',
  ];
  const part = fc.constantFrom(
    'C'.padEnd(33, 'a'),
    'U'.padEnd(33, 'b'),
    '%00',
    '..',
    '%zz',
    '%e3%81%82',
    'constructor',
    '',
  );
  const lineMessage = mostly(
    fc.oneof(
      fc.record(
        {
          type: mostly(fc.constantFrom('text', 'flex', 'textV2')),
          text: mostly(word),
          contents: odd,
          quickReply: odd,
        },
        { requiredKeys: [] },
      ),
      fc
        .record({
          type: fc.constantFrom('datetimepicker', 'postback', 'uri'),
          label: mostly(word),
          data: word,
          mode: odd,
        })
        .map((action) => ({ type: 'text', text: 'a', quickReply: { items: [{ type: 'action', action }] } })),
    ),
  );
  const richMenu = fc.record(
    {
      size: mostly(fc.record({ width: mostly(fc.constant(2_500)), height: mostly(fc.constant(843)) })),
      selected: mostly(fc.boolean()),
      name: mostly(word),
      chatBarText: mostly(fc.constant('menu')),
      areas: mostly(
        fc.array(
          mostly(
            fc.record({
              bounds: mostly(fc.record({ x: odd, y: mostly(fc.constant(0)), width: odd, height: odd })),
              action: mostly(fc.record({ type: fc.constant('message'), text: word, more: fc.oneof(odd, deep) })),
            }),
          ),
          { maxLength: 2 },
        ),
      ),
    },
    { requiredKeys: ['size', 'areas'] },
  );
  const lineCall = fc.record(
    {
      replyToken: odd,
      to: id('C'),
      chatId: id('U'),
      messages: mostly(fc.array(lineMessage, { maxLength: 6 })),
      endpoint: mostly(fc.constantFrom('http://127.0.0.1:9/', 'https://example.org/', 'http://')),
      loadingSeconds: odd,
      markAsReadToken: odd,
      richMenuId: odd,
      richMenuAliasId: mostly(fc.oneof(fc.constant('alias'), odd)),
      notificationDisabled: odd,
    },
    { requiredKeys: [] },
  );
  const picture = fc
    .tuple(fc.constantFrom('ffd8ff', '89504e470d0a1a0a', ''), fc.uint8Array({ maxLength: 40 }))
    .map(([magic, rest]) => Buffer.concat([Buffer.from(magic, 'hex'), rest]));

  test('its LINE answers every call with LINE’s own refusals', { timeout: 120_000 }, async () => {
    const { line } = simulator;
    const answers = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...LINE_ROUTES),
        part,
        mostly(fc.constant(`Bearer ${line.channelAccessToken}`)),
        kindOf,
        fc.oneof(
          { arbitrary: text(fc.oneof(odd, { arbitrary: lineCall, weight: 4 })), weight: 6 },
          { arbitrary: text(richMenu), weight: 2 },
          { arbitrary: picture, weight: 1 },
        ),
        async (route, where, token, type, body) => {
          const [method = '', path = ''] = route.split(' ');
          const {
            status,
            headers: told,
            text: said,
          } = await sendRaw(line.apiUrl, {
            method,
            path: `${path.replaceAll('ID', where)}${path.endsWith('=') ? where : ''}`,
            headers: [
              ['authorization', printable(token)],
              ['content-type', type],
            ],
            ...(method === 'GET' ? {} : { body: deepened(body) }),
          });
          answers.add(status);
          const at = `${route} ${where} ${body.toString().slice(0, 300)} → ${status} ${said.slice(0, 300)}`;
          // LINE reference, "Error responses".
          const { message } = (status < 400 ? { message: '' } : JSON.parse(said)) as { readonly message?: unknown };
          const isFine = status > 0 && status < 500 && typeof message === 'string' && told.has('x-line-request-id');
          expect(isFine ? 'fine' : at).toBe('fine');
          for (const secret of [line.channelSecret, line.channelAccessToken]) expect(said).not.toContain(secret);
          expect(said).not.toMatch(STACK);
        },
      ),
      { numRuns: 1_000, seed: SEED },
    );
    expect([...answers]).toEqual(expect.arrayContaining([200, 400, 401, 404, 415]));
  });

  test('its page, by raw bytes: other types, methods, names and places', { timeout: 120_000 }, async () => {
    await app.listen({ host: '127.0.0.1', port: 0 });
    const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    const own = fc.constantFrom(
      '/simulator/do',
      '/simulator/state',
      '/simulator/events',
      '/simulator/picture.png',
      '/',
      '/a.js',
    );
    const elsewhere = fc.constantFrom(
      '/%73imulator/do',
      '/simulator/../.env',
      '/%2e%2e/x',
      '/%00',
      '/\u0000',
      '/%zz',
      '//',
      '*',
    );
    const told = fc.constantFrom<[string, string]>(
      ['host', 'evil.example'],
      ['host', '['],
      ['origin', 'null'],
      ['origin', 'https://evil.example'],
      ['sec-fetch-site', 'cross-site'],
      ['content-type', 'text/plain'],
      ['cookie', 'a'.repeat(20_000)],
      ['transfer-encoding', 'chunked'],
      ['content-length', '-1'],
      ['expect', 'x'],
    );
    const before = simulator.line.world.members().length;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'),
        fc.oneof({ arbitrary: own, weight: 3 }, elsewhere),
        kindOf,
        fc.array(told, { maxLength: 3 }),
        text(fc.record({ do: mostly(fc.constant('say')), text: fc.oneof(odd, deep) })),
        async (method, path, type, more, body) => {
          const { status, text: said } = await sendRaw(url, {
            method,
            path,
            headers: [['content-type', type], ...more],
            body: deepened(body),
          });
          expect(status, `${method} ${path} ${said.slice(0, 300)}`).toBeLessThan(500);
          for (const secret of [simulator.line.channelSecret, simulator.line.channelAccessToken, simulator.linq.apiKey])
            expect(said).not.toContain(secret);
          expect(said).not.toMatch(STACK);
        },
      ),
      { numRuns: 400, seed: SEED },
    );
    expect(simulator.line.world.members()).toHaveLength(before);
    expect((await fetch(`${url}/simulator/state`)).status).toBe(200);
  });
});
