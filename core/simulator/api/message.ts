import { isId, newMessageId } from '../identifier.ts';
import { problemsInChat } from './in-chat.ts';
import { problemsOf } from '../../line/rules/message.ts';
import { boolean, text, type Json, type Problem } from '../../line/rules/rule.ts';
import type { Place } from '../world/population.ts';
import type { OutgoingMessage } from '../world/world.ts';
import { refuse, refuseProblems, refuseWith } from './answer.ts';
import type { Call, Endpoint, Success } from '../http/endpoint.ts';
import type { Backstage } from './backstage.ts';
import type { SentMessage } from './retry-keys.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const INVALID_TOKEN = 'Invalid reply token';
const FAILED = 'Failed to send messages';

/** LINE reference, "Message": reply, push, and the validation of messages. */
export function messageEndpoints(backstage: Backstage): readonly Endpoint[] {
  return [
    { method: 'POST', path: '/v2/bot/message/reply', handle: (call) => reply(backstage, call) },
    { method: 'POST', path: '/v2/bot/message/push', handle: (call) => push(backstage, call) },
    ...['reply', 'push', 'multicast', 'narrowcast', 'broadcast'].map((way): Endpoint => ({
      method: 'POST',
      path: `/v2/bot/message/validate/${way}`,
      handle: validate,
    })),
  ];
}

function validate({ body }: Call): Success {
  refuseProblems(problemsOf(body['messages']));
  return { body: {} };
}

function reply({ world, tokens, channel, counts }: Backstage, { body }: Call): Success {
  const messages = checked(body, 'replyToken');
  const token = String(body['replyToken']);
  const chatId = tokens.chatOf(token);
  if (chatId === undefined) throw refuse(400, INVALID_TOKEN);
  const place = world.findPlace(chatId);
  if (!place?.botIn) throw refuse(400, FAILED);
  refuseProblems(problemsInChat(messages, place, channel.botId, (quote) => world.quoted(quote)));
  // A call that was refused has sent nothing, and leaves the token as it was.
  tokens.use(token);
  counts.add('reply', 1);
  return { body: { sentMessages: world.botSays(chatId, messages, 'reply') } };
}

function push({ world, channel, quota, retryKeys, counts, quotaChanged }: Backstage, call: Call): Success {
  const { body, requestId } = call;
  const key = retryKey(call);
  const known = key === undefined ? undefined : retryKeys.accepted(key);
  if (known) {
    throw refuseWith(
      409,
      { message: 'The retry key is already accepted', sentMessages: known.sentMessages },
      { 'x-line-accepted-request-id': known.requestId },
    );
  }
  const messages = checked(body, 'to');
  const to = String(body['to']);
  if (!isId('U', to) && !isId('C', to) && !isId('R', to)) {
    throw refuse(400, 'The property, to, in the request body is invalid (line: -, column: -)');
  }
  const place = world.findPlace(to);
  const reachable = isId('U', to) ? world.findPerson(to)?.identified : place?.botIn;
  if (!reachable) throw refuse(400, FAILED);
  if (place) refuseProblems(problemsInChat(messages, place, channel.botId, (quote) => world.quoted(quote)));
  if (!quota.spend(recipients(place))) throw refuse(429, 'You have reached your monthly limit.');
  quotaChanged();
  counts.add('push', recipients(place));
  const sentMessages = place?.botIn ? world.botSays(to, messages, 'push') : unheard(messages);
  if (key !== undefined) retryKeys.accept(key, { requestId, sentMessages });
  return { body: { sentMessages } };
}

/** Whoever blocks the bot, or never added it, gets nothing and costs nothing; the sender is told that all is well. */
const unheard = (messages: readonly OutgoingMessage[]): readonly SentMessage[] =>
  messages.map(() => ({ id: newMessageId() }));

const recipients = (place: Place | undefined): number => (place?.botIn ? place.memberIds.size : 0);

function retryKey({ headers }: Call): string | undefined {
  const key = headers['x-line-retry-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && UUID.test(key)) return key;
  throw refuse(400, "The value for the 'X-Line-Retry-Key' header is invalid");
}

/** The messages of a request that is right as far as it can be told from itself. `target` names who gets them. */
function checked(body: Json, target: 'replyToken' | 'to'): readonly OutgoingMessage[] {
  const problems: Problem[] = [];
  if (body[target] === undefined || body[target] === null) {
    problems.push({ message: 'May not be empty', property: target });
  } else text(1_000)(body[target], target, problems);
  if (body['notificationDisabled'] !== undefined)
    boolean(body['notificationDisabled'], 'notificationDisabled', problems);
  refuseProblems([...problems, ...problemsOf(body['messages'])]);
  return body['messages'] as OutgoingMessage[];
}
