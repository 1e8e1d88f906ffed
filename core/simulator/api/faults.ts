import type { FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as pause } from 'node:timers/promises';
import type { WebhookFaults } from '../webhook/faults.ts';
import { answer, type ErrorBody } from './answer.ts';

/** What happens to one call instead of its answer. */
export interface Fault {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds before anything else. */
  readonly delayMs?: number;
  /** The connection is cut without an answer. */
  readonly dropConnection?: boolean;
  /** No answer comes, and the connection stays open. */
  readonly hang?: boolean;
  /** The call is carried out first, and only its answer is lost or replaced: the sender cannot know. */
  readonly carriedOut?: boolean;
}

const RATE_LIMITED: ErrorBody = { message: 'The API rate limit has been exceeded. Try again later.' };

/** Switches for tests: how LINE misbehaves. The lists are used up from the front, one entry for each call. */
export class Faults {
  nextReply: Fault[] = [];
  nextPush: Fault[] = [];
  /** For calls that are neither. */
  nextOther: Fault[] = [];
  /** These hold for every call until they are switched off. */
  delayMs = 0;
  dropConnection = false;
  hang = false;
  rateLimited = false;

  /** What may go wrong with webhooks. */
  readonly webhooks: WebhookFaults;
  readonly #delayed = new WeakMap<FastifyRequest, Fault>();

  constructor(webhooks: WebhookFaults) {
    this.webhooks = webhooks;
  }

  /** Before a call is carried out. True when it has been dealt with, and must not be. */
  async before(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const fault = this.#next(request.url);
    const delay = fault.delayMs ?? 0;
    if (delay > 0) await pause(delay);
    if (fault.carriedOut) {
      this.#delayed.set(request, fault);
      return false;
    }
    return this.#strike(fault, reply);
  }

  /** Once it is carried out, with the answer still unsent. */
  after(request: FastifyRequest, reply: FastifyReply): boolean {
    const fault = this.#delayed.get(request);
    return fault !== undefined && this.#strike(fault, reply);
  }

  #next(url: string): Fault {
    const list = url.endsWith('/message/reply')
      ? this.nextReply
      : url.endsWith('/message/push')
        ? this.nextPush
        : this.nextOther;
    const { delayMs, dropConnection, hang } = this;
    const always = { delayMs, dropConnection, hang, ...(this.rateLimited ? { status: 429, body: RATE_LIMITED } : {}) };
    return { ...always, ...list.shift() };
  }

  #strike(fault: Fault, reply: FastifyReply): boolean {
    if (fault.dropConnection || fault.hang) {
      reply.hijack();
      if (fault.dropConnection) reply.raw.socket?.destroy();
      return true;
    }
    if (fault.status === undefined) return false;
    void reply.headers(fault.headers ?? {});
    answer(reply, fault.status, fault.body ?? { message: 'Internal Server Error' });
    return true;
  }
}
