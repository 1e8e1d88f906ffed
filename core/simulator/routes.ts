import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify';
import { Impossible } from './impossible.ts';
import { pageFile } from '../page-files.ts';
import { PageStreams } from './page-stream.ts';
import { refusalOf } from './same-site.ts';
import type { Stage } from './simulator.ts';
import type { Deed } from './view.ts';
import { picture, PICTURE_PATH } from './world/picture.ts';

export interface SimulatorRoutesOptions {
  /** The folder of the built page. */
  readonly pageDir: string;
  /** Names besides this machine's own under which the page may be opened, for an operator who asks for it. */
  readonly hosts?: readonly string[];
}

const MOST_BYTES = 64 * 1024;
const PAGE = '/*';
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "frame-ancestors 'none'; object-src 'none'; base-uri 'none'; form-action 'none'",
};

/** The page's own routes under `/simulator/`, and its files at `/`. There is no password: only for a host on a loopback address. */
export function simulatorRoutes(stage: Stage, options: SimulatorRoutesOptions): FastifyPluginAsync {
  const { pageDir, hosts = [] } = options;
  const allowed = hosts.map((name) => name.toLowerCase());
  return async (app) => {
    const streams = new PageStreams();
    const unfollow = stage.follow((change) => streams.tell(change));
    app.addHook('preClose', async () => {
      unfollow();
      streams.close();
    });

    takeDeedsOnly(app);
    app.setErrorHandler((error, _, reply) => explain(error, reply));
    app.addHook('onRequest', async (request, reply) => {
      void reply.headers(HEADERS);
      const headers = { ...request.headers };
      // Following a link to the page is fine from anywhere; only what the page does must be its own. The route tells, for a path can be
      // spelled in many ways.
      if (request.routeOptions.url === PAGE) delete headers['sec-fetch-site'];
      const refusal = refusalOf(headers, allowed);
      if (refusal !== undefined) return reply.code(403).send({ message: refusal });
      return undefined;
    });

    app.route({
      method: 'GET',
      url: '/simulator/state',
      handler: async (_, reply) => reply.header('cache-control', 'no-store').send(stage.view()),
    });
    app.route({
      method: 'GET',
      url: '/simulator/events',
      // It has no end, and nobody would read it.
      exposeHeadRoute: false,
      handler: (_, reply) => {
        reply.hijack();
        if (!streams.add(reply.raw)) reply.raw.writeHead(503).end();
      },
    });
    app.route({
      method: 'POST',
      url: '/simulator/do',
      bodyLimit: MOST_BYTES,
      handler: async (request) => {
        stage.do(request.body as Deed);
        return {};
      },
    });
    app.route({
      method: 'GET',
      url: PICTURE_PATH,
      handler: async (_, reply) => reply.type('image/png').send(picture()),
    });
    app.route({
      method: 'GET',
      url: PAGE,
      handler: async (request, reply) => {
        const file = await pageFile(pageDir, (request.params as { readonly '*': string })['*']);
        if (file === undefined) return reply.code(404).send({ message: 'Not found' });
        return reply.header('cache-control', 'no-cache').type(file.type).send(file.bytes);
      },
    });
  };
}

/** JSON and nothing else: a form of another site can send any other type without asking first. */
function takeDeedsOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_, text, done) => {
    try {
      done(null, JSON.parse(String(text)));
    } catch {
      done(new Impossible('The body is no JSON.'));
    }
  });
}

function explain(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof Impossible) return reply.code(400).send({ message: error.message });
  const { statusCode = 500, message = '' } = error as { readonly statusCode?: number; readonly message?: string };
  if (statusCode < 500) return reply.code(statusCode).send({ message });
  // Not the person's doing: the server that these routes belong to answers and logs it.
  throw error;
}
