import { HttpApi, type RecordedRequest } from '../http/api.ts';
import { accessTokenEndpoints } from './access-token.ts';
import { accountEndpoints } from './account.ts';
import { refuse } from './answer.ts';
import type { Backstage } from './backstage.ts';
import { chatEndpoints } from './chat.ts';
import { contentEndpoints } from './content.ts';
import { Faults } from './faults.ts';
import { linkingEndpoints } from './linking.ts';
import { messageEndpoints } from './message.ts';
import { richMenuEndpoints } from './rich-menus.ts';
import { parseJson } from './parse-json.ts';
import { webhookEndpoints } from './webhook-endpoint.ts';

const UNAUTHORIZED = 'Authentication failed. Confirm that the access token in the authorization header is valid.';
/** What fastify finds wrong before any of our code does. */
const MESSAGES: Readonly<Record<number, string>> = {
  404: 'Not found',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
};

/** LINE's HTTP API, `api.line.me` and `api-data.line.me` in one. */
export function lineApi(backstage: Backstage, onAnswered: (request: RecordedRequest) => void): HttpApi<Faults> {
  const { channel, sender } = backstage;
  const endpoints = [
    messageEndpoints,
    chatEndpoints,
    accountEndpoints,
    webhookEndpoints,
    contentEndpoints,
    linkingEndpoints,
    richMenuEndpoints,
    accessTokenEndpoints,
  ];
  return new HttpApi(
    {
      endpoints: endpoints.flatMap((make) => make(backstage)),
      faults: new Faults(sender.faults),
      now: channel.now,
      accessToken: channel.accessToken,
      requestIdHeader: 'x-line-request-id',
      unauthorized: () => refuse(401, UNAUTHORIZED),
      check: (request) => {
        const mayRetry = request.routeOptions.url === '/v2/bot/message/push';
        if (request.headers['x-line-retry-key'] !== undefined && !mayRetry && !request.is404) {
          throw refuse(400, 'X-Line-Retry-Key is not allowed for this endpoint');
        }
      },
      parse: parseJson,
      bodyOf: (status) => ({ message: MESSAGES[status] ?? (status >= 500 ? 'Internal Server Error' : 'Bad Request') }),
    },
    onAnswered,
  );
}
