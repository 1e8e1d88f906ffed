import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { BoundedList } from '../bounded-list.ts';
import { isObject } from '../../line/rules/rule.ts';
import { accountEndpoints } from './account.ts';
import { answer, Refused, refuse } from './answer.ts';
import { chatEndpoints } from './chat.ts';
import { contentEndpoints } from './content.ts';
import type { Backstage, Endpoint } from './endpoint.ts';
import { Faults } from './faults.ts';
import { messageEndpoints } from './message.ts';
import { parseJson } from './parse-json.ts';
import { webhookEndpoints } from './webhook-endpoint.ts';

/** A call that LINE's API received. */
export interface RecordedRequest {
  /** The `x-line-request-id` that it was answered with. */
  readonly requestId: string;
  readonly at: number;
  readonly method: string;
  /** As called, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  /** Without the access token. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** Parsed where it is JSON, else its text. Absent for a call without one. */
  readonly body?: unknown;
  /** 0 until it is answered. */
  readonly status: number;
  readonly answer?: unknown;
}
type Recording = { -readonly [K in keyof RecordedRequest]: RecordedRequest[K] };

const MOST_BYTES = 2 * 1024 * 1024;
const RECORDS_KEPT = 1_000;
const UNAUTHORIZED = 'Authentication failed. Confirm that the access token in the authorization header is valid.';
/** What fastify finds wrong before any of our code does. */
const MESSAGES: Readonly<Record<number, string>> = { 413: 'Payload Too Large', 415: 'Unsupported Media Type' };

/** LINE's HTTP API, `api.line.me` and `api-data.line.me` in one, on a loopback port of its own. */
export class ApiServer {
  readonly faults: Faults;
  readonly #app: FastifyInstance;
  readonly #records = new BoundedList<RecordedRequest>(RECORDS_KEPT);
  readonly #recordings = new WeakMap<FastifyRequest, Recording>();

  constructor(
    private readonly backstage: Backstage,
    private readonly onAnswered: (request: RecordedRequest) => void,
  ) {
    this.faults = new Faults(backstage.sender.faults);
    this.#app = Fastify({ bodyLimit: MOST_BYTES, forceCloseConnections: true, exposeHeadRoutes: false });
    this.#takeBodies();
    this.#app.addHook('onRequest', async (request, reply) => this.#receive(request, reply));
    this.#app.addHook('preHandler', async (request, reply) => this.#beforehand(request, reply));
    this.#app.addHook('onSend', async (request, reply, payload) => this.#finish(request, reply, payload));
    this.#app.setNotFoundHandler((_, reply) => answer(reply, 404, { message: 'Not found' }));
    this.#app.setErrorHandler((error, _, reply) => fail(error, reply));
    const endpoints = [messageEndpoints, chatEndpoints, accountEndpoints, webhookEndpoints, contentEndpoints];
    for (const endpoint of endpoints.flatMap((make) => make(backstage))) this.#route(endpoint);
  }

  get records(): readonly RecordedRequest[] {
    return this.#records.items;
  }

  /** Resolves to the URL that stands for LINE's. */
  async listen(): Promise<string> {
    await this.#app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = this.#app.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    await this.#app.close();
  }

  #takeBodies(): void {
    this.#app.removeAllContentTypeParsers();
    this.#app.addContentTypeParser(/^application\/json\b/i, { parseAs: 'string' }, (request, text, done) => {
      const recording = this.#recordings.get(request);
      if (recording && text !== '') recording.body = text;
      try {
        const body = parseJson(String(text));
        if (recording && body !== undefined) recording.body = body;
        done(null, body);
      } catch (error) {
        done(error as Error);
      }
    });
  }

  #route({ method, path, handle }: Endpoint): void {
    this.#app.route({
      method,
      url: path,
      handler: async (request, reply) => {
        const { status = 200, body } = await handle({
          params: request.params as Record<string, string>,
          query: request.query as Record<string, unknown>,
          headers: request.headers,
          body: isObject(request.body) ? request.body : {},
          requestId: this.#recordings.get(request)?.requestId ?? '',
        });
        if (!this.faults.after(request, reply)) answer(reply, status, body);
        return reply;
      },
    });
  }

  #receive(request: FastifyRequest, reply: FastifyReply): void {
    const requestId = randomUUID();
    void reply.header('x-line-request-id', requestId);
    const [path = ''] = request.url.split('?');
    const { authorization, ...headers } = request.headers;
    const recording: Recording = {
      requestId,
      at: this.backstage.channel.now(),
      method: request.method,
      path,
      query: request.query as Record<string, unknown>,
      headers: { ...headers, ...(authorization === undefined ? {} : { authorization: '[redacted]' }) },
      status: 0,
    };
    this.#recordings.set(request, recording);
    this.#records.add(recording);
    if (!request.is404 && authorization !== `Bearer ${this.backstage.channel.accessToken}`) {
      throw refuse(401, UNAUTHORIZED);
    }
  }

  async #beforehand(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    if (await this.faults.before(request, reply)) return reply;
    const mayRetry = request.routeOptions.url === '/v2/bot/message/push';
    if (request.headers['x-line-retry-key'] !== undefined && !mayRetry && !request.is404) {
      throw refuse(400, 'X-Line-Retry-Key is not allowed for this endpoint');
    }
    return undefined;
  }

  // Here and not when the answer is out: whoever has the answer must find it recorded.
  #finish(request: FastifyRequest, reply: FastifyReply, payload: unknown): void {
    const recording = this.#recordings.get(request);
    if (!recording) return;
    recording.status = reply.statusCode;
    const isJson = String(reply.getHeader('content-type')).startsWith('application/json');
    if (typeof payload === 'string' && payload !== '') recording.answer = isJson ? JSON.parse(payload) : payload;
    this.onAnswered(recording);
  }
}

function fail(error: unknown, reply: FastifyReply): void {
  if (error instanceof Refused) {
    void reply.headers(error.headers);
    answer(reply, error.status, error.body);
    return;
  }
  const status = (error as { readonly statusCode?: number }).statusCode ?? 500;
  // A mistake of the virtual LINE itself; the host must see a LINE that is broken, and we must see why.
  if (status >= 500) process.emitWarning(error instanceof Error ? error : String(error));
  answer(reply, status, { message: MESSAGES[status] ?? (status >= 500 ? 'Internal Server Error' : 'Bad Request') });
}
