import { buttonsOnBar, type Button } from '../chat/card.ts';
import type { Message } from '../chat/message.ts';
import { withData } from '../chat/native.ts';
import { standIn } from '../chat/stand-in.ts';
import { plainText } from '../chat/text-parts.ts';

const labels = (buttons: readonly Button[] = []): string[] => buttons.map(({ label }) => `[${label}]`);

/** A message as a person reads it, a line for each thing on it; a button is its label in brackets. */
export function wordsOf(message: Message): string {
  if (typeof message === 'string') return message;
  if (message.type === 'text') return [plainText(message.text), ...labels(message.buttons)].join('\n');
  if (message.type !== 'card') return [standIn(message), ...labels(buttonsOf(message))].join('\n');
  const { title, text, fields = [], bars = [], buttons, footer } = message;
  return [
    title,
    text,
    ...fields.map(({ name, value }) => `${name}: ${value}`),
    ...bars.flatMap((bar) => [`${bar.label} ${bar.value}`, bar.note, labels(buttonsOnBar(bar)).join('\n')]),
    ...labels(buttons),
    footer,
  ]
    .filter((line) => line !== undefined && line !== '')
    .join('\n');
}

/** What can be tapped on a message, in the order in which it is seen. */
export function buttonsOf(message: Message): readonly Button[] {
  if (typeof message === 'string') return [];
  if (message.type === 'text') return message.buttons ?? [];
  if (message.type === 'card') return [...(message.bars ?? []).flatMap(buttonsOnBar), ...(message.buttons ?? [])];
  const own: Button[] = [];
  if (message.type === 'native')
    withData(message.line, (data, _, { label }) => own.push({ label: String(label), command: String(data) }));
  return own;
}
