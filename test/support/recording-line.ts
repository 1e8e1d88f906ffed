import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LineRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** The least that can play LINE: it notes what it is asked and answers everything kindly. The full one is `core/simulator/`. */
export async function recordingLine(
  answer: (request: LineRequest) => unknown = () => ({ sentMessages: [{ id: '1' }] }),
) {
  const requests: LineRequest[] = [];
  const waiting: (() => void)[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const received: LineRequest = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: text === '' ? undefined : JSON.parse(text),
      };
      requests.push(received);
      response.setHeader('content-type', 'application/json');
      response.setHeader('x-line-request-id', `request-${requests.length}`);
      response.end(JSON.stringify(answer(received)));
      for (const wake of waiting.splice(0)) wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    /** Resolves with the first request that fits, now or later. */
    async request(fits: (request: LineRequest) => boolean): Promise<LineRequest> {
      for (;;) {
        const found = requests.find(fits);
        if (found) return found;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
