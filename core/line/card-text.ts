import { buttonsOnBar, type Card } from '../chat/card.ts';
import { plainMessage } from '../chat/plain.ts';
import { isBlank } from '../chat/cut.ts';

/** A card in words, for where there is no room for it. Empty for a card of nothing. */
export const cardText = (card: Card): string => plainMessage(card, 'typed').text;

/** What a lock screen and the list of chats show for a card (LINE: `altText`). */
export function altText(card: Card): string {
  if (!isBlank(card.alt)) return card.alt ?? '';
  const headline = [card.title, card.text].filter((line) => !isBlank(line)).join('\n');
  if (headline !== '') return headline;
  return plainMessage(card, 'untold').text || labels(card) || '…';
}

const labels = ({ buttons = [], bars = [] }: Card): string =>
  [...bars.map((bar) => buttonsOnBar(bar)[0]?.label ?? bar.label), ...buttons.map(({ label }) => label)]
    .filter((label) => !isBlank(label))
    .join(' / ');
