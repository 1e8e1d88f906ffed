import { connect, type Socket } from 'node:net';
import type { SignedWebhook } from './webhooks.ts';

/**
 * HTTP as bytes, for the load and the fake LINE: a client or a server of Node.js costs as much for each call as what is measured, and
 * its pauses would be taken for the host's.
 */
export class Messages {
  #rest = '';

  /** The bodies of the messages that are complete with this chunk, each with its first line. Latin-1, so that a character is a byte. */
  *take(chunk: Buffer | string): Generator<{ readonly first: string; readonly body: string }> {
    this.#rest = this.#rest === '' ? chunk.toString('latin1') : this.#rest + chunk.toString('latin1');
    for (;;) {
      const end = this.#rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = this.#rest.slice(0, end);
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      const whole = end + 4 + length;
      if (this.#rest.length < whole) return;
      const body = this.#rest.slice(end + 4, whole);
      this.#rest = this.#rest.slice(whole);
      yield { first: head.slice(0, head.indexOf('\r\n')), body };
    }
  }
}

/** Whoever waits for the answer to one webhook. */
interface Waiting {
  readonly bytes: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Posts webhooks over a fixed number of connections, one at a time on each; what finds none free waits for one. */
export class Poster {
  readonly #idle: Socket[] = [];
  readonly #all: Socket[] = [];
  readonly #queue: Waiting[] = [];
  readonly #busy = new Map<Socket, Waiting>();

  /** A server gives up connections on which nothing comes: open them when all is ready to be sent. */
  static async open(url: string, connections: number): Promise<Poster> {
    const poster = new Poster();
    await Promise.all(Array.from({ length: connections }, () => poster.#connect(new URL(url))));
    return poster;
  }

  async #connect({ hostname, port }: URL): Promise<void> {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const messages = new Messages();
    socket.on('data', (chunk) => {
      for (const { first } of messages.take(chunk)) this.#answered(socket, first);
    });
    socket.on('close', () => this.#busy.get(socket)?.reject(new Error('the connection was closed')));
    this.#all.push(socket);
    this.#idle.push(socket);
  }

  #answered(socket: Socket, first: string): void {
    const waiting = this.#busy.get(socket)!;
    this.#busy.delete(socket);
    if (first.startsWith('HTTP/1.1 200')) waiting.resolve();
    else waiting.reject(new Error(`the webhook was answered with ${first}`));
    const next = this.#queue.shift();
    if (next) this.#write(socket, next);
    else this.#idle.push(socket);
  }

  #write(socket: Socket, waiting: Waiting): void {
    this.#busy.set(socket, waiting);
    socket.write(waiting.bytes);
  }

  /** The request as it goes over the wire; made ahead, so that making it is not measured. */
  static request({ body, signature }: SignedWebhook): Buffer {
    const head = `POST /webhook/line HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json; charset=utf-8\r\nx-line-signature: ${signature}\r\ncontent-length: ${body.length}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), body]);
  }

  /** Resolves when it has its 200. */
  post(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = this.#idle.pop();
      if (socket) this.#write(socket, { bytes, resolve, reject });
      else this.#queue.push({ bytes, resolve, reject });
    });
  }

  close(): void {
    for (const socket of this.#all) socket.removeAllListeners('close').destroy();
  }
}
