import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** How often a server that ends looks for connections that nothing is asked on any more. Milliseconds. */
const LOOK_EVERY = 25;
/** The first request of a connection that was made just before the end is on its way. Milliseconds. */
const COMES_WITHIN = 500;

/**
 * Ends what is kept alive when the server ends. Node.js closes the connections that are idle when the end begins, and no others: one on
 * which a request is just being answered, or on which none has come yet, would hold the end up for as long as it is kept alive.
 */
export function endsConnections(server: FastifyInstance): void {
  const silent = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.server.on('request', ({ socket }) => silent.delete(socket));
  server.addHook('preClose', (done) => {
    const began = performance.now();
    const looking = setInterval(() => {
      server.server.closeIdleConnections();
      if (performance.now() - began < COMES_WITHIN) return;
      for (const socket of silent) socket.destroy();
    }, LOOK_EVERY);
    server.server.once('close', () => clearInterval(looking));
    done();
  });
}
