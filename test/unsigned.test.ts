import { createHmac } from 'node:crypto';
import { connect, type AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { lineWebhook } from '../core/line/webhook.ts';
import { buildServer, type Readiness } from '../core/server.ts';
import { Unsigned } from '../core/unsigned.ts';
import { startTenko } from './support/tenko.ts';

const SECRET = '8c570fa6dd201bb328f1c1eac23a96d8';
const BODY = JSON.stringify({ destination: 'U1', events: [] });
const signature = createHmac('sha256', SECRET).update(BODY).digest('base64');
const NOT_READY: Readiness = {
  ready: false,
  state: 'starting',
  store: 'ok',
  platforms: [],
  plugins: [],
  isolation: [],
  warnings: [],
  webhooks: { tests: 0, refused: 0 },
};

let server: FastifyInstance;
afterEach(async () => {
  await server?.close();
});

async function built() {
  server = await buildServer({
    log: pino({ level: 'silent' }),
    id: 'test',
    readiness: () => Promise.resolve(NOT_READY),
    routes: [lineWebhook({ secrets: [SECRET], accept: () => undefined })],
  });
  return async (headers: Record<string, string>, from = '192.0.2.7', payload = BODY) => {
    const { statusCode } = await server.inject({
      method: 'POST',
      url: '/webhook/line',
      headers,
      payload,
      remoteAddress: from,
    });
    return statusCode;
  };
}
const wrong = { 'x-line-signature': signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')) };
const right = { 'x-line-signature': signature };

describe('webhooks without a right signature', () => {
  test('are 401, and too many of one address are 429, with a signature or without', async () => {
    const post = await built();
    for (let i = 0; i < 59; i++) expect(await post(i % 2 === 0 ? wrong : {})).toBe(401);
    await post(wrong);
    expect(await post(wrong)).toBe(429);
    expect(await post({})).toBe(429);
    expect(await post({}, '192.0.2.8')).toBe(401);
  });

  test('never keep out one that is signed: behind a proxy all come from one address', async () => {
    const post = await built();
    for (let i = 0; i < 200; i++) await post(i % 2 === 0 ? wrong : {});
    for (let i = 0; i < 50; i++) expect(await post(right)).toBe(200);
  });

  test('are refused unread once there were too many, and the connection is closed', async () => {
    const post = await built();
    for (let i = 0; i < 60; i++) await post({}, '127.0.0.1');
    await server.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.server.address() as AddressInfo;
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      // A body is said to come, and never does.
      const socket = connect(port, '127.0.0.1', () =>
        socket.write('POST /webhook/line HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n'),
      );
      socket.on('data', (data) => void (text += data.toString()));
      socket.once('close', () => resolve(text));
      socket.once('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 429 /);
    expect(answer).toMatch(/^connection: close/im);
  });

  test('do not fill the log', async () => {
    const tenko = await startTenko();
    try {
      for (let i = 0; i < 100; i++) await fetch(`${tenko.url}/webhook/line`, { method: 'POST', body: '{}' });
      const told = tenko.log.filter(({ msg }) => msg === 'webhook refused');
      expect(told.length).toBeGreaterThan(0);
      expect(told.length).toBeLessThan(20);
    } finally {
      await tenko.stop();
    }
  });
});

describe('the count of an address', () => {
  test('ends after a minute', () => {
    let now = 1_000;
    const unsigned = new Unsigned(() => now);
    for (let i = 0; i < 60; i++) unsigned.add('192.0.2.7');
    expect(unsigned.isOver('192.0.2.7')).toBe(true);
    now += 60_001;
    expect(unsigned.isOver('192.0.2.7')).toBe(false);
  });

  test('is one for all the addresses of a home', () => {
    const unsigned = new Unsigned();
    for (let i = 0; i < 60; i++) unsigned.add(`2001:db8::${i.toString(16)}`);
    expect(unsigned.isOver('2001:db8:0:0:ffff::1')).toBe(true);
    expect(unsigned.isOver('2001:db8:0:1::1')).toBe(false);
    expect(unsigned.isOver('::ffff:192.0.2.7')).toBe(false);
  });

  test('takes no more room, however many addresses there are', () => {
    const unsigned = new Unsigned();
    for (let i = 0; i < 60; i++) unsigned.add('192.0.2.7');
    for (let i = 0; i < 20_000; i++) unsigned.add(`10.0.${i >> 8}.${i & 255}`);
    expect(unsigned.isOver('192.0.2.7')).toBe(false);
    expect(unsigned.size).toBe(10_000);
  });
});

test('a request whose headers never end is cut off', { timeout: 30_000 }, async () => {
  await built();
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const answer = await new Promise<string>((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write('POST /webhook/line HTTP/1.1\r\nhost: x\r\n'));
    socket.on('data', (data) => void (text += data.toString()));
    socket.once('close', () => resolve(text));
    socket.once('error', reject);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
});
