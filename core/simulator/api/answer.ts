import type { FastifyReply } from 'fastify';
import type { Problem } from '../../line/rules/rule.ts';
import type { SentMessage } from './retry-keys.ts';

/** LINE reference, "Error responses". */
export interface ErrorBody {
  readonly message: string;
  readonly details?: readonly Problem[];
  readonly sentMessages?: readonly SentMessage[];
}

/** An answer that is no success, thrown by whoever finds out. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(body.message);
    this.name = 'Refused';
  }
}

export const refuse = (status: number, message: string): Refused => new Refused(status, { message });

/** Throws when there is something in the list. */
export function refuseProblems(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  throw new Refused(400, { message: `The request body has ${problems.length} error(s)`, details: problems });
}

export function answer(reply: FastifyReply, status: number, body: unknown): void {
  if (body instanceof Uint8Array) void reply.code(status).type('image/png').send(body);
  else if (typeof body === 'string') void reply.code(status).send(body);
  else void reply.code(status).type('application/json').send(JSON.stringify(body));
}
