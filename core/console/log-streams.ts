import type { ServerResponse } from 'node:http';
import type { LogBook, LoggedLine } from './log-book.ts';

const HEARTBEAT = 15_000;
const MOST_LISTENERS = 20;
/** Bytes that may wait for a page that does not read. */
const MOST_WAITING = 1024 * 1024;

/** The pages that read along, each by a stream of server-sent events. */
export class LogStreams {
  readonly #open = new Map<ServerResponse, () => boolean>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #unfollow: () => void;

  constructor(
    private readonly book: LogBook,
    private readonly hostId: string,
  ) {
    // Some proxies close a stream on which nothing comes.
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT).unref();
    this.#unfollow = book.follow((line) => this.#write(this.#event(line)));
  }

  /**
   * Takes over the response and tells what came after `lastId`. Ends it when `isIn` is not so any more. False when there are too many
   * already.
   */
  add(
    response: ServerResponse,
    lastId: string | undefined,
    isIn: () => boolean,
    headers: Record<string, string>,
  ): boolean {
    if (this.#open.size >= MOST_LISTENERS) return false;
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    });
    const [host, number] = (lastId ?? '').split('/');
    // Another host, or this one started again, counts its lines anew.
    const since = host === this.hostId && /^\d{1,15}$/.test(number ?? '') ? Number(number) : 0;
    response.write(`event: host\ndata: ${JSON.stringify(this.hostId)}\n\n`);
    for (const line of this.book.since(since)) response.write(this.#event(line));
    this.#open.set(response, isIn);
    response.on('close', () => this.#open.delete(response));
    return true;
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.#unfollow();
    for (const response of this.#open.keys()) response.end();
    this.#open.clear();
  }

  #event({ number, text }: LoggedLine): string {
    return `id: ${this.hostId}/${number}\ndata: ${text}\n\n`;
  }

  #beat(): void {
    for (const [response, isIn] of this.#open) if (!isIn()) response.end();
    this.#write(': still here\n\n');
  }

  #write(text: string): void {
    for (const [response, isIn] of this.#open) {
      if (!isIn()) response.end();
      // A page that fell behind starts over: it reconnects and is told what it missed.
      else if (response.writableLength > MOST_WAITING) response.destroy();
      else if (!response.writableEnded) response.write(text);
    }
  }
}
