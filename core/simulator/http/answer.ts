import type { FastifyReply } from 'fastify';

export function answer(reply: FastifyReply, status: number, body: unknown, type = 'image/png'): void {
  void reply.code(status);
  if (body instanceof Uint8Array) void reply.type(type).send(body);
  else if (typeof body === 'string' || body === undefined) void reply.send(body);
  else void reply.type('application/json').send(JSON.stringify(body));
}
