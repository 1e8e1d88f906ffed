import type { Place } from '../world/population.ts';
import type { Post } from '../world/timeline.ts';
import { isObject, type Json, type Problem } from '../../line/rules/rule.ts';

/** What can be wrong with messages only because of the chat that they go to. The validate endpoints cannot know it. */
export function problemsInChat(
  messages: readonly Json[],
  place: Place,
  botId: string,
  quoted: (token: string) => Post | undefined,
): Problem[] {
  const problems: Problem[] = [];
  for (const [index, message] of messages.entries()) {
    const property = `messages[${index}]`;
    const { quoteToken, trackingId, type } = message;
    if (typeof quoteToken === 'string' && quoted(quoteToken)?.view.chatId !== place.id) {
      problems.push({ message: 'Invalid quote token', property: `${property}.quoteToken` });
    }
    if (type === 'video' && trackingId !== undefined && trackingId !== null && place.kind !== 'user') {
      problems.push({
        message: 'trackingId cannot be used in group chats and rooms',
        property: `${property}.trackingId`,
      });
    }
    if (type === 'textV2') mentions(message, place, botId, property, problems);
  }
  return problems;
}

function mentions(message: Json, place: Place, botId: string, property: string, problems: Problem[]): void {
  const substitution = isObject(message['substitution']) ? message['substitution'] : {};
  for (const [key, entry] of Object.entries(substitution)) {
    if (!isObject(entry) || entry['type'] !== 'mention' || !isObject(entry['mentionee'])) continue;
    const at = `${property}.substitution.${key}`;
    const { type, userId } = entry['mentionee'];
    if (place.kind === 'user') {
      problems.push({ message: 'Mentions can be used in group chats and rooms only', property: at });
    } else if (type === 'user' && (userId === botId || !place.memberIds.has(String(userId)))) {
      problems.push({ message: 'The mentioned user is not a member of the chat', property: `${at}.mentionee.userId` });
    }
  }
}
