import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ChatEvent } from '../chat/event.ts';
import { lineWebhook, type LineWebhookOptions } from './webhook.ts';

const SECRET = '8c570fa6dd201bb328f1c1eac23a96d8';
const BOT = 'U8e742f61d673b39c7fff3cecb7536ef0';
const VERIFY = JSON.stringify({ destination: BOT, events: [] });
const fixture = (name: string) => readFileSync(new URL(`../../test/fixtures/line/${name}.json`, import.meta.url));
const sign = (body: string | Buffer, secret = SECRET) => createHmac('sha256', secret).update(body).digest('base64');

const padded = (bytes: number) => VERIFY.slice(0, -1) + ' '.repeat(bytes - VERIFY.length) + VERIFY.slice(-1);

let app: FastifyInstance | undefined;
afterEach(async () => {
  vi.useRealTimers();
  await app?.close();
  app = undefined;
});

function host(options: Partial<LineWebhookOptions> = {}) {
  const accepted: (readonly ChatEvent[])[] = [];
  const refused: unknown[][] = [];
  app = fastify();
  app.register(
    lineWebhook({
      secrets: [SECRET],
      accept: (events) => {
        accepted.push(events);
        return undefined;
      },
      onRefused: (...refusal) => refused.push(refusal),
      ...options,
    }),
  );
  app.post('/other', (request, reply) => reply.send({ got: request.body }));
  const post = (payload: string | Buffer | undefined, headers: Record<string, string | string[]> = {}) =>
    (app as FastifyInstance).inject({
      method: 'POST',
      url: '/webhook/line',
      ...(payload === undefined ? {} : { payload }),
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers } as Record<string, string>,
    });
  const signed = (payload: string | Buffer, headers: Record<string, string> = {}) =>
    post(payload, { 'x-line-signature': sign(payload), ...headers });
  return { accepted, refused, post, signed };
}

describe('POST /webhook/line', () => {
  it('tells of LINE’s tests, which are signed and have no events', async () => {
    const onTest = vi.fn<() => void>();
    const { post, signed } = host({ onTest });
    expect((await signed(VERIFY)).statusCode).toBe(200);
    await signed(fixture('several'));
    await post(VERIFY);
    expect(onTest).toHaveBeenCalledTimes(1);
  });

  it('hands the events over and answers 200 with a tiny body', async () => {
    const { accepted, refused, signed } = host({ now: () => 1234 });
    const response = await signed(fixture('several'));
    expect([response.statusCode, response.body]).toEqual([200, '{}']);
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(accepted.map((events) => events.map(({ type }) => type))).toEqual([['message', 'memberLeft', 'message']]);
    expect(accepted[0]?.[0]?.reply?.receivedAt).toBe(1234);
    expect(refused).toEqual([]);
  });

  it.each(['verify', 'verify-old-console', 'standby'])('answers 200 to %s, and nothing is left of it', async (name) => {
    const { accepted, signed } = host();
    expect((await signed(fixture(name))).statusCode).toBe(200);
    expect(accepted).toEqual([[]]);
  });

  it.each(['', 'text/plain', 'json', ';;', 'multipart/form-data; boundary='])(
    'goes by the signature, whatever the content type is said to be: %j',
    async (type) => {
      const { accepted, post, signed } = host();
      expect((await signed(fixture('several'), { 'content-type': type })).statusCode).toBe(200);
      expect(accepted[0]).toHaveLength(3);
      expect((await post(VERIFY, { 'content-type': type })).statusCode).toBe(401);
    },
  );

  it("accepts LINE's emoji escapes, and the text is whole", async () => {
    const { accepted, signed } = host();
    expect((await signed(fixture('message-text'))).statusCode).toBe(200);
    expect(accepted[0]?.[0]).toMatchObject({ message: { text: '/poll "お昼は?" 寿司 🤨 {brace}' } });
  });

  it('answers 200 to event types and fields that nobody knows', async () => {
    const { accepted, signed } = host();
    const body = JSON.stringify({ destination: BOT, events: [{ type: 'reaction', new: [1] }, null, 7], more: {} });
    expect((await signed(body)).statusCode).toBe(200);
    expect(accepted).toEqual([[]]);
  });

  it('takes either of two secrets', async () => {
    const { post } = host({ secrets: ['new', SECRET] });
    for (const secret of ['new', SECRET]) {
      expect((await post(VERIFY, { 'x-line-signature': sign(VERIFY, secret) })).statusCode).toBe(200);
    }
    expect((await post(VERIFY, { 'x-line-signature': sign(VERIFY, 'old') })).statusCode).toBe(401);
  });

  it('does not mind the case of the header, or what type the body is said to be', async () => {
    const { post, signed } = host();
    expect((await post(VERIFY, { 'X-LINE-SIGNATURE': sign(VERIFY) })).statusCode).toBe(200);
    for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
      expect((await signed(VERIFY, { 'content-type': type })).statusCode).toBe(200);
    }
  });

  it.each([
    ['is missing', {}],
    ['is empty', { 'x-line-signature': '' }],
    ['is of another body', { 'x-line-signature': sign('{}') }],
    ['is of another secret', { 'x-line-signature': sign(VERIFY, 'another') }],
    ['comes twice', { 'x-line-signature': [sign(VERIFY), sign(VERIFY)] }],
    ['is garbage', { 'x-line-signature': '=?*' }],
  ])('answers 401 when the signature %s, and nobody hears of the events', async (_, headers) => {
    const { accepted, refused, post } = host();
    const response = await post(VERIFY, headers);
    expect(response.statusCode).toBe(401);
    expect(response.body.length).toBeLessThan(100);
    expect(accepted).toEqual([]);
    expect(refused).toEqual([['signature', { bytes: VERIFY.length }]]);
  });

  it('looks at the signature before anything is parsed', async () => {
    const { post } = host();
    expect((await post('{"broken', { 'x-line-signature': sign('other') })).statusCode).toBe(401);
    expect((await post(undefined)).statusCode).toBe(401);
  });

  it.each([
    ['is not JSON', '{"destination":'],
    ['is empty', ''],
    ['is null', 'null'],
    ['is a list', '[]'],
    ['is a string', '"x"'],
    ['has no destination', '{"events":[]}'],
    ['has a destination that is no string', '{"destination":7,"events":[]}'],
    ['has no events', `{"destination":"${BOT}"}`],
    ['has events that are no list', `{"destination":"${BOT}","events":{"length":1}}`],
    ['is nested a hundred thousand deep', '['.repeat(100_000)],
  ])('answers 400 to a signed body that %s', async (_, body) => {
    const { accepted, refused, signed } = host();
    expect((await signed(body)).statusCode).toBe(400);
    expect(accepted).toEqual([]);
    expect(refused).toEqual([['body', { bytes: body.length }]]);
  });

  it('takes a body of 1 MiB and answers 413 to a larger one', async () => {
    const { refused, signed } = host();
    expect((await signed(padded(1024 * 1024))).statusCode).toBe(200);
    const response = await signed(padded(1024 * 1024 + 1));
    expect(response.statusCode).toBe(413);
    expect(response.body.length).toBeLessThan(100);
    expect(refused).toEqual([['size', { status: 413 }]]);
  });

  it('answers 413 to a body that grows too large on the way, whatever length it was said to have', async () => {
    const { refused } = host();
    await (app as FastifyInstance).listen({ host: '127.0.0.1', port: 0 });
    const { port } = (app as FastifyInstance).addresses()[0] as { port: number };
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write('POST /webhook/line HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
        socket.write(`${(0x10_0001).toString(16)}\r\n${' '.repeat(0x10_0001)}\r\n`);
      });
      socket.once('data', (data) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.once('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(refused).toEqual([['size', { status: 413 }]]);
  });

  it('knows no other method, and leaves the bodies of other routes alone', async () => {
    host();
    const { statusCode } = await (app as FastifyInstance).inject({ method: 'GET', url: '/webhook/line' });
    expect(statusCode).toBe(404);
    const other = await (app as FastifyInstance).inject({ method: 'POST', url: '/other', payload: { a: 1 } });
    expect(other.json()).toEqual({ got: { a: 1 } });
  });
});

describe('accepting', () => {
  it('answers 200 only when it is done', async () => {
    const order: string[] = [];
    const { signed } = host({
      accept: async () => {
        await new Promise(setImmediate);
        order.push('safe');
      },
    });
    const response = await signed(VERIFY);
    order.push('answered');
    expect([response.statusCode, ...order]).toEqual([200, 'safe', 'answered']);
  });

  it.each([
    ['rejects', () => Promise.reject(new RangeError('/poll secret words'))],
    [
      'throws',
      () => {
        throw new RangeError('/poll secret words');
      },
    ],
  ])('answers 503 when it %s, and says why without repeating words', async (_, accept) => {
    const { refused, signed } = host({ accept });
    const response = await signed(VERIFY);
    expect(response.statusCode).toBe(503);
    expect(refused).toEqual([['late', { cause: 'RangeError' }]]);
  });

  it('answers 503 after 1.5 s, and what comes later changes nothing', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asked = Promise.withResolvers<void>();
    const safe = Promise.withResolvers<void>();
    const accept = () => {
      asked.resolve();
      return safe.promise;
    };
    const { refused, signed } = host({ accept });
    const response = signed(VERIFY);
    await asked.promise;
    await vi.advanceTimersByTimeAsync(1499);
    expect(refused).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect((await response).statusCode).toBe(503);
    safe.resolve();
    await vi.advanceTimersByTimeAsync(1);
    expect(refused).toEqual([['late', { cause: 'time' }]]);
  });

  it('leaves no timer behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { signed } = host({ accept: () => Promise.resolve() });
    const before = vi.getTimerCount();
    expect((await signed(VERIFY)).statusCode).toBe(200);
    expect(vi.getTimerCount()).toBe(before);
  });
});

describe('the destination', () => {
  it('is told once, and only of webhooks that are signed', async () => {
    const onDestination = vi.fn<(destination: string) => void>();
    const { post, signed } = host({ onDestination });
    await post(JSON.stringify({ destination: 'Uforged', events: [] }));
    await signed(VERIFY);
    await signed(VERIFY);
    await signed(JSON.stringify({ destination: 'Uother', events: [] }));
    await signed(VERIFY);
    expect(onDestination.mock.calls).toEqual([[BOT], ['Uother']]);
  });
});
