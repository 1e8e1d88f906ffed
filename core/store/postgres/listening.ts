import type { Session } from './connection.ts';
import { Connection } from './connection.ts';

/** After the connection was lost. Meanwhile the regular looks find what there is. Milliseconds. */
const AGAIN = 1_000;

/** Hears when others have put something into this host's chats. */
export class Listening {
  readonly #connection: Connection;
  readonly #onNews: () => void;
  readonly #heard = new WeakSet<Session>();
  #timer: NodeJS.Timeout | undefined;
  #host: number | undefined;

  constructor(url: string, onNews: () => void) {
    this.#connection = new Connection(url, { onLost: () => this.#later() });
    this.#onNews = onNews;
  }

  /** Begins, and goes on for as long as it can. */
  listen(host: number): void {
    this.#host = host;
    void this.#listen();
  }

  async close(): Promise<void> {
    this.#host = undefined;
    clearTimeout(this.#timer);
    await this.#connection.close();
  }

  async #listen(): Promise<void> {
    const host = this.#host;
    if (host === undefined) return;
    try {
      const session = await this.#connection.session();
      if (!this.#heard.has(session)) {
        this.#heard.add(session);
        session.client.on('notification', () => this.#onNews());
      }
      await session.run(`LISTEN tenko_${host}`);
    } catch {
      this.#later();
    }
  }

  #later(): void {
    clearTimeout(this.#timer);
    if (this.#host !== undefined) this.#timer = setTimeout(() => void this.#listen(), AGAIN).unref();
  }
}
