import type { Card } from '../chat/card.ts';
import { isBlank } from './cut.ts';

/** A card without its buttons, in words: for lock screens, and where there is no room for the card. Empty for a card of nothing. */
export function cardText(card: Card): string {
  const said = [
    card.title,
    card.text,
    ...(card.fields ?? []).map(({ name, value }) => inOneLine([name, value], ': ')),
    ...(card.bars ?? []).flatMap(({ label, value, note }) => [inOneLine([label, value], ' '), note]),
    card.footer,
  ];
  return said.filter((line) => !isBlank(line)).join('\n');
}

/** What a lock screen and the list of chats show for a card (LINE: `altText`). */
export function altText(card: Card): string {
  if (!isBlank(card.alt)) return card.alt ?? '';
  const headline = [card.title, card.text].filter((line) => !isBlank(line)).join('\n');
  if (headline !== '') return headline;
  return (
    cardText(card) ||
    labels(card)
      .filter((label) => !isBlank(label))
      .join(' / ') ||
    '…'
  );
}

const labels = ({ buttons = [], bars = [] }: Card): string[] => [
  ...bars.map(({ label, button }) => button?.label ?? label),
  ...buttons.map(({ label }) => label),
];

const inOneLine = (parts: readonly string[], between: string): string =>
  parts.filter((part) => !isBlank(part)).join(between);
