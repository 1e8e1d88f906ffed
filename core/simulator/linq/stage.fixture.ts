import LinqAPIV3 from '@linqapp/sdk';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Service } from '../view.ts';
import { VirtualLinq, type VirtualLinqOptions } from './virtual-linq.ts';
import type { LinqEvent } from './webhook/event.ts';

/** What a host hears of one webhook. */
export interface Heard {
  readonly body: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly event: LinqEvent;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
  /** Of Linq's own errors. */
  readonly code: number | undefined;
}

export const text = (value: string): object => ({ type: 'text', value });

/** A virtual Linq with a host that only listens, and ways to call the API: Linq's own SDK, and plain HTTP. */
export class Stage {
  readonly heard: Heard[] = [];
  /** What the host answers to a webhook: a status, or nothing at all while it hangs. */
  status: number | 'hang' | ((heard: Heard) => number | 'hang') = 200;
  clock = Date.UTC(2026, 10, 22, 3);
  linq!: VirtualLinq;
  client!: LinqAPIV3;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(options: VirtualLinqOptions = {}): Promise<Stage> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const stage = new Stage(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`);
    stage.#listen();
    stage.linq = await VirtualLinq.start({
      webhookUrl: stage.url,
      now: () => stage.clock,
      delay: 5,
      retryDelays: Array<number>(9).fill(5),
      ...options,
    });
    const { apiKey, apiUrl } = stage.linq;
    stage.client = new LinqAPIV3({ apiKey, baseURL: apiUrl, webhookSecret: stage.linq.webhookSecret, maxRetries: 0 });
    onTestFinished(async () => {
      await stage.linq.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return stage;
  }

  /** A group of Yuki, Ken and Mei with the bot, and its people. */
  group(options: { readonly bot?: boolean; readonly service?: Service } = {}) {
    const { world } = this.linq;
    const [yuki, ken, mei] = ['Yuki', 'Ken', 'Mei'].map((name) => world.createMember(name)) as [string, string, string];
    return { yuki, ken, mei, chat: world.createGroup('Lunch', [yuki, ken, mei], options) };
  }

  get types(): readonly string[] {
    return this.heard.map(({ event }) => event.event_type);
  }

  /** Everything is done and sent; then what came last of this type. */
  async last(type: string): Promise<LinqEvent['data']> {
    await this.linq.settled();
    const found = this.heard.findLast(({ event }) => event.event_type === type);
    if (!found) throw new Error(`no ${type} came; what came: ${this.types.join(', ')}`);
    return found.event.data;
  }

  call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered> => {
    const response = await fetch(this.linq.apiUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${this.linq.apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const words = await response.text();
    const json = words.startsWith('{') ? (JSON.parse(words) as Record<string, unknown>) : {};
    const { error } = json as { readonly error?: { readonly code: number } };
    return { status: response.status, headers: response.headers, body: json, code: error?.code };
  };

  send = (chatId: string, ...parts: readonly object[]): Promise<Answered> => this.sendMessage(chatId, { parts });

  sendMessage = (chatId: string, message: object): Promise<Answered> =>
    this.call('POST', `/v3/chats/${chatId}/messages`, { message });

  #listen(): void {
    this.server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const { url = '', headers } = request;
        const heard: Heard = { body, url, headers, event: JSON.parse(body) as LinqEvent };
        this.heard.push(heard);
        const status = typeof this.status === 'function' ? this.status(heard) : this.status;
        if (status !== 'hang') response.writeHead(status).end('{}');
      });
    });
  }
}
