import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { ChatEvent } from './event.ts';

type WebhookRefusal = 'signature' | 'body' | 'size' | 'late';

/** Why a webhook is not taken: 401 for a signature, 400 for a body that is none of the platform's. */
interface RefusedWebhook {
  readonly reason: 'signature' | 'body';
  readonly message: string;
  /** Safe to log. */
  readonly details?: Record<string, string>;
}

/** What a platform's webhook route is given. */
export interface WebhookHandling {
  /**
   * Called with the events of one webhook, possibly none left. Resolves when all that matters is safe; the platform is answered 200 after
   * it, and `undefined` means at once. When it rejects, or takes too long, the platform is answered 503 and may deliver again.
   */
  readonly accept: (events: readonly ChatEvent[]) => Promise<void> | undefined;
  /** Told of every webhook that was not answered 200. The details are safe to log. */
  readonly onRefused?: (reason: WebhookRefusal, details: Record<string, string | number>) => void;
  /** Told when a webhook whose events were read has been answered. */
  readonly onAnswered?: (events: readonly ChatEvent[], status: 200 | 503) => void;
}

interface RawWebhook extends WebhookHandling {
  readonly path: string;
  /** Bytes. */
  readonly bodyLimit: number;
  /** Milliseconds until 503. */
  readonly acceptWithin: number;
  /** Checks the bytes as they came, and only then reads them. */
  readonly receive: (body: Buffer, headers: IncomingHttpHeaders) => readonly ChatEvent[] | RefusedWebhook;
}

/** One webhook route over raw bytes. Encapsulated: its body parser holds for this route only, so register it without fastify-plugin. */
export function rawWebhook(options: RawWebhook): FastifyPluginAsync {
  const { path, bodyLimit, acceptWithin, receive, accept, onRefused = () => undefined, onAnswered } = options;

  // Not an async function: a webhook of ordinary chat lines is answered without a single promise.
  function handle(request: FastifyRequest, reply: FastifyReply): void {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const received = receive(body, request.headers);
    if ('reason' in received) {
      const { reason, message, details } = received;
      onRefused(reason, { bytes: body.length, ...details });
      answer(reply, reason === 'signature' ? 401 : 400, message);
      return;
    }
    const accepted = tryTo(() => accept(received));
    if (accepted !== undefined) return answerWhen(accepted, reply, received);
    answer(reply, 200);
    onAnswered?.(received, 200);
  }

  function answerWhen(accepted: Promise<void>, reply: FastifyReply, events: readonly ChatEvent[]): void {
    let answered = false;
    const once = (status: 200 | 503, cause: string): void => {
      if (answered) return;
      answered = true;
      clearTimeout(timer);
      if (status === 200) answer(reply, 200);
      else {
        onRefused('late', { cause });
        answer(reply, 503, 'Not accepted in time; please deliver again.');
      }
      onAnswered?.(events, status);
    };
    const timer = setTimeout(once, acceptWithin, 503, 'time');
    accepted.then(
      () => once(200, ''),
      (error: unknown) => once(503, error instanceof Error ? error.name : 'error'),
    );
  }

  return async (app) => {
    // The signature is over the bytes as they came, so nothing may parse them before it was checked, whatever their type is said to be.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    // fastify answers 415 to a type that is none, such as an empty one, before it would ask any parser.
    app.addHook('onRequest', (request, _reply, done) => {
      request.raw.headers['content-type'] = 'application/json';
      done();
    });
    app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
      const status = error.statusCode ?? 500;
      if (status >= 500) throw error;
      onRefused(status === 413 ? 'size' : 'body', { status });
      answer(reply, status, status === 413 ? 'The body is too large.' : 'The request cannot be read.');
    });
    app.post(path, { bodyLimit }, handle);
  };
}

function answer(reply: FastifyReply, status: number, message?: string): void {
  reply.statusCode = status;
  reply.header('content-type', 'application/json; charset=utf-8');
  reply.send(message === undefined ? '{}' : JSON.stringify({ message }));
}

/** A host that throws instead of rejecting means the same. */
function tryTo(accept: () => Promise<void> | undefined): Promise<void> | undefined {
  try {
    return accept();
  } catch (error) {
    return Promise.reject(error);
  }
}
