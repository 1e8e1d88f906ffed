import { Agent, createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A host that does not answer in this time is taken for dead, and the next one is asked: the event may then be with both. Milliseconds. */
const PATIENCE = 900;
/** Then it is not asked for a while. Milliseconds. */
const SHUNNED_FOR = 1_000;

/** What stands between LINE and the hosts: each webhook goes to the next one, and past those that do not answer. */
export class RoundRobin {
  readonly #ports: readonly number[];
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #shunnedUntil = new Map<number, number>();
  #next = 0;
  /** How often hosts gave each answer that was none: a status, or none at all. */
  readonly passedOver: Record<string, number> = {};

  private constructor(ports: readonly number[]) {
    this.#ports = ports;
    this.#server = createServer((incoming, answer) => void this.#pass(incoming, answer));
  }

  static async before(ports: readonly number[]): Promise<RoundRobin> {
    const balancer = new RoundRobin(ports);
    await new Promise<void>((resolve) => balancer.#server.listen(0, '127.0.0.1', resolve));
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/webhook/line`;
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #pass(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const now = performance.now();
    const turn = this.#next++;
    const ports = this.#ports.map((_, index) => this.#ports[(turn + index) % this.#ports.length]!);
    const open = ports.filter((port) => now >= (this.#shunnedUntil.get(port) ?? 0));
    for (const port of open.length > 0 ? open : ports) {
      const status = await this.#ask(port, incoming, body);
      if (status === undefined) this.#shunnedUntil.set(port, performance.now() + SHUNNED_FOR);
      if (status !== undefined && status < 500) {
        answer.writeHead(status).end();
        return;
      }
      const why = status ?? 'no answer';
      this.passedOver[why] = (this.passedOver[why] ?? 0) + 1;
    }
    answer.writeHead(503).end();
  }

  /** `undefined`: it did not answer. */
  #ask(port: number, { url, headers }: IncomingMessage, body: Buffer): Promise<number | undefined> {
    return new Promise((resolve) => {
      const asked = request(
        { host: '127.0.0.1', port, path: url, method: 'POST', headers, agent: this.#agent, timeout: PATIENCE },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      asked.once('timeout', () => asked.destroy());
      asked.once('error', () => resolve(undefined));
      asked.end(body);
    });
  }
}
