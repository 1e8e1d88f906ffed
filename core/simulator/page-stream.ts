import type { ServerResponse } from 'node:http';
import type { Change } from './view.ts';

const HEARTBEAT = 20_000;
const MOST_LISTENERS = 50;
/** Bytes that may wait for a page that does not read. */
const MOST_WAITING = 4 * 1024 * 1024;

/** The pages that look on, each by a stream of server-sent events. */
export class PageStreams {
  readonly #open = new Set<ServerResponse>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor() {
    // Some proxies close a stream on which nothing comes.
    this.#heartbeat = setInterval(() => this.#write(': still here\n\n'), HEARTBEAT).unref();
  }

  /** Takes over the response. False when there are too many already. */
  add(response: ServerResponse): boolean {
    if (this.#open.size >= MOST_LISTENERS) return false;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.write(': hello\n\n');
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
    return true;
  }

  tell(change: Change): void {
    if (this.#open.size > 0) this.#write(`event: change\ndata: ${JSON.stringify(change)}\n\n`);
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const response of this.#open) response.end();
    this.#open.clear();
  }

  #write(text: string): void {
    for (const response of this.#open) {
      // A page that fell behind starts over: it reconnects and fetches the state.
      if (response.writableLength > MOST_WAITING) response.destroy();
      else response.write(text);
    }
  }
}
