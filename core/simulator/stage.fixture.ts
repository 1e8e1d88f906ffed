import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { VirtualLine, type VirtualLineOptions } from './virtual-line.ts';
import type { WebhookEvent } from './webhook/event.ts';

/** What a host hears of one webhook. */
export interface Heard {
  readonly body: string;
  readonly signature: string;
  readonly destination: string;
  readonly events: readonly WebhookEvent[];
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** A virtual LINE with a host that only listens, and a way to call the API as that host would. */
export class Stage {
  readonly heard: Heard[] = [];
  /** What the host answers to a webhook: a status, or nothing at all while it hangs. */
  status: number | 'hang' | ((heard: Heard) => number | 'hang') = 200;
  clock = Date.UTC(2026, 10, 22, 3);

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  line!: VirtualLine;

  static async open(options: VirtualLineOptions = {}): Promise<Stage> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const stage = new Stage(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`);
    stage.#listen();
    stage.line = await VirtualLine.start({ webhookUrl: stage.url, now: () => stage.clock, ...options });
    onTestFinished(async () => {
      await stage.line.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return stage;
  }

  /** The events so far, in the order in which they came. */
  get events(): readonly WebhookEvent[] {
    return this.heard.flatMap(({ events }) => events);
  }

  get types(): readonly string[] {
    return this.events.map(({ type }) => type);
  }

  /** Everything is sent; then the last event. */
  async lastEvent(): Promise<WebhookEvent> {
    await this.line.settled();
    const event = this.events.at(-1);
    if (!event) throw new Error('no event came');
    return event;
  }

  call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered> => {
    const response = await fetch(this.line.apiUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${this.line.channelAccessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
    };
  };

  get = (path: string): Promise<Answered> => this.call('GET', path);

  reply = (replyToken: unknown, ...messages: unknown[]): Promise<Answered> =>
    this.call('POST', '/v2/bot/message/reply', { replyToken, messages });

  push = (to: string, messages: readonly unknown[], headers: Record<string, string> = {}): Promise<Answered> =>
    this.call('POST', '/v2/bot/message/push', { to, messages }, headers);

  #listen(): void {
    this.server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const heard = { body, signature: String(request.headers['x-line-signature']), ...(JSON.parse(body) as object) };
        this.heard.push(heard as Heard);
        const status = typeof this.status === 'function' ? this.status(heard as Heard) : this.status;
        if (status !== 'hang') response.writeHead(status).end('{}');
      });
    });
  }
}

export const text = (words: string): object => ({ type: 'text', text: words });
