import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { deeperThan, isObject } from '../../line/rules/rule.ts';
import { BoundedList } from '../bounded-list.ts';
import { answer } from './answer.ts';
import type { Endpoint } from './endpoint.ts';
import type { HttpFaults } from './faults.ts';
import { Refused } from './refused.ts';

/** A call that a platform's API received. */
export interface RecordedRequest {
  /** What its answer's header called it. */
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
  /** One of the platform's rules said no: no fault that a test put there. */
  readonly refused?: true;
}
type Recording = { -readonly [K in keyof RecordedRequest]: RecordedRequest[K] };

/** What one platform's API does in its own way. */
export interface Manner<F extends HttpFaults> {
  readonly endpoints: readonly Endpoint[];
  readonly faults: F;
  readonly now: () => number;
  readonly accessToken: string;
  readonly requestIdHeader: string;
  readonly newRequestId?: () => string;
  /** What a call with a wrong token is answered. */
  readonly unauthorized: () => Refused;
  /** Looks at a call that may be carried out otherwise, by its route. */
  readonly check?: (request: FastifyRequest) => void;
  /** `undefined` for an empty body. Throws the platform's answer to what is no JSON. */
  readonly parse: (text: string) => unknown;
  /** The body of an answer that is no success and that none of our code made. */
  readonly bodyOf: (status: number, requestId: string) => unknown;
  /** Completes the body of a refusal. */
  readonly refusal?: (body: unknown, requestId: string) => unknown;
}

const MOST_BYTES = 2 * 1024 * 1024;
/** Levels of a body. What goes on is written as JSON again, which can be done with some thousands. */
const DEEPEST = 500;
const RECORDS_KEPT = 1_000;

/** A platform's HTTP API on a loopback port of its own. */
export class HttpApi<F extends HttpFaults = HttpFaults> {
  readonly faults: F;
  readonly #app: FastifyInstance;
  readonly #records = new BoundedList<RecordedRequest>(RECORDS_KEPT);
  readonly #recordings = new WeakMap<FastifyRequest, Recording>();
  readonly #open = new Set<string>();

  constructor(
    private readonly manner: Manner<F>,
    private readonly onAnswered: (request: RecordedRequest) => void,
  ) {
    this.faults = manner.faults;
    this.#app = Fastify({
      bodyLimit: MOST_BYTES,
      forceCloseConnections: true,
      exposeHeadRoutes: false,
      // A path that cannot be decoded comes to no hook.
      frameworkErrors: (error, request, reply) => this.#unreadable(error, request, reply),
    });
    this.#takeBodies();
    this.#takeForms();
    // Whether a picture may come here, and of which kind, is for the endpoint to say.
    this.#app.addContentTypeParser(/^image\//i, { parseAs: 'buffer' }, (_, bytes, done) => done(null, bytes));
    this.#app.addHook('onRequest', async (request, reply) => this.#receive(request, reply));
    this.#app.addHook('preHandler', async (request, reply) => this.#beforehand(request, reply));
    this.#app.addHook('onSend', async (request, reply, payload) => this.#finish(request, reply, payload));
    this.#app.setNotFoundHandler((request, reply) => answer(reply, 404, this.#bodyOf(404, request)));
    this.#app.setErrorHandler((error, request, reply) => this.#fail(error, request, reply));
    for (const endpoint of manner.endpoints) this.#route(endpoint);
  }

  get records(): readonly RecordedRequest[] {
    return this.#records.items;
  }

  /** Resolves to the URL that stands for the platform's. */
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
        const body = this.manner.parse(String(text));
        if (deeperThan(DEEPEST, body)) throw Object.assign(new Error('too deep'), { statusCode: 400 });
        if (recording && body !== undefined) recording.body = body;
        done(null, body);
      } catch (error) {
        done(error as Error);
      }
    });
  }

  /** Not recorded: it carries secrets. */
  #takeForms(): void {
    const type = 'application/x-www-form-urlencoded';
    this.#app.addContentTypeParser(type, { parseAs: 'string' }, (request, text, done) => {
      if (this.#open.has(request.routeOptions.url ?? ''))
        done(null, Object.fromEntries(new URLSearchParams(String(text))));
      else done(Object.assign(new Error('a form'), { statusCode: 415 }));
    });
  }

  #route({ method, path, open = false, handle }: Endpoint): void {
    if (open) this.#open.add(path);
    this.#app.route({
      method,
      url: path,
      handler: async (request, reply) => {
        const {
          status = 200,
          body,
          type,
        } = await handle({
          params: request.params as Record<string, string>,
          query: request.query as Record<string, unknown>,
          headers: request.headers,
          ...(Buffer.isBuffer(request.body) ? { bytes: request.body } : {}),
          body: isObject(request.body) && !Buffer.isBuffer(request.body) ? request.body : {},
          requestId: this.#idOf(request),
        });
        if (!this.faults.after(request, reply)) answer(reply, status, body, type);
        return reply;
      },
    });
  }

  #receive(request: FastifyRequest, reply: FastifyReply): void {
    const { requestIdHeader, newRequestId = randomUUID, now, accessToken, unauthorized } = this.manner;
    const requestId = newRequestId();
    void reply.header(requestIdHeader, requestId);
    const [path = ''] = request.url.split('?');
    const { authorization, ...headers } = request.headers;
    const recording: Recording = {
      requestId,
      at: now(),
      method: request.method,
      path,
      query: request.query as Record<string, unknown>,
      headers: { ...headers, ...(authorization === undefined ? {} : { authorization: '[redacted]' }) },
      status: 0,
    };
    this.#recordings.set(request, recording);
    this.#records.add(recording);
    const isOpen = this.#open.has(request.routeOptions.url ?? '');
    if (!request.is404 && !isOpen && authorization !== `Bearer ${accessToken}`) throw unauthorized();
  }

  async #beforehand(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    if (await this.faults.before(request, reply)) return reply;
    this.manner.check?.(request);
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

  #fail(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (error instanceof Refused) {
      const recording = this.#recordings.get(request);
      if (recording) recording.refused = true;
      void reply.headers(error.headers);
      const { refusal } = this.manner;
      return answer(reply, error.status, refusal ? refusal(error.body, this.#idOf(request)) : error.body);
    }
    const status = (error as { readonly statusCode?: number }).statusCode ?? 500;
    // A mistake of the virtual platform itself; the host must see one that is broken, and we must see why.
    if (status >= 500) process.emitWarning(error instanceof Error ? error : String(error));
    return answer(reply, status, this.#bodyOf(status, request));
  }

  #unreadable(error: Error, request: FastifyRequest, reply: FastifyReply): void {
    const { requestIdHeader, newRequestId = randomUUID } = this.manner;
    const requestId = newRequestId();
    void reply.header(requestIdHeader, requestId);
    const { statusCode = 400 } = error as { readonly statusCode?: number };
    answer(reply, statusCode, this.manner.bodyOf(statusCode, requestId));
  }

  #idOf = (request: FastifyRequest): string => this.#recordings.get(request)?.requestId ?? '';
  #bodyOf = (status: number, request: FastifyRequest): unknown => this.manner.bodyOf(status, this.#idOf(request));
}
