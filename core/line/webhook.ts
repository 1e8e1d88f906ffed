import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { ChatEvent } from '../chat/event.ts';
import { toEvents } from './events.ts';
import { LIMITS } from './limits.ts';
import { signatureCheck } from './signature.ts';

const PATH = '/webhook/line';
/** Half a second is left for the answer to reach LINE. */
const ACCEPT_WITHIN = LIMITS.webhookMilliseconds - 500;

type WebhookRefusal = 'signature' | 'body' | 'size' | 'late';

export interface LineWebhookOptions {
  /** One channel secret, or two while one is being replaced. */
  readonly secrets: readonly string[];
  /**
   * Called with the events of one webhook, possibly none left. Resolves when all that matters is safe; LINE is answered 200 after
   * it, and `undefined` means at once. When it rejects, or takes longer than 1.5 s, LINE is answered 503 and may deliver again.
   */
  readonly accept: (events: readonly ChatEvent[]) => Promise<void> | undefined;
  /** Told of every webhook that was not answered 200. The details are safe to log. */
  readonly onRefused?: (reason: WebhookRefusal, details: Record<string, string | number>) => void;
  readonly now?: () => number;
  /** Told once of each bot id that signed webhooks name as `destination`: it should be the one that bot info tells. */
  readonly onDestination?: (destination: string) => void;
}

/** `POST /webhook/line`. Encapsulated: its body parser holds for this route only, so register it without fastify-plugin. */
export function lineWebhook(options: LineWebhookOptions): FastifyPluginAsync {
  const { accept, now = Date.now, onRefused = () => undefined, onDestination = () => undefined } = options;
  const isSigned = signatureCheck(options.secrets);
  const destinations = new Set<string>();

  // Not an async function: a webhook of ordinary chat lines is answered without a single promise.
  function handle(request: FastifyRequest, reply: FastifyReply): void {
    const receivedAt = now();
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (!isSigned(body, request.headers['x-line-signature'])) {
      onRefused('signature', { bytes: body.length });
      answer(reply, 401, 'The signature is missing or wrong.');
      return;
    }
    const webhook = parse(body);
    if (webhook === undefined) {
      onRefused('body', { bytes: body.length });
      answer(reply, 400, 'The body is not a LINE webhook.');
      return;
    }
    if (!destinations.has(webhook.destination)) {
      destinations.add(webhook.destination);
      onDestination(webhook.destination);
    }
    const accepted = tryTo(() => accept(toEvents(webhook, receivedAt)));
    if (accepted === undefined) answer(reply, 200);
    else answerWhen(accepted, reply);
  }

  function answerWhen(accepted: Promise<void>, reply: FastifyReply): void {
    let answered = false;
    const once = (status: 200 | 503, cause: string): void => {
      if (answered) return;
      answered = true;
      clearTimeout(timer);
      if (status === 200) {
        answer(reply, 200);
        return;
      }
      onRefused('late', { cause });
      answer(reply, 503, 'Not accepted in time; please deliver again.');
    };
    const timer = setTimeout(once, ACCEPT_WITHIN, 503, 'time');
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
    app.post(PATH, { bodyLimit: LIMITS.webhookBytes }, handle);
  };
}

function answer(reply: FastifyReply, status: number, message?: string): void {
  reply.statusCode = status;
  reply.header('content-type', 'application/json; charset=utf-8');
  reply.send(message === undefined ? '{}' : JSON.stringify({ message }));
}

interface WebhookBody {
  readonly destination: string;
  readonly events: readonly unknown[];
}

function parse(body: Buffer): WebhookBody | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined; // answered 400
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { destination, events } = value as Record<string, unknown>;
  if (typeof destination !== 'string' || destination === '' || !Array.isArray(events)) return undefined;
  return { destination, events };
}

/** A host that throws instead of rejecting means the same. */
function tryTo(accept: () => Promise<void> | undefined): Promise<void> | undefined {
  try {
    return accept();
  } catch (error) {
    return Promise.reject(error);
  }
}
