import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { signatureCheck } from '../../core/line/signature.ts';

export interface Door {
  readonly id: string;
  /** Tests of LINE that came, by the bot that they were for, and webhooks with a wrong signature. */
  readonly heard: { readonly destinations: readonly string[]; readonly refused: number };
  close(): Promise<void>;
}

const LARGEST = 1_048_576;
const WEBHOOK = '/webhook/line';

/**
 * Stands where the host would, while none runs: so whether the way from outside is right can be told before the first start. It answers
 * LINE's tests, and no event: an event is answered 503, so that it comes again where redelivery is on. Rejects when the port is taken.
 */
export async function openDoor(secrets: readonly string[], host: string, port: number): Promise<Door> {
  const id = randomUUID();
  const isSigned = signatureCheck(secrets);
  const heard = { destinations: [] as string[], refused: 0 };
  const answer = (response: ServerResponse, status: number, body: object = {}): void =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  async function webhook(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(request);
    if (!body) return answer(response, 413);
    if (!isSigned(body, request.headers['x-line-signature'])) {
      heard.refused += 1;
      return answer(response, 401);
    }
    const { destination, events } = JSON.parse(body.toString()) as { destination?: unknown; events?: unknown };
    if (typeof destination !== 'string' || !Array.isArray(events)) return answer(response, 400);
    if (events.length > 0) return answer(response, 503, { message: 'the host is not running' });
    heard.destinations.push(destination);
    answer(response, 200);
  }

  const server = createServer({ requestTimeout: 5_000 }, (request, response) => {
    const [path] = (request.url ?? '').split('?');
    if (request.method === 'GET' && path === '/healthz') return answer(response, 200, { ok: true, host: id });
    if (request.method !== 'POST' || path !== WEBHOOK) return answer(response, 404);
    webhook(request, response).catch(() => answer(response, 400));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    id,
    heard,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
