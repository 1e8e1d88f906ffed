import fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import type { Logger } from 'pino';

/** What `/readyz` tells: ready or why not, and what the host consists of. */
export interface Readiness {
  readonly ready: boolean;
  readonly state: 'starting' | 'ready' | 'draining';
  readonly store: 'ok' | 'unavailable';
  readonly platforms: readonly string[];
  readonly plugins: readonly {
    readonly name: string;
    readonly state: string;
    readonly trust?: string;
    readonly reason?: string;
  }[];
  /** What the operating system adds to the isolates of foreign plugins; a sentence when there are none. */
  readonly isolation: readonly string[] | string;
  readonly warnings: readonly string[];
}

export interface ServerOptions {
  readonly log: Logger;
  readonly readiness: () => Promise<Readiness>;
  /** Each platform's webhook, and the simulator's page. */
  readonly routes: readonly FastifyPluginAsync[];
}

/** The HTTP side of the host, built without listening: tests inject their requests. */
export async function buildServer({ log, readiness, routes }: ServerOptions): Promise<FastifyInstance> {
  const server = fastify({
    // Requests are not logged: a busy group would fill the disk, and the commands are logged one by one.
    logger: false,
    // A webhook is small; LINE states no maximum (LINE reference, webhooks), so fastify's own 1 MiB stands.
    bodyLimit: 1_048_576,
    requestTimeout: 10_000,
    // Node.js looks every 30 s otherwise: a request that never ends would be let be for that long.
    http: { connectionsCheckingInterval: 2_000 },
    connectionTimeout: 0,
    keepAliveTimeout: 65_000,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
  });
  server.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500)
      log.error({ err: error, method: request.method, url: request.routeOptions.url }, 'request failed');
    return reply.code(status).send({ message: status >= 500 ? 'Internal error' : error.message });
  });
  server.get('/healthz', () => ({ ok: true }));
  server.get('/readyz', async (_request, reply) => {
    const now = await readiness();
    return reply.code(now.ready ? 200 : 503).send(now);
  });
  for (const route of routes) await server.register(route);
  return server;
}
