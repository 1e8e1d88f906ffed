import type { Endpoint } from '../../http/endpoint.ts';
import { EVENT_TYPES } from '../webhook/event.ts';
import type { Backstage } from './backstage.ts';
import { refuse } from './refusal.ts';

const HEALTHY = { status: 'HEALTHY', doc_url: 'https://docs.linqapp.com/guides/phone-numbers/line-health#healthy' };
const LINE_ID = '7d3a3f0e-5d0c-4a5f-9a3c-0f5f3d1f6a10';

/** Linq reference, "Phone numbers" and "Webhook events". */
export function lineEndpoints({ account }: Backstage): readonly Endpoint[] {
  return [
    {
      method: 'GET',
      path: '/v3/phone_numbers',
      handle: () => ({
        body: {
          phone_numbers: [
            {
              id: LINE_ID,
              phone_number: account.line,
              forwarding_number: null,
              health_status: HEALTHY,
              reputation: HEALTHY,
            },
          ],
        },
      }),
    },
    {
      method: 'GET',
      path: '/v3/webhook-events',
      handle: () => ({
        body: { events: EVENT_TYPES, doc_url: 'https://docs.linqapp.com/guides/webhooks/events' },
      }),
    },
    ...UNPLAYED.map(([method, path]): Endpoint => ({
      method,
      path,
      handle: () => {
        throw refuse(2011, 'This feature is not enabled for your account');
      },
    })),
  ];
}

/** What Linq has, and the virtual one answers as an account would that lacks it. */
const UNPLAYED: readonly (readonly [Endpoint['method'], string])[] = [
  ['POST', '/v3/chats/:chatId/polls'],
  ['GET', '/v3/messages/:messageId/poll'],
  ['POST', '/v3/messages/:messageId/poll/options'],
  ['POST', '/v3/messages/:messageId/poll/votes'],
  ['POST', '/v3/messages/:messageId/update'],
  ['POST', '/v3/chats/:chatId/voicememo'],
  ['POST', '/v3/chats/:chatId/share_contact_card'],
  ['POST', '/v3/chats/:chatId/location/request'],
  ['GET', '/v3/chats/:chatId/location'],
  ['POST', '/v3/attachments'],
  ['GET', '/v3/contact_card'],
  ['POST', '/v3/contact_card'],
  ['PATCH', '/v3/contact_card'],
  ['POST', '/v3/capability/check_imessage'],
  ['POST', '/v3/capability/check_rcs'],
];
