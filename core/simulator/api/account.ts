import { isId } from '../identifier.ts';
import { isObject, number, type Problem } from '../../line/rules/rule.ts';
import { refuse, refuseProblems } from './answer.ts';
import type { Call, Endpoint, Success } from '../http/endpoint.ts';
import type { Backstage } from './backstage.ts';

const ONLY_USERS = 'Only user id is acceptable, please confirm if there are any group/room ids or illegal ids.';
const NOT_OURS = 'Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook.';

/** LINE reference, "Bot", the quotas and counts of "Message", and "Chat". */
export function accountEndpoints({ channel, quota, counts, world }: Backstage): readonly Endpoint[] {
  return [
    {
      method: 'GET',
      path: '/v2/bot/info',
      handle: () => ({
        body: {
          userId: channel.botId,
          basicId: '@tenko',
          displayName: channel.botName,
          chatMode: channel.chatMode,
          // Messages are marked by hand only where "Chat" is on.
          markAsReadMode: channel.chatMode === 'chat' ? 'manual' : 'auto',
        },
      }),
    },
    {
      method: 'GET',
      path: '/v2/bot/message/quota',
      handle: () => {
        const { limit } = quota.view();
        return { body: limit === null ? { type: 'none' } : { type: 'limited', value: limit } };
      },
    },
    {
      method: 'GET',
      path: '/v2/bot/message/quota/consumption',
      handle: () => ({ body: { totalUsage: quota.view().used } }),
    },
    ...(['reply', 'push', 'multicast', 'broadcast'] as const).map((way): Endpoint => ({
      method: 'GET',
      path: `/v2/bot/message/delivery/${way}`,
      handle: ({ query }) => ({ body: counts.on(way, query['date']) }),
    })),
    { method: 'POST', path: '/v2/bot/chat/loading/start', handle: startLoading },
    {
      method: 'POST',
      path: '/v2/bot/chat/markAsRead',
      handle: ({ body }) => {
        const token = isObject(body) ? body['markAsReadToken'] : undefined;
        if (typeof token !== 'string' || !world.hasMarkAsReadToken(token)) throw refuse(400, NOT_OURS);
        return { body: {} };
      },
    },
  ];
}

/** In 1:1 chats only. The animation itself is nowhere to be seen here. */
function startLoading({ body }: Call): Success {
  const problems: Problem[] = [];
  if (!isId('U', body['chatId'])) problems.push({ message: ONLY_USERS, property: 'chatId' });
  const seconds = body['loadingSeconds'] ?? 20;
  number(5, 60, { whole: true })(seconds, 'loadingSeconds', problems);
  if (typeof seconds === 'number' && seconds % 5 !== 0 && problems.length === 0) {
    problems.push({ message: 'Must be a multiple of 5', property: 'loadingSeconds' });
  }
  refuseProblems(problems);
  return { status: 202, body: {} };
}
