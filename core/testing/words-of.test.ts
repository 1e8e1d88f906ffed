import { expect, it } from 'vitest';
import type { Message } from '../chat/message.ts';
import { buttonsOf, wordsOf } from './words-of.ts';

it.each<[Message, string]>([
  ['pong', 'pong'],
  [{ type: 'text', text: ['Late: ', { mention: 'U1', name: 'Yuki' }] }, 'Late: @Yuki'],
  [{ type: 'image', url: 'https://example.com/a.png', alt: 'A cat' }, 'A cat\nhttps://example.com/a.png'],
  [{ type: 'sticker', packageId: '446', stickerId: '1988', alt: 'Hello!' }, 'Hello!'],
])('a test reads what a person reads: %j', (message, expected) => {
  expect(wordsOf(message)).toBe(expected);
});

it("a test taps the buttons of a message of LINE's own by their labels", () => {
  const actions = [
    { type: 'postback', label: 'Yes', data: '/pay yes' },
    { type: 'uri', label: 'Terms', uri: 'https://example.com' },
  ];
  const template = { type: 'buttons', text: 'Pay?', actions };
  const message: Message = { type: 'native', line: { type: 'template', altText: 'Pay?', template }, text: 'Pay?' };
  expect(wordsOf(message)).toBe('Pay?\n[Yes]');
  expect(buttonsOf(message)).toEqual([{ label: 'Yes', command: '/pay yes' }]);
});
