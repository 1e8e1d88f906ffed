import { createHash, timingSafeEqual } from 'node:crypto';
import fastify, { type FastifyInstance, type FastifyPluginAsync, type FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { endsConnections } from './draining.ts';
import { Unsigned } from './unsigned.ts';

const WEBHOOKS = '/webhook/';

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
  /** Since the start: webhooks of LINE without events, which are its tests, and those with a wrong signature. */
  readonly webhooks: { readonly tests: number; readonly refused: number };
}

export interface ServerOptions {
  readonly log: Logger;
  /** Of this very run: whoever asks from outside can tell whether it is this host that answers. */
  readonly id: string;
  readonly readiness: () => Promise<Readiness>;
  /** For `/metrics`; `answered` is told of every webhook: its platform, the status, and the milliseconds until it was answered. */
  readonly metrics?: {
    readonly contentType: string;
    text(): Promise<string>;
    /** What whoever reads them has to send as `authorization: Bearer …`; without one anybody may. */
    readonly token: string | undefined;
    answered(platform: string, status: number, milliseconds: number): void;
  };
  /** Each platform's webhook, and the simulator's page. */
  readonly routes: readonly FastifyPluginAsync[];
}

/** Compared as digests, which are of one length and take one time. */
function bearerCheck(token: string): (header: string | undefined) => boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const right = digest(`Bearer ${token}`);
  return (header) => header !== undefined && timingSafeEqual(digest(header), right);
}

/**
 * From an address that has sent too many webhooks without a right signature, one that bears none is refused before it is read; what bears
 * one is looked at all the same, so that nothing keeps the platform out.
 */
function limitUnsigned(server: FastifyInstance): void {
  const unsigned = new Unsigned();
  const bearsSignature = (headers: object): boolean => Object.keys(headers).some((name) => name.endsWith('-signature'));
  const limited = (reply: FastifyReply): FastifyReply =>
    reply.code(429).headers({ 'retry-after': '60', connection: 'close' });
  server.addHook('onRoute', (route) => {
    if (!route.url.startsWith(WEBHOOKS)) return;
    route.onRequest = (request, reply, done) => {
      if (bearsSignature(request.headers) || !unsigned.isOver(request.ip)) return done();
      unsigned.add(request.ip);
      void limited(reply).send({ message: 'Too many requests without a signature.' });
    };
    route.onSend = (request, reply, payload, done) => {
      if (reply.statusCode === 401) {
        if (unsigned.isOver(request.ip)) void limited(reply);
        unsigned.add(request.ip);
      }
      done(null, payload);
    };
  });
}

/** The HTTP side of the host, built without listening: tests inject their requests. */
export async function buildServer({ log, id, readiness, metrics, routes }: ServerOptions): Promise<FastifyInstance> {
  const server = fastify({
    // Requests are not logged: a busy group would fill the disk, and the commands are logged one by one.
    logger: false,
    // A webhook is small; LINE states no maximum (LINE reference, webhooks), so fastify's own 1 MiB stands.
    bodyLimit: 1_048_576,
    requestTimeout: 10_000,
    // Node.js looks every 30 s otherwise: a request that never ends would be let be for that long.
    http: { connectionsCheckingInterval: 2_000, headersTimeout: 5_000 },
    connectionTimeout: 0,
    keepAliveTimeout: 65_000,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
  });
  endsConnections(server);
  server.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500)
      log.error({ err: error, method: request.method, url: request.routeOptions.url }, 'request failed');
    return reply.code(status).send({ message: status >= 500 ? 'Internal error' : error.message });
  });
  server.get('/healthz', () => ({ ok: true, host: id }));
  server.get('/readyz', async (_request, reply) => {
    const now = await readiness();
    return reply.code(now.ready ? 200 : 503).send(now);
  });
  limitUnsigned(server);
  if (metrics) {
    const isAllowed = metrics.token === undefined ? () => true : bearerCheck(metrics.token);
    server.get('/metrics', async (request, reply) => {
      if (isAllowed(request.headers.authorization)) return reply.type(metrics.contentType).send(await metrics.text());
      return reply.code(401).header('www-authenticate', 'Bearer').send({ message: 'METRICS_TOKEN is asked for' });
    });
    server.addHook('onRoute', (route) => {
      if (!route.url.startsWith(WEBHOOKS)) return;
      const platform = route.url.slice(WEBHOOKS.length);
      // Of these routes alone: no other is a hot path, or of interest.
      route.onResponse = (_request, reply, done) => {
        metrics.answered(platform, reply.statusCode, reply.elapsedTime);
        done();
      };
    });
  }
  for (const route of routes) await server.register(route);
  return server;
}
