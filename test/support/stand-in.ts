import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** How the stand-in behaves to one request. */
export type Play =
  | {
      readonly status?: number;
      readonly headers?: Record<string, string>;
      readonly body?: unknown;
      readonly raw?: string;
    }
  /** Takes the request and never answers. */
  | 'hang'
  /** Sends a byte of a body now and then, for ever. */
  | 'drip'
  /** Breaks the connection. */
  | 'reset';

export interface Received {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body read as JSON; `undefined` without one. */
  readonly body: unknown;
}

/** A platform's HTTP API on 127.0.0.1 that plays what it is told, one entry of `plays` a request; after the last, `fallback`. */
export class StandIn {
  readonly received: Received[] = [];
  readonly plays: Play[] = [];
  fallback: Play | ((request: Received) => Play) = { body: {} };
  /** Sockets that are open now. */
  readonly sockets = new Set<Socket>();
  readonly #server = createServer((request, response) => this.#take(request, response));

  static async open(): Promise<StandIn> {
    const standIn = new StandIn();
    standIn.#server.on('connection', (socket) => {
      standIn.sockets.add(socket);
      socket.once('close', () => standIn.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => {
      standIn.#server.listen(0, '127.0.0.1', resolve);
    });
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined); // the caller hung up: its own test looks at that
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const { method = '', url = '', headers } = request;
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      const received = { method, path: url, headers, text, body };
      this.received.push(received);
      const { fallback } = this;
      this.#play(this.plays.shift() ?? (typeof fallback === 'function' ? fallback(received) : fallback), response);
    });
  }

  #play(play: Play, response: ServerResponse): void {
    if (play === 'hang') return;
    if (play === 'reset') {
      response.socket?.resetAndDestroy();
      return;
    }
    if (play === 'drip') {
      const timer = setInterval(() => response.write(' '), 10);
      response.once('close', () => clearInterval(timer));
      response.writeHead(200).write('{');
      return;
    }
    const { status = 200, headers = {}, body, raw } = play;
    response.writeHead(status, { 'content-type': 'application/json', 'x-line-request-id': 'request-7', ...headers });
    response.end(raw ?? JSON.stringify(body));
  }
}
