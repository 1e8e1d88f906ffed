/** For the tests of the plugin poll: it, built from a bench's tokens, a poll without options, and what was said. */
import type { Card, Message } from 'tenko';
import { expect } from 'vitest';
import type { BenchTokens, Sent } from './plugin-bench.ts';
import Poll from '../../plugins/poll/index.ts';

export const newPoll = (tokens: BenchTokens): Poll => {
  const { chat, caller, members, storage, schedule, texts, log, clock, pseudonyms, downloads } = tokens;
  return new Poll(chat, caller, members, storage, schedule, texts, log, clock, pseudonyms, downloads);
};

export const plain = {
  multiple: undefined,
  anonymous: false,
  hidden: false,
  open: false,
  until: undefined,
  quorum: undefined,
  ranked: false,
  weights: undefined,
  dates: false,
  start: undefined,
  every: undefined,
} as const;

/** A vote with nothing but its choices. */
export const bare = { poll: undefined, revision: undefined, note: undefined } as const;

export function cardOf(sent: readonly Sent[]): Card {
  const card = sent
    .map(({ message }) => message)
    .find((message) => typeof message === 'object' && message.type === 'card');
  if (typeof card !== 'object' || card.type !== 'card') throw new Error('no card was sent');
  return card;
}

export function said(sent: readonly Sent[]): string {
  const read = (message: Message): string => {
    if (typeof message === 'string') return message;
    if (message.type !== 'text') return '';
    const { text } = message;
    return typeof text === 'string'
      ? text
      : text.map((part) => (typeof part === 'string' ? part : `@${part.name}`)).join('');
  };
  return sent
    .map(({ message }) => read(message))
    .join('\n')
    .trim();
}
export const refusal = (words: RegExp) =>
  expect.objectContaining({ name: 'Refusal', message: expect.stringMatching(words) as string });
