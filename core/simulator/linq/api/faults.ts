import type { FastifyRequest } from 'fastify';
import { HttpFaults, type Fault } from '../../http/faults.ts';
import type { WebhookFaults } from '../webhook/faults.ts';
import { errorBody, faultOf, type ErrorBody } from './refusal.ts';

/** Switches for tests: how Linq misbehaves. */
export class Faults extends HttpFaults {
  /** For calls that send a message: to a chat, to a new one, or to whoever. */
  nextSend: Fault[] = [];

  /** `webhooks`: what may go wrong with those. */
  constructor(readonly webhooks: WebhookFaults) {
    super();
  }

  protected override listFor({ method, routeOptions: { url } }: FastifyRequest): Fault[] {
    const sends = ['/v3/chats', '/v3/messages', '/v3/chats/:chatId/messages'].includes(url ?? '');
    return method === 'POST' && sends ? this.nextSend : this.nextOther;
  }

  protected override limited(): Fault {
    return faultOf(1007, 60);
  }

  protected override bodyOf(): ErrorBody {
    return errorBody(3001, 'Internal server error');
  }
}
