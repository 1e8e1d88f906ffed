import type { FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as pause } from 'node:timers/promises';
import { answer } from './answer.ts';

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

/** Switches for tests: how a platform's API misbehaves. The lists are used up from the front, one entry for each call. */
export abstract class HttpFaults {
  /** For calls that have no list of their own. */
  nextOther: Fault[] = [];
  /** These hold for every call until they are switched off. */
  delayMs = 0;
  dropConnection = false;
  hang = false;
  rateLimited = false;
  readonly #delayed = new WeakMap<FastifyRequest, Fault>();

  /** The list that a call takes its fault from. */
  protected abstract listFor(request: FastifyRequest): Fault[];
  /** What every call is answered while `rateLimited` is on. */
  protected abstract limited(): Fault;
  /** The body of a fault that names a status alone. */
  protected abstract bodyOf(status: number): unknown;

  /** Before a call is carried out. True when it has been dealt with, and must not be. */
  async before(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const { delayMs, dropConnection, hang } = this;
    const always = { delayMs, dropConnection, hang, ...(this.rateLimited ? this.limited() : {}) };
    const fault: Fault = { ...always, ...this.listFor(request).shift() };
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

  #strike(fault: Fault, reply: FastifyReply): boolean {
    if (fault.dropConnection || fault.hang) {
      reply.hijack();
      if (fault.dropConnection) reply.raw.socket?.destroy();
      return true;
    }
    if (fault.status === undefined) return false;
    void reply.headers(fault.headers ?? {});
    answer(reply, fault.status, fault.body ?? this.bodyOf(fault.status));
    return true;
  }
}
