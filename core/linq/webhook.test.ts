import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import type { ChatEvent } from '../chat/event.ts';
import { buildServer } from '../server.ts';
import { pino } from 'pino';
import { AKI, OWN, handleOf, received, signed, webhook } from '../../test/support/linq-stand-in.ts';
import { linqWebhook, type Trouble } from './webhook.ts';

const CHAT = { id: 'chat-1', is_group: true };
const SECRET = 'whsec_c2hoaC10aGlzLWlzLWEtdGVzdC1zZWNyZXQtdmFsdWU=';
let server: FastifyInstance;
let accept: (events: readonly ChatEvent[]) => Promise<void> | undefined;
const got: (readonly ChatEvent[])[] = [];
const refused: unknown[] = [];
const lines: unknown[] = [];
const troubles: Trouble[] = [];
const changed: string[] = [];

beforeEach(async () => {
  for (const list of [got, refused, lines, troubles, changed]) list.length = 0;
  accept = (events) => {
    got.push(events);
    return undefined;
  };
  const route = linqWebhook({
    secrets: [SECRET],
    account: OWN,
    people: { idOf: (handle) => `id of ${handle}`, isOwn: (handle) => handle === OWN },
    accept: (events) => accept(events),
    onRefused: (reason, details) => refused.push({ reason, ...details }),
    onLine: (line) => lines.push(line),
    onTrouble: (trouble) => troubles.push(trouble),
    onChanged: (chatId) => changed.push(chatId),
  });
  const readiness = {
    ready: true,
    state: 'ready',
    store: 'ok',
    platforms: [],
    plugins: [],
    isolation: [],
    warnings: [],
  };
  server = await buildServer({
    log: pino({ level: 'silent' }),
    id: 'host',
    readiness: () => Promise.resolve(readiness as never),
    routes: [route],
  });
});

afterEach(() => server.close());

async function post(body: unknown, headers: Record<string, string | undefined> = {}): Promise<number> {
  const { payload, headers: marks } = signed(body);
  const all = Object.entries({ ...marks, ...headers }).filter(([, value]) => value !== undefined);
  const answer = await server.inject({
    method: 'POST',
    url: '/webhook/linq?version=2026-02-03',
    payload,
    headers: Object.fromEntries(all) as Record<string, string>,
  });
  return answer.statusCode;
}

test('a signed webhook is answered 200, and its event is handed on', async () => {
  expect(await post(received(CHAT, AKI, '/roll'))).toBe(200);
  expect(got).toMatchObject([[{ type: 'message', memberId: `id of ${AKI}` }]]);
});

test('what is not signed, or long ago, is answered 401 and never read', async () => {
  expect(await post(received(CHAT, AKI, '/roll'), { 'webhook-id': 'another' })).toBe(401);
  expect(await post('not even JSON', { 'webhook-signature': 'v1,AAAA' })).toBe(401);
  const { payload, headers } = signed(received(CHAT, AKI, '/roll'), Date.now() - 301_000);
  expect((await server.inject({ method: 'POST', url: '/webhook/linq', payload, headers })).statusCode).toBe(401);
  expect(got).toEqual([]);
});

test('where a gateway has taken the headers away, the log says which', async () => {
  expect(await post(received(CHAT, AKI, '/roll'), { 'webhook-signature': undefined, 'webhook-id': undefined })).toBe(
    401,
  );
  expect(refused).toMatchObject([{ reason: 'signature', missing: 'webhook-id webhook-signature' }]);
});

test('the signature is over the bytes as they came, whatever their type is said to be', async () => {
  const spaced = ` ${JSON.stringify(received(CHAT, AKI, '/点呼'))}\n`;
  expect(await post(spaced, { 'content-type': 'text/plain' })).toBe(200);
  expect(got).toHaveLength(1);
});

test('a signed body that is no webhook is answered 400', async () => {
  for (const body of ['{', '[]', '7', '{"event_type":"message.received"}', '{"event_id":"x"}'])
    expect(await post(body)).toBe(400);
  expect(got).toEqual([]);
});

test('an event that nobody had heard of is answered 200 and is nothing', async () => {
  expect(await post(webhook('poll.vote.added', { chat: CHAT, option_id: 'x' }))).toBe(200);
  expect(await post(webhook('brand.new', { anything: [1] }, { webhook_version: '2027-01-01' }))).toBe(200);
  expect(got).toEqual([[], []]);
});

test('webhooks of the old shape are refused, and the operator is told once what to change', async () => {
  const legacy = { chat_id: 'c', from: AKI, is_from_me: false, recipient_phone: OWN, message: { id: 'm', parts: [] } };
  expect(await post(webhook('message.received', legacy, { webhook_version: '2025-01-01' }))).toBe(400);
  expect(await post(webhook('message.received', legacy, { webhook_version: undefined }))).toBe(400);
  expect(troubles).toHaveLength(1);
  expect(troubles[0]).toMatchObject({ lasts: true, words: expect.stringContaining('?version=2026-02-03') });
  expect(got).toEqual([]);
});

test('a host that cannot keep it, or takes too long, is answered for with 503', async () => {
  accept = () => Promise.reject(new Error('no disk'));
  expect(await post(received(CHAT, AKI, '/roll'))).toBe(503);
  accept = () => {
    throw new Error('at once');
  };
  expect(await post(received(CHAT, AKI, '/roll'))).toBe(503);
  accept = () => new Promise(() => undefined);
  expect(await post(received(CHAT, AKI, '/roll'))).toBe(503);
  expect(refused).toMatchObject([{ reason: 'late' }, { reason: 'late' }, { reason: 'late', cause: 'time' }]);
});

test('a body that is too large is answered 413', async () => {
  expect(await post('x'.repeat(1_048_577))).toBe(413);
  expect(refused).toMatchObject([{ reason: 'size' }]);
});

test('each line that webhooks are about is told once, and only our own is read', async () => {
  await post(received(CHAT, AKI, 'a'));
  await post(received(CHAT, AKI, 'b'));
  const other = { chat: { ...CHAT, owner_handle: handleOf('+1 (555) 000-9999') } };
  expect(await post(received(CHAT, AKI, '/roll', other))).toBe(200);
  expect(lines).toEqual([OWN, '+15550009999']);
  expect(got.map((events) => events.length)).toEqual([1, 1, 0]);
});

test('who is in a chat, and what it is called, may be other than was read', async () => {
  await post(webhook('participant.added', { chat_id: 'chat-1', participant: handleOf(AKI) }));
  await post(webhook('chat.group_name_updated', { chat_id: 'chat-2', new_value: 'x' }));
  await post(received({ id: 'chat-3' }, AKI, 'x'));
  expect(changed).toEqual(['chat-1', 'chat-2']);
});

test('what could not be delivered, and a line in trouble, are told without anybody’s number', async () => {
  await post(webhook('message.failed', { code: 4001, chat_id: 'chat-1', message_id: 'm', reason: `to ${AKI}` }));
  await post(
    webhook('phone_number.status_updated', { phone_number: OWN, new_status: 'FLAGGED', new_reputation: 'CRITICAL' }),
  );
  expect(troubles).toMatchObject([
    { details: { code: '4001', chat: 'chat-1' } },
    { words: expect.stringContaining('FLAGGED') },
  ]);
  expect(JSON.stringify(troubles)).not.toContain(AKI);
});
