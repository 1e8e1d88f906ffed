/**
 * The floor that the host is measured against: a bare fastify route that checks the signature over the raw bytes and sends one pooled
 * POST for each command. No order, no dispatch, no log, nothing durable.
 */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import fastify from 'fastify';
import { Pool } from 'undici';

interface Event {
  readonly replyToken: string;
  readonly message: { readonly text: string };
}

const key = createSecretKey(Buffer.from(process.env['LINE_CHANNEL_SECRET']!));
const pool = new Pool(process.env['LINE_API_BASE_URL']!, { connections: 64 });
const headers = {
  'content-type': 'application/json',
  authorization: `Bearer ${process.env['LINE_CHANNEL_ACCESS_TOKEN']}`,
};

async function reply({ replyToken }: Event): Promise<void> {
  const body = JSON.stringify({ replyToken, messages: [{ type: 'text', text: 'pong' }] });
  const answer = await pool.request({ method: 'POST', path: '/v2/bot/message/reply', headers, body });
  await answer.body.dump();
}

const server = fastify({ logger: false });
server.removeAllContentTypeParsers();
server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
server.post('/webhook/line', (request, response) => {
  const body = request.body as Buffer;
  const given = Buffer.from(String(request.headers['x-line-signature']), 'base64');
  const wanted = createHmac('sha256', key).update(body).digest();
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return response.code(401).send();
  const { events } = JSON.parse(body.toString()) as { events: Event[] };
  for (const event of events) if (event.message.text.startsWith('/')) void reply(event);
  return response.send({});
});
await server.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
process.on('SIGTERM', () => process.exit(0));
