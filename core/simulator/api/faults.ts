import type { FastifyRequest } from 'fastify';
import { HttpFaults, type Fault } from '../http/faults.ts';
import type { WebhookFaults } from '../webhook/faults.ts';
import type { ErrorBody } from './answer.ts';

const RATE_LIMITED: ErrorBody = { message: 'The API rate limit has been exceeded. Try again later.' };

/** Switches for tests: how LINE misbehaves. */
export class Faults extends HttpFaults {
  nextReply: Fault[] = [];
  nextPush: Fault[] = [];

  /** `webhooks`: what may go wrong with those. */
  constructor(readonly webhooks: WebhookFaults) {
    super();
  }

  protected override listFor({ url }: FastifyRequest): Fault[] {
    if (url.endsWith('/message/reply')) return this.nextReply;
    return url.endsWith('/message/push') ? this.nextPush : this.nextOther;
  }

  protected override limited(): Fault {
    return { status: 429, body: RATE_LIMITED };
  }

  protected override bodyOf(): ErrorBody {
    return { message: 'Internal Server Error' };
  }
}
