import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chatRef, type ChatRef } from '../chat/chat.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { isFailure, type Failure } from '../errors.ts';
import { AKI, BEN, CHI, LinqStandIn, OWN, problem, type StandInChat } from '../../test/support/linq-stand-in.ts';
import { LinqPlatform } from './client.ts';
import { Handles } from './handles.ts';

let linq: LinqStandIn;
let platform: LinqPlatform;
const warned: unknown[] = [];
const handles = new Handles(Buffer.alloc(32, 7));

beforeEach(async () => {
  linq = await LinqStandIn.start();
  warned.length = 0;
  platform = new LinqPlatform({
    apiKey: 'key',
    baseUrl: linq.url,
    account: OWN,
    handles,
    timeouts: { send: 2_000, readTry: 500, read: 1_500, pause: 5 },
    log: { warn: (...line: unknown[]) => void warned.push(line) },
  });
});

afterEach(async () => {
  await platform.close();
  await linq.stop();
});

const refTo = ({ id }: StandInChat): ChatRef => chatRef('linq', OWN, undefined, id);
const say = (text: string, more: object = {}): OutgoingMessage[] => [{ type: 'text', text, ...more }];
async function failing(call: Promise<unknown>): Promise<Failure> {
  const error: unknown = await call.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (!isFailure(error)) throw error;
  // Whoever it is about must not stand in a log.
  const told = JSON.stringify([error.message, error.details, error.cause]);
  for (const one of [AKI, BEN, CHI, '5550002000']) expect(told).not.toContain(one);
  return error;
}

describe('sending', () => {
  test('goes to the chat with the API key, under a key of its own, and tells the message’s id', async () => {
    const chat = linq.chat();
    const sent = await platform.reply(refTo(chat), 'event-1', say('Score: 3–2'));
    expect(linq.asked).toHaveLength(1);
    expect(linq.asked[0]).toMatchObject({
      method: 'POST',
      path: `/v3/chats/${chat.id}/messages`,
      body: { message: { parts: [{ type: 'text', value: 'Score: 3–2' }], idempotency_key: 'event-1:0' } },
      headers: { authorization: 'Bearer key', 'user-agent': expect.stringContaining('0.28.2') },
    });
    expect(sent).toEqual([{ id: linq.delivered[0]!.id, quoteToken: linq.delivered[0]!.id, of: 0 }]);
  });

  test('again under the same key delivers nothing twice, whatever the first answer was', async () => {
    const chat = linq.chat();
    linq.next(/POST/, { status: 503, after: true });
    expect(await failing(platform.reply(refTo(chat), 'k', say('once')))).toMatchObject({ code: 'PLATFORM_BROKEN' });
    const [sent] = await platform.push(refTo(chat), 'k', say('once'));
    expect(linq.textsTo(chat.id)).toEqual(['once']);
    expect(sent!.id).toBe(linq.delivered[0]!.id);
  });

  test('is never tried again by the SDK itself: not after 409, 429, 5xx, nor a broken line', async () => {
    const chat = linq.chat();
    for (const answer of [problem(409, 2015), problem(429, 1007), { status: 500 }]) {
      linq.next(/POST/, answer);
      await failing(platform.reply(refTo(chat), 'k', say('x')));
    }
    expect(linq.calls(/POST/)).toHaveLength(3);
  });

  test('a quote that Linq does not take is left out, under another key', async () => {
    const chat = linq.chat();
    linq.next(/POST/, problem(404, 2002));
    await platform.reply(refTo(chat), 'k', say('hello', { quoteToken: 'm1' }));
    expect(linq.asked.map(({ body }) => body['message'])).toEqual([
      { parts: [{ type: 'text', value: 'hello' }], idempotency_key: 'k:0', reply_to: { message_id: 'm1' } },
      { parts: [{ type: 'text', value: 'hello' }], idempotency_key: 'k:0:plain' },
    ]);
    expect(warned).toHaveLength(1);
  });

  test('a picture that Linq cannot fetch is told as its address; a chat that is gone is not asked again', async () => {
    const chat = linq.chat();
    const picture: OutgoingMessage[] = [{ type: 'image', url: 'https://x.example/a.png', alt: 'A cat' }];
    linq.next(/POST/, problem(400, 5007));
    await platform.reply(refTo(chat), 'k', picture);
    expect(linq.textsTo(chat.id)).toEqual(['A cat\nhttps://x.example/a.png']);
    chat.left = true;
    linq.asked.length = 0;
    expect(await failing(platform.reply(refTo(chat), 'k2', picture))).toMatchObject({ code: 'PLATFORM_NOT_IN_CHAT' });
    expect(linq.asked).toHaveLength(1);
  });

  test('an answer that cannot be read is a success without an id: the message is in the chat', async () => {
    const chat = linq.chat();
    linq.next(/POST/, { status: 202, body: 'accepted', after: true });
    expect(await platform.reply(refTo(chat), 'k', say('x'))).toEqual([]);
  });

  test('nothing to say is no call', async () => {
    expect(await platform.reply(refTo(linq.chat()), 'k', say(' '))).toEqual([]);
    expect(linq.asked).toEqual([]);
  });
});

describe('what goes wrong', () => {
  test.each([
    [problem(400, 1002), 'PLATFORM_REJECTED'],
    [problem(409, 1006), 'NOT_SUPPORTED'],
    [problem(404, 2001), 'PLATFORM_NOT_IN_CHAT'],
    [problem(409, 2013), 'PLATFORM_NOT_IN_CHAT'],
    [problem(404, 2002), 'PLATFORM_NOT_FOUND'],
    [problem(401, 2004), 'PLATFORM_UNAUTHORIZED'],
    [problem(403, 2005), 'PLATFORM_FORBIDDEN'],
    [problem(403, 2008), 'PLATFORM_FORBIDDEN'],
    [problem(403, 2024), 'PLATFORM_FORBIDDEN'],
    [problem(409, 2015), 'PLATFORM_REJECTED'],
    [problem(409, 2016), 'NOT_SUPPORTED'],
    [problem(409, 2017), 'NOT_SUPPORTED'],
    [problem(422, 4005), 'PLATFORM_REJECTED'],
    [problem(500, 3001), 'PLATFORM_BROKEN'],
    [problem(500, 5002), 'PLATFORM_REJECTED'],
    [problem(504, 3005), 'PLATFORM_BROKEN'],
    [{ status: 413 }, 'PLATFORM_TOO_LARGE'],
    [{ status: 404, body: 'no such page' }, 'PLATFORM_NOT_FOUND'],
  ])('%j is %s', async (answer, code) => {
    linq.next(/POST/, answer);
    const failure = await failing(platform.reply(refTo(linq.chat()), 'k', say('x')));
    expect(failure).toMatchObject({ code, details: { status: answer.status } });
  });

  test('carries Linq’s trace, from the body or from the header', async () => {
    linq.next(/POST/, problem(500, 3001));
    linq.next(/POST/, { status: 500, body: {} });
    const chat = refTo(linq.chat());
    expect((await failing(platform.reply(chat, 'k', say('x')))).details.requestId).toBe('trace-1');
    expect((await failing(platform.reply(chat, 'k', say('x')))).details.requestId).toBe('trace-header');
  });

  test('a wait is told in milliseconds, by the header or the body, and a chat that is still made is ready soon', async () => {
    const chat = refTo(linq.chat());
    const waits = [
      [{ ...problem(429, 1007), headers: { 'retry-after': '7' } }, 7_000],
      [problem(429, 1007, { retry_after: 9 }), 9_000],
      [problem(429, 1007, { retry_after: 86_400 }), 60_000],
      [problem(409, 2009), 1_000],
    ] as const;
    for (const [answer, retryAfter] of waits) {
      linq.next(/POST/, answer);
      const failure = await failing(platform.reply(chat, 'k', say('x')));
      expect(failure).toMatchObject({ code: 'PLATFORM_RATE_LIMITED', details: { retryAfter } });
    }
  });

  test('no answer, and no Linq at all', async () => {
    const chat = refTo(linq.chat());
    linq.next(/POST/, { status: 200, hang: true });
    expect((await failing(platform.reply(chat, 'k', say('x')))).code).toBe('PLATFORM_TIMEOUT');
    const gone = await LinqStandIn.start();
    const nowhere = new LinqPlatform({ apiKey: 'key', baseUrl: gone.url, account: OWN, handles });
    await gone.stop();
    const failure = await failing(nowhere.reply(chat, 'k', say('x')));
    expect(failure).toMatchObject({ code: 'PLATFORM_UNREACHABLE', message: expect.stringContaining('ECONNREFUSED') });
    await nowhere.close();
  });
});

describe('who is there', () => {
  test('people are counted and listed without the bot and without those who left, by ids that say nothing', async () => {
    const chat = refTo(linq.chat({ gone: ['+15550009999'] }));
    expect(await platform.memberCount(chat)).toBe(3);
    const ids = await platform.memberIds(chat);
    expect(ids).toEqual([AKI, BEN, CHI].map((handle) => handles.idOf(handle)));
    expect(linq.calls(/GET/)).toHaveLength(1);
  });

  test('a name is as much of a number as others may read', async () => {
    const chat = refTo(linq.chat());
    expect(await platform.profile(chat, handles.idOf(AKI))).toEqual({ id: handles.idOf(AKI), displayName: '…2000' });
    expect((await platform.profile(chat, handles.idOf(CHI))).displayName).toBe('c…@….com');
  });

  test('somebody who came just now is found, and somebody who never was here is not', async () => {
    const known = linq.chat({ people: [AKI, BEN] });
    const chat = refTo(known);
    await platform.memberCount(chat);
    known.people.push(CHI);
    platform.changed(chat.id);
    expect(await platform.profile(chat, handles.idOf(CHI))).toMatchObject({ displayName: 'c…@….com' });
    expect((await failing(platform.profile(chat, handles.idOf('+15557770000')))).code).toBe('PLATFORM_NOT_FOUND');
  });

  test('a read is tried again after a passing failure, and not after a refusal', async () => {
    const chat = refTo(linq.chat());
    linq.next(/GET/, { status: 500 });
    expect(await platform.memberCount(chat)).toBe(3);
    expect(linq.calls(/GET/)).toHaveLength(2);
    linq.next(/GET/, problem(403, 2005));
    platform.changed(chat.id);
    await failing(platform.memberCount(chat));
    expect(linq.calls(/GET/)).toHaveLength(3);
  });

  test('a group’s name; a chat without one has none', async () => {
    expect(await platform.summary(refTo(linq.chat({ display_name: 'Camp' })))).toEqual({ name: 'Camp' });
    const unnamed = refTo(linq.chat({ display_name: `${AKI}, ${BEN}` }));
    expect((await failing(platform.summary(unnamed))).code).toBe('NOT_SUPPORTED');
  });

  test('the own line is one of the account’s, and every line of the account is no person', async () => {
    linq.lines = ['+1 555-000-1001', OWN];
    expect(await platform.info()).toEqual({ id: OWN, displayName: '…1000' });
    expect(platform.isOwn('+15550001001')).toBe(true);
    linq.lines = ['+15550001001'];
    const failure = await failing(platform.info());
    expect(failure).toMatchObject({
      code: 'PLATFORM_NOT_FOUND',
      message: expect.stringContaining('LINQ_PHONE_NUMBER'),
    });
  });
});

describe('what can be done in a chat', () => {
  const all = [
    'leave',
    'rename',
    'setIcon',
    'addMember',
    'removeMember',
    'reactions',
    'quote',
    'buttons',
    'mention',
  ] as const;
  test.each([
    [
      'an iMessage group',
      { service: 'iMessage' },
      ['leave', 'rename', 'setIcon', 'addMember', 'removeMember', 'reactions', 'quote'],
    ],
    ['an RCS group', { service: 'RCS' }, ['rename', 'setIcon', 'reactions']],
    ['an SMS group', { service: 'SMS' }, ['rename', 'setIcon']],
    ['a 1:1 chat', { is_group: false, people: [AKI] }, ['reactions', 'quote']],
  ])('%s', async (_, more, can) => {
    const chat = refTo(linq.chat(more));
    // Nobody has looked: then it can little.
    expect(all.filter((one) => platform.can(one, chat))).toEqual([]);
    expect(await platform.look(chat)).toBe('is_group' in more ? 'user' : 'group');
    expect(all.filter((one) => platform.can(one, chat))).toEqual(can);
  });

  test('a look asks once, and a stale one answers at once', async () => {
    const chat = refTo(linq.chat());
    await Promise.all([platform.look(chat), platform.look(chat)]);
    await platform.look(chat);
    expect(linq.calls(/GET/)).toHaveLength(1);
  });

  test('leaving is refused without a call where Linq would refuse it', async () => {
    const refused = [
      linq.chat({ people: [AKI, BEN], gone: [CHI] }),
      linq.chat({ service: 'SMS' }),
      linq.chat({ is_group: false, people: [AKI] }),
    ];
    for (const chat of refused) {
      const failure = await failing(platform.leave(refTo(chat)));
      expect(failure.code).toBe('NOT_SUPPORTED');
      expect(failure.message).toMatch(/^Linq, leave: .+\.$/);
    }
    expect(linq.calls(/POST/)).toEqual([]);
    const chat = linq.chat();
    await platform.leave(refTo(chat));
    expect(chat.left).toBe(true);
    expect((await failing(platform.leave(refTo(chat)))).code).toBe('PLATFORM_NOT_IN_CHAT');
  });

  test('a group is renamed and gets a picture; a 1:1 chat is not asked for it', async () => {
    const chat = linq.chat();
    await platform.rename(refTo(chat), 'Camp');
    await platform.setIcon(refTo(chat), 'https://x.example/i.png');
    expect(linq.calls(/PUT/).map(({ body }) => body)).toEqual([
      { display_name: 'Camp' },
      { group_chat_icon: 'https://x.example/i.png' },
    ]);
    const two = linq.chat({ is_group: false, people: [AKI] });
    expect((await failing(platform.rename(refTo(two), 'Us'))).code).toBe('NOT_SUPPORTED');
    expect(linq.calls(/PUT/)).toHaveLength(2);
  });

  test('members are added by address and removed by id, and what is so already is no call', async () => {
    const chat = linq.chat();
    await platform.addMember(refTo(chat), '+15550007000');
    await platform.addMember(refTo(chat), '+1 (555) 000-2000');
    await platform.removeMember(refTo(chat), handles.idOf(BEN));
    await platform.removeMember(refTo(chat), handles.idOf('+15557770000'));
    expect(linq.calls(/participants/).map(({ method, body }) => [method, body])).toEqual([
      ['POST', { handle: '+15550007000' }],
      ['DELETE', { handle: BEN }],
    ]);
    const three = linq.chat({ people: [AKI, BEN] });
    expect((await failing(platform.removeMember(refTo(three), handles.idOf(BEN)))).code).toBe('NOT_SUPPORTED');
  });

  test('a new group begins with words and without a link, once for each key', async () => {
    const chat = refTo(linq.chat());
    const group = { addresses: [AKI, CHI], text: 'Hello! Reply if you can read this.' };
    await platform.createGroup(chat, group, 'k'.repeat(400));
    const [asked] = linq.calls(/POST \/v3\/chats$/);
    expect(asked!.body).toMatchObject({
      from: OWN,
      to: [AKI, CHI],
      message: { parts: [{ type: 'text', value: group.text }] },
    });
    const { idempotency_key: key } = asked!.body['message'] as { idempotency_key: string };
    expect(key).toMatch(/^[\w-]{43}$/);
    const linked = { ...group, text: 'see https://x.example' };
    expect((await failing(platform.createGroup(chat, linked, 'k'))).code).toBe('BAD_CALL');
    expect(linq.calls(/POST \/v3\/chats$/)).toHaveLength(1);
  });
});
