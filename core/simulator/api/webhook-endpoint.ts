import { isThisMachine } from '../channel.ts';
import { refuse } from './answer.ts';
import type { Call, Endpoint, Success } from '../http/endpoint.ts';
import type { Backstage } from './backstage.ts';

const PATH = '/v2/bot/channel/webhook';
const LONGEST_URL = 500;
const TESTS_AN_HOUR = 60;
const HOUR = 60 * 60_000;

/** LINE reference, "Webhook settings". Where LINE wants https to anywhere, the virtual LINE wants this machine. */
export function webhookEndpoints(backstage: Backstage): readonly Endpoint[] {
  const { channel } = backstage;
  let tests: number[] = [];
  return [
    {
      method: 'GET',
      path: `${PATH}/endpoint`,
      handle: () => {
        if (channel.webhookUrl === undefined) throw refuse(404, 'Webhook endpoint not found');
        return { body: { endpoint: channel.webhookUrl, active: channel.webhookActive } };
      },
    },
    {
      method: 'PUT',
      path: `${PATH}/endpoint`,
      handle: ({ body }) => {
        channel.webhookUrl = address(body['endpoint']);
        return { body: {} };
      },
    },
    {
      method: 'POST',
      path: `${PATH}/test`,
      handle: (call) => {
        const now = channel.now();
        tests = tests.filter((at) => now - at < HOUR);
        if (tests.length >= TESTS_AN_HOUR) throw refuse(429, 'The API rate limit has been exceeded. Try again later.');
        tests.push(now);
        return test(backstage, call);
      },
    },
  ];
}

/** Really sends a signed webhook without events, and tells what came of it. */
async function test({ channel, sender }: Backstage, { body }: Call): Promise<Success> {
  const url = body['endpoint'] === undefined ? channel.webhookUrl : address(body['endpoint']);
  if (url === undefined) throw refuse(404, 'Webhook endpoint not found');
  const timestamp = new Date(channel.now()).toISOString();
  const { status, reason, detail } = await sender.verify(url);
  return { body: { success: reason === 'OK', timestamp, statusCode: status, reason, detail } };
}

function address(endpoint: unknown): string {
  const fine = typeof endpoint === 'string' && endpoint.length <= LONGEST_URL && isThisMachine(endpoint);
  if (!fine) throw refuse(400, 'Invalid webhook endpoint URL');
  return endpoint;
}
