import { HttpApi, type RecordedRequest } from '../../http/api.ts';
import { newTraceId } from '../webhook/event.ts';
import type { WebhookFaults } from '../webhook/faults.ts';
import type { Backstage } from './backstage.ts';
import { chatEndpoints } from './chats.ts';
import { Faults } from './faults.ts';
import { lineEndpoints } from './lines.ts';
import { messageEndpoints } from './messages.ts';
import { errorBody, refuse, type ErrorBody } from './refusal.ts';
import { sendingEndpoints } from './sending.ts';
import { subscriptionEndpoints } from './subscriptions.ts';

/** Linq's partner API, version 3. What has no route here has none at Linq. */
export function linqApi(
  backstage: Backstage,
  webhookFaults: WebhookFaults,
  onAnswered: (request: RecordedRequest) => void,
): HttpApi<Faults> {
  const { account } = backstage;
  const endpoints = [sendingEndpoints, chatEndpoints, messageEndpoints, lineEndpoints, subscriptionEndpoints];
  return new HttpApi(
    {
      endpoints: endpoints.flatMap((make) => make(backstage)),
      faults: new Faults(webhookFaults),
      now: account.now,
      accessToken: account.apiKey,
      requestIdHeader: 'x-trace-id',
      newRequestId: newTraceId,
      unauthorized: () => refuse(2004, 'Invalid or missing authentication token'),
      parse: parseJson,
      bodyOf: (status, traceId) => {
        if (status === 404) return '404 page not found';
        return { ...errorBody(status >= 500 ? 3001 : 1003, 'The request could not be read'), trace_id: traceId };
      },
      refusal: (body, traceId) => ({ ...(body as ErrorBody), trace_id: traceId }),
    },
    onAnswered,
  );
}

function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refuse(1003, 'The request body is not valid JSON');
  }
}
