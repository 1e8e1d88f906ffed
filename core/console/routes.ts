import { hostname } from 'node:os';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { LANGUAGES } from '../command/definition.ts';
import { isFailure } from '../errors.ts';
import { pageFile } from '../page-files.ts';
import { Attempts } from './attempts.ts';
import type { HostFacts } from './host-facts.ts';
import type { LogBook } from './log-book.ts';
import { LogStreams } from './log-streams.ts';
import { isHttps, refusalOf } from './own-page.ts';
import { Sessions } from './session.ts';
import type { StateView } from './view.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Asked by whoever has not logged in. */
    readonly isOpen?: boolean;
  }
}

export interface ConsoleOptions {
  /** CONSOLE_TOKEN. */
  readonly token: string;
  /** A random key that all hosts of the store share. */
  readonly secret: Uint8Array;
  /** The folder of the built page. */
  readonly pageDir: string;
  readonly facts: HostFacts;
  /** What `/readyz` tells. */
  readonly readiness: () => Promise<
    Pick<StateView, 'state' | 'store' | 'platforms' | 'isolation' | 'warnings' | 'webhooks'>
  >;
  readonly book: LogBook;
  readonly log: Logger;
  /** Of this very run. */
  readonly hostId: string;
  readonly publicUrl: string | undefined;
  readonly now: () => number;
}

const MOST_BYTES = 4 * 1024;
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
};

/** The operator's console: its page, and what the page asks and does. Everything but the page itself and the log-in needs a session. */
export function consoleRoutes(options: ConsoleOptions): FastifyPluginAsync {
  const own: FastifyPluginAsync = async (app) => {
    takeJsonOnly(app);
    app.setErrorHandler((error, _, reply) => explain(error, reply));
    app.setNotFoundHandler((_, reply) => reply.code(404).send({ message: 'Not found' }));
    app.addHook('onRequest', async (_, reply) => void reply.headers(HEADERS));
    page(app, options.pageDir);
    await app.register(api(options), { prefix: '/api' });
  };
  return async (app) => {
    await app.register(own, { prefix: '/console' });
  };
}

/**
 * What the page asks and does. Who may is looked at for every route that is registered here, and never by the path as it was sent: one and
 * the same route can be spelled in many ways (`/console/%61pi/…`, `http://host/console/api/…`).
 */
function api(options: ConsoleOptions): FastifyPluginAsync {
  const { token, secret, now, publicUrl, log, facts } = options;
  const sessions = new Sessions(token, secret, now);
  const attempts = new Attempts(now);
  return async (app) => {
    app.addHook('onRequest', async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      const refusal = refusalOf(request.headers, publicUrl);
      if (refusal !== undefined) return reply.code(403).send({ message: refusal });
      if (request.routeOptions.config.isOpen) return undefined;
      return sessions.of(request.headers.cookie) ? undefined : reply.code(401).send({ message: 'Log in first.' });
    });

    app.route({
      method: 'POST',
      url: '/login',
      config: { isOpen: true },
      bodyLimit: MOST_BYTES,
      handler: async (request, reply) => {
        const wait = attempts.wait(request.ip);
        if (wait > 0) {
          const seconds = Math.ceil(wait / 1_000);
          return reply
            .code(429)
            .header('retry-after', seconds)
            .send({ message: `Wait ${seconds} s.`, wait: seconds });
        }
        const { token: given } = (request.body ?? {}) as { readonly token?: unknown };
        if (typeof given !== 'string' || !sessions.isToken(given)) {
          attempts.wrong(request.ip);
          log.warn({ address: request.ip }, 'somebody tried to log in to the console with a wrong token');
          return reply.code(401).send({ message: 'That is not the CONSOLE_TOKEN of this host.' });
        }
        log.info({ address: request.ip }, 'somebody logged in to the console');
        return reply.header('set-cookie', sessions.begin(isHttps(request.headers))).send({});
      },
    });
    app.route({
      method: 'POST',
      url: '/logout',
      bodyLimit: MOST_BYTES,
      handler: async ({ headers }, reply) =>
        reply.header('set-cookie', sessions.end(headers.cookie, isHttps(headers))).send({}),
    });

    const host = { id: options.hostId, name: hostname(), pid: process.pid, startedAt: now() };
    app.get('/state', async ({ headers }): Promise<StateView> => {
      // It may end before the host has told how it is.
      const sessionEnds = sessions.of(headers.cookie)?.ends ?? now();
      const { state, store, platforms, isolation, warnings, webhooks } = await options.readiness();
      const { isShared } = facts;
      return { host, now: now(), state, store, isShared, platforms, isolation, warnings, webhooks, sessionEnds };
    });
    app.get('/plugins', ({ query }) => facts.plugins(languageIn(query)));
    app.get('/chats', () => facts.chats());
    app.get('/notices', () => facts.notices());
    app.get('/accounts', () => facts.accounts());
    app.get('/failures', () => facts.failures());
    app.get('/failures/:id', async (request, reply) => {
      const id = idIn(request);
      const failure = id === undefined ? undefined : await facts.failure(id);
      return failure ?? reply.code(404).send({ message: 'There is no such failure.' });
    });
    app.route({
      method: 'POST',
      url: '/failures/:id/:deed(^replay|drop$)',
      bodyLimit: MOST_BYTES,
      handler: async (request, reply) => {
        const id = idIn(request);
        const { deed } = request.params as { readonly deed: 'replay' | 'drop' };
        if (id !== undefined && (await facts[deed](id))) {
          log.info({ failure: id, address: request.ip }, `from the console: ${DONE[deed]}`);
          return {};
        }
        const there = id !== undefined && (await facts.failure(id));
        return there
          ? reply
              .code(409)
              .send({ message: 'Only events and timers can be run again, and only while their input is kept.' })
          : reply.code(404).send({ message: 'There is no such failure.' });
      },
    });
    logStream(app, options, sessions);
    app.all('/*', (_, reply) => reply.code(404).send({ message: 'Not found' }));
  };
}

const DONE = { replay: 'a failure is run again', drop: 'a failure is dropped' } as const;

function page(app: FastifyInstance, folder: string): void {
  // Relative, for a proxy may put something before it.
  app.get('', (_, reply) => reply.redirect('console/'));
  app.get('/*', async (request, reply) => {
    const file = await pageFile(folder, (request.params as { readonly '*': string })['*']);
    if (!file) return reply.code(404).send({ message: 'Not found' });
    return reply.header('cache-control', 'no-cache').type(file.type).send(file.bytes);
  });
}

function logStream(app: FastifyInstance, { book, hostId }: ConsoleOptions, sessions: Sessions): void {
  const streams = new LogStreams(book, hostId);
  app.addHook('preClose', async () => streams.close());
  app.route({
    method: 'GET',
    url: '/log',
    exposeHeadRoute: false,
    handler: ({ headers }, reply) => {
      const last = headers['last-event-id'];
      const isIn = (): boolean => sessions.of(headers.cookie) !== undefined;
      reply.hijack();
      const told = { ...HEADERS, 'cache-control': 'no-store' };
      if (!streams.add(reply.raw, String(last ?? ''), isIn, told)) reply.raw.writeHead(503, told).end();
    },
  });
}

function idIn(request: FastifyRequest): number | undefined {
  const { id } = request.params as { readonly id: string };
  return /^\d{1,15}$/.test(id) ? Number(id) : undefined;
}

function languageIn(query: unknown): (typeof LANGUAGES)[number] {
  const { language } = (query ?? {}) as { readonly language?: unknown };
  return LANGUAGES.find((one) => one === language) ?? 'en';
}

/** JSON and nothing else: a form of another site can send any other type without asking first. */
function takeJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_, text, done) => {
    try {
      done(null, JSON.parse(String(text)));
    } catch {
      done(Object.assign(new Error('The body is no JSON.'), { statusCode: 400 }));
    }
  });
}

function explain(error: unknown, reply: FastifyReply): FastifyReply {
  if (isFailure(error)) return reply.code(503).send({ message: error.message, code: error.code });
  const { statusCode = 500, message = '' } = error as { readonly statusCode?: number; readonly message?: string };
  if (statusCode < 500) return reply.code(statusCode).send({ message });
  // The server that these routes belong to answers and logs it.
  throw error;
}
