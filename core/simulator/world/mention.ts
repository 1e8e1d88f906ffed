import { Impossible } from '../impossible.ts';
import type { Place, Population } from './population.ts';

/** A span of a text in UTF-16 units, and whom it names: a member's id, `bot` or `all`. */
export interface Mention {
  readonly index: number;
  readonly length: number;
  readonly memberId: string;
}

/** LINE reference, "Text" (webhook message object). */
const MOST = 20;

/** The mentions of a text in the form that webhooks have them. */
export function mentionOf(
  text: string,
  mentions: readonly Mention[],
  place: Place,
  population: Population,
  botId: string,
): { readonly mentionees: readonly object[] } | undefined {
  if (mentions.length === 0) return undefined;
  if (mentions.length > MOST) throw new Impossible(`A text mentions at most ${MOST}.`);
  let end = 0;
  const mentionees: object[] = [];
  for (const { index, length, memberId } of [...mentions].sort((a, b) => a.index - b.index)) {
    const inside = Number.isInteger(index) && Number.isInteger(length) && length > 0;
    if (!inside || index < end || index + length > text.length) throw new Impossible('A mention is not in the text.');
    end = index + length;
    mentionees.push({ index, length, ...named(memberId, place, population, botId) });
  }
  return { mentionees };
}

function named(memberId: string, place: Place, population: Population, botId: string): object {
  if (memberId === 'all') return { type: 'all' };
  if (memberId === 'bot') {
    if (!place.botIn) throw new Impossible('The bot is not in this chat.');
    return { type: 'user', userId: botId, isSelf: true };
  }
  const { id, identified } = population.memberOf(place, memberId);
  return { type: 'user', ...(identified ? { userId: id } : {}), isSelf: false };
}
