import { createHmac } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { simulatorRoutes } from '../../core/simulator/routes.ts';
import { Simulator } from '../../core/simulator/simulator.ts';
import { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { startLinq, type LinqStage } from '../linq/stage.ts';
import { signed } from '../support/linq-stand-in.ts';
import { anything, headers, id, lineBody, linqBody, mostly, text, word } from './shapes.ts';

const RUNS = { numRuns: 150 };

let line: VirtualLine;
let stage: LinqStage;
const secrets = (): string[] => [line.channelSecret, line.channelAccessToken, stage.linq.secret];

beforeAll(async () => {
  line = await VirtualLine.start();
  stage = await startLinq({ line });
}, 60_000);
afterAll(async () => {
  await stage.stop();
  await line.stop();
});

/** What must never come of anything that is sent. */
async function survived(response: Response): Promise<void> {
  const said = await response.text();
  expect([200, 400, 401, 413, 415, 429]).toContain(response.status);
  expect(said.length).toBeLessThan(200);
  for (const secret of secrets()) expect(said).not.toContain(secret);
}

async function unharmed(): Promise<void> {
  await stage.idle();
  const log = stage.log.join('');
  expect(log).not.toContain('request failed');
  for (const secret of secrets()) expect(log).not.toContain(secret);
  expect((await fetch(`${stage.url}/readyz`)).status).toBe(200);
}

describe('whatever comes to a webhook, the host answers shortly, lives on and keeps its secrets', () => {
  const post = (path: string, body: Buffer, given: Record<string, string>) =>
    fetch(`${stage.url}/webhook/${path}`, { method: 'POST', body: new Uint8Array(body), headers: given });

  test('LINE’s, signed', { timeout: 120_000 }, async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(text(lineBody), headers, async (body, given) => {
        const signature = createHmac('sha256', line.channelSecret).update(body).digest('base64');
        const response = await post('line', body, { ...given, 'x-line-signature': signature });
        expect([200, 400]).toContain(response.status);
        if (response.status === 200) accepted += 1;
        await survived(response);
      }),
      RUNS,
    );
    expect(accepted).toBeGreaterThan(20);
    await unharmed();
  });

  test('Linq’s, signed', { timeout: 120_000 }, async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(linqBody, headers, async (body, given) => {
        const { payload, headers: own } = signed(body);
        const response = await post('linq', Buffer.from(payload), { ...given, ...own });
        expect([200, 400]).toContain(response.status);
        if (response.status === 200) accepted += 1;
        await survived(response);
      }),
      RUNS,
    );
    expect(accepted).toBeGreaterThan(20);
    await unharmed();
  });

  test('either’s, with a signature that is none', { timeout: 120_000 }, async () => {
    const signature = fc
      .oneof(fc.stringMatching(/^[ -~]{0,60}$/), fc.base64String({ minLength: 44, maxLength: 44 }))
      .map((value) => value.trim());
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('line', 'linq'),
        text(lineBody),
        headers,
        signature,
        async (path, body, given, value) => {
          const timestamp = String(Math.floor(Date.now() / 1000));
          const claimed = {
            'x-line-signature': value,
            'webhook-id': 'x',
            'webhook-timestamp': timestamp,
            'webhook-signature': `v1,${value}`,
          };
          const response = await post(path, body, { ...given, ...claimed });
          expect([401, 429]).toContain(response.status);
          await survived(response);
        },
      ),
      RUNS,
    );
    await unharmed();
  });

  test('afterwards a command is answered as ever', async () => {
    const aya = line.world.createMember('Aya');
    const group = line.world.createGroup('After', [aya]);
    line.world.say(group, aya, '/ping');
    await line.settled();
    await stage.idle();
    expect(line.world.messages(group).some(({ from }) => from === 'bot')).toBe(true);
  });
});

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
      { numRuns: 600 },
    );
    // Some of it was a deed.
    expect(answers.get(200)).toBeGreaterThan(10);
    expect((await app.inject({ url: '/simulator/state', headers: { host: 'localhost:3000' } })).statusCode).toBe(200);
  });

  const PATHS = [
    'message/reply',
    'message/push',
    'message/validate/reply',
    'channel/webhook/endpoint',
    'channel/webhook/test',
    'chat/loading/start',
  ];
  test('its LINE answers every call with LINE’s own refusals', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PATHS),
        fc.boolean(),
        text(
          fc.oneof(
            anything,
            fc.record(
              {
                replyToken: anything,
                to: id('C'),
                messages: mostly(
                  fc.array(
                    mostly(
                      fc.record(
                        {
                          type: mostly(fc.constantFrom('text', 'flex', 'textV2')),
                          text: mostly(word),
                          contents: anything,
                        },
                        { requiredKeys: [] },
                      ),
                    ),
                  ),
                ),
              },
              { requiredKeys: [] },
            ),
          ),
        ),
        async (path, isPost, body) => {
          const response = await fetch(`${simulator.line.apiUrl}/v2/bot/${path}`, {
            method: isPost ? 'POST' : 'PUT',
            body: new Uint8Array(body),
            headers: {
              authorization: `Bearer ${simulator.line.channelAccessToken}`,
              'content-type': 'application/json',
            },
          });
          const said = await response.text();
          expect(response.status, `${path} ${body.toString()} → ${said}`).toBeLessThan(500);
          expect(said).not.toContain(simulator.line.channelSecret);
        },
      ),
      RUNS,
    );
  });

  test('its Linq answers every call with Linq’s own refusals', { timeout: 120_000 }, async () => {
    const { linq } = simulator;
    const members = ['Emma', 'Noah', 'Mia'].map((name) => linq.world.createMember(name));
    const chat = linq.world.createGroup('Fuzzed', members);
    const messageId = linq.world.say(chat, members[0]!, 'hello');
    const chats = [chat, 'nothing', '%00', '..', ''].map((one) => `/v3/chats/${one}`);
    const messages = [messageId, 'nothing'].map((one) => `/v3/messages/${one}`);
    const paths = [
      ...chats.flatMap((one) =>
        ['', '/messages', '/participants', '/leave', '/read', '/typing'].map((end) => one + end),
      ),
      ...messages.flatMap((one) => ['', '/reactions', '/thread', '/poll'].map((end) => one + end)),
      ...['chats', 'messages', 'webhook-subscriptions', 'phone_numbers', 'webhook-events'].map((one) => `/v3/${one}`),
    ];
    const part = mostly(
      fc.record(
        { type: mostly(fc.constantFrom('text', 'link', 'media')), value: mostly(word), text_decorations: anything },
        { requiredKeys: [] },
      ),
    );
    const handle = mostly(fc.constantFrom('+15550002000', '+15550002001', 'a@example.com', ''));
    const call = fc.record(
      {
        from: mostly(fc.constant(linq.line)),
        to: mostly(fc.array(handle, { maxLength: 4 })),
        handle,
        message: mostly(fc.record({ parts: mostly(fc.array(part, { maxLength: 3 })), reply_to: anything })),
        parts: mostly(fc.array(part, { maxLength: 3 })),
        text: mostly(word),
        display_name: mostly(word),
        group_chat_icon: anything,
        operation: mostly(fc.constantFrom('add', 'remove')),
        type: mostly(fc.constantFrom('love', 'custom')),
        target_url: mostly(fc.constantFrom('http://127.0.0.1:9/', 'https://example.org/')),
        subscribed_events: anything,
      },
      { requiredKeys: [] },
    );
    const answers = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
        fc.constantFrom(...paths),
        fc.constantFrom(`Bearer ${linq.apiKey}`, `Bearer ${linq.apiKey}`, 'Bearer no', ''),
        text(fc.oneof(anything, { arbitrary: call, weight: 4 })),
        async (method, path, authorization, body) => {
          const response = await fetch(linq.apiUrl + path, {
            method,
            headers: { ...(authorization ? { authorization } : {}), 'content-type': 'application/json' },
            ...(method === 'GET' ? {} : { body: new Uint8Array(body) }),
          });
          answers.add(response.status);
          const said = await response.text();
          expect(response.status, `${method} ${path} ${body.toString()} → ${said}`).toBeLessThan(500);
          // What is no path of Linq's is answered in plain words.
          const isRefused = response.status >= 400 && response.status !== 404;
          expect(isRefused && !('error' in (JSON.parse(said) as object)), `${path} → ${said}`).toBe(false);
          for (const secret of [linq.apiKey, linq.webhookSecret]) expect(said).not.toContain(secret);
        },
      ),
      { numRuns: 600 },
    );
    for (const status of [200, 400, 401, 404]) expect([...answers]).toContain(status);
    expect(linq.world.messages(chat).length).toBeGreaterThan(0);
  });
});
