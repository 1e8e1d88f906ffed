import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { holdAgainstRules } from './linq-watch.ts';

export const OWN = '+15550001000';
export const AKI = '+15550002000';
export const BEN = '+15550003000';
export const CHI = 'chi@example.com';
const SECRET = 'whsec_c2hoaC10aGlzLWlzLWEtdGVzdC1zZWNyZXQtdmFsdWU=';

export interface StandInChat {
  readonly id: string;
  is_group: boolean;
  service: string | undefined;
  display_name: string | null;
  /** Without the own line. */
  people: string[];
  /** Those who are on the list and have left. */
  gone: string[];
  left: boolean;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly headers: Readonly<Record<string, unknown>>;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** The message gets through, and then this is answered all the same. */
  readonly after?: boolean;
  /** No answer at all. */
  readonly hang?: boolean;
}

export const problem = (status: number, code: number, more: Record<string, unknown> = {}): Answer => ({
  status,
  // As Linq may: with the numbers of those whom it is about.
  body: {
    success: false,
    error: { status, code, message: `something about ${AKI}`, doc_url: 'https://docs.example', ...more },
    trace_id: 'trace-1',
  },
});

/** Plays Linq's HTTP API on this machine, as far as the adapter asks, and signs webhooks as Linq does. */
export class LinqStandIn {
  readonly chats = new Map<string, StandInChat>();
  readonly asked: Asked[] = [];
  /** What was delivered to each chat, once for each key. */
  readonly delivered: { readonly chat: string; readonly id: string; readonly message: Record<string, unknown> }[] = [];
  lines = [OWN];
  readonly #next: { readonly match: RegExp; readonly answer: Answer }[] = [];
  readonly #keys = new Map<string, string>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  static async start(): Promise<LinqStandIn> {
    const linq = new LinqStandIn();
    await new Promise<void>((resolve) => linq.#server.listen(0, '127.0.0.1', resolve));
    return linq;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get secret(): string {
    return SECRET;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  chat(more: Partial<StandInChat> = {}): StandInChat {
    const chat = {
      id: randomUUID(),
      is_group: true,
      service: 'iMessage',
      display_name: null,
      people: [AKI, BEN, CHI],
      gone: [],
      left: false,
      ...more,
    };
    this.chats.set(chat.id, chat);
    return chat;
  }

  /** The next call whose `METHOD path` matches is answered so. */
  next(match: RegExp, answer: Answer): void {
    this.#next.push({ match, answer });
  }

  calls(match: RegExp): readonly Asked[] {
    return this.asked.filter(({ method, path }) => match.test(`${method} ${path}`));
  }

  textsTo(chat: string): readonly string[] {
    return this.delivered
      .filter((one) => one.chat === chat)
      .map(({ message }) =>
        (message['parts'] as { type: string; value?: string; url?: string }[])
          .map(({ type, value, url }) => (type === 'text' ? value : `[${type} ${url}]`))
          .join('\n'),
      );
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const { method = '', url = '', headers } = request;
    const asked = {
      method,
      path: url,
      headers,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
    this.asked.push(asked);
    const index = this.#next.findIndex(({ match }) => match.test(`${method} ${url}`));
    const planned = index < 0 ? undefined : this.#next.splice(index, 1)[0]!.answer;
    if (planned && !planned.after) return send(response, planned);
    const answer = headers['authorization'] === 'Bearer key' ? this.#answer(asked) : problem(401, 2004);
    send(response, planned ?? answer);
  }

  #answer({ method, path, body }: Asked): Answer {
    if (path === '/v3/phone_numbers') {
      const numbers = this.lines.map((phone_number) => ({ id: randomUUID(), phone_number }));
      return { status: 200, body: { phone_numbers: numbers } };
    }
    if (method === 'POST' && path === '/v3/chats') {
      const to = body['to'] as string[];
      const chat = this.chat({ people: to, is_group: to.length > 1 });
      return { status: 201, body: { chat: { ...this.#shown(chat), message: this.#deliver(chat, body) } } };
    }
    const [, id = '', rest = ''] = /^\/v3\/chats\/([^/]+)(?:\/(.*))?$/.exec(path) ?? [];
    const chat = this.chats.get(id);
    if (!chat) return problem(404, 2001);
    if (chat.left) return problem(409, 2013);
    switch (`${method} ${rest}`) {
      case 'GET ':
        return { status: 200, body: this.#shown(chat) };
      case 'PUT ':
        if (!chat.is_group) return problem(409, 1006);
        return { status: 202, body: { chat_id: id, status: 'pending' } };
      case 'POST messages':
        return { status: 202, body: { chat_id: id, message: this.#deliver(chat, body) } };
      case 'POST leave':
        chat.left = true;
        return { status: 202, body: { message: 'Leave group chat queued', status: 'accepted', trace_id: 't' } };
      case 'POST participants':
      case 'DELETE participants':
        return { status: 202, body: { message: 'queued', status: 'accepted', trace_id: 't' } };
      default:
        return problem(404, 2002);
    }
  }

  #deliver({ id: chat }: StandInChat, body: Record<string, unknown>): object {
    const message = body['message'] as Record<string, unknown>;
    holdAgainstRules(message);
    const key = `${chat} ${message['idempotency_key'] as string}`;
    let id = this.#keys.get(key);
    if (id === undefined) {
      this.#keys.set(key, (id = randomUUID()));
      this.delivered.push({ chat, id, message });
    }
    return { id, delivery_status: 'pending', parts: message['parts'] };
  }

  #shown(chat: StandInChat): object {
    const handle = (address: string, more: object = {}) => ({
      id: randomUUID(),
      handle: address,
      is_me: false,
      status: 'active',
      left_at: null,
      joined_at: '2026-04-17T17:26:38.725846Z',
      service: 'iMessage',
      ...more,
    });
    return {
      id: chat.id,
      display_name: chat.display_name,
      is_group: chat.is_group,
      service: chat.service,
      health_status: { status: 'healthy' },
      handles: [
        handle(OWN, { is_me: true }),
        ...chat.people.map((one) => handle(one)),
        ...chat.gone.map((one) => handle(one, { status: 'left', left_at: '2026-05-01T00:00:00Z' })),
      ],
    };
  }
}

function send(response: ServerResponse, { status, body, headers, hang }: Answer): void {
  if (hang) return;
  response.writeHead(status, { 'content-type': 'application/json', 'x-trace-id': 'trace-header', ...headers });
  response.end(JSON.stringify(body ?? {}));
}

/** A webhook of today's shape, as Linq's own fixtures have it. */
export function webhook(type: string, data: object, more: object = {}): Record<string, unknown> {
  return {
    api_version: 'v3',
    webhook_version: '2026-02-03',
    event_type: type,
    event_id: randomUUID(),
    created_at: '2026-05-08T16:21:12.793119775Z',
    trace_id: '5619088b713532654fd0e6023b8c98e1',
    partner_id: '7ac8224b-c41a-54fb-96ed-e28a94f97ff6',
    data,
    ...more,
  };
}

export const handleOf = (handle: string, more: object = {}) => ({
  id: randomUUID(),
  is_me: handle === OWN,
  handle,
  status: 'active',
  left_at: null,
  service: 'iMessage',
  joined_at: '2026-04-17T17:26:38.725846Z',
  ...more,
});

/** `message.received`: what somebody wrote in a chat. */
export function received(
  chat: Pick<StandInChat, 'id'> & { is_group?: boolean },
  from: string,
  text: string,
  more: object = {},
) {
  return webhook('message.received', {
    id: randomUUID(),
    chat: {
      id: chat.id,
      ...(chat.is_group === undefined ? {} : { is_group: chat.is_group }),
      owner_handle: handleOf(OWN),
      health_status: { status: 'healthy' },
    },
    parts: [{ type: 'text', value: text, text_decorations: null }],
    effect: null,
    reply_to: null,
    direction: 'inbound',
    service: 'iMessage',
    sent_at: new Date().toISOString(),
    sender_handle: handleOf(from),
    ...more,
  });
}

/** The body and the headers of a webhook, signed now. */
export function signed(body: unknown, at = Date.now(), secret = SECRET) {
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const id = randomUUID();
  const timestamp = String(Math.floor(at / 1000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const mark = createHmac('sha256', key).update(`${id}.${timestamp}.${payload}`).digest('base64');
  return {
    payload,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${mark}`,
    },
  };
}
