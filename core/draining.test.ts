import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { beforeEach, expect, test } from 'vitest';
import { endsConnections } from './draining.ts';

let server: FastifyInstance;
let answer: () => void;
let asked: Promise<void>;

beforeEach(async () => {
  let came: () => void;
  asked = new Promise((resolve) => (came = resolve));
  server = fastify({ keepAliveTimeout: 65_000, forceCloseConnections: 'idle' });
  endsConnections(server);
  server.get('/', async () => {
    came();
    await new Promise<void>((resolve) => (answer = resolve));
    return 'answered';
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
});

async function connection() {
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

test('a request that is being answered when the end begins is answered, and its connection ends', async () => {
  const socket = await connection();
  let said = '';
  socket.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const ended = once(socket, 'close');
  socket.write('GET / HTTP/1.1\r\nhost: tenko\r\n\r\n');
  await asked;
  const closed = server.close();
  answer();
  await Promise.all([closed, ended]);
  expect(said).toContain('answered');
});

test('a connection on which nothing was ever asked does not hold the end up', async () => {
  const socket = await connection();
  const ended = once(socket, 'close');
  await Promise.all([server.close(), ended]);
  expect(socket.destroyed).toBe(true);
});
