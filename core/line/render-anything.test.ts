import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OutgoingMessage } from '../chat/message.ts';
import { render, YUKI } from '../../test/support/rendered.ts';

/** What members type to see what happens, and what they type without knowing. */
const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(
      '{',
      '}',
      '{}',
      '{m0}',
      '$',
      '\u202e',
      '\u2066',
      '\u200d',
      '\u0000',
      '\n',
      '\ud83d',
      '\udc4b',
      '👩‍👩‍👧',
      '\ufe0f',
      '/',
      '@',
      ' ',
      '\u3000',
      'é',
      'ป้',
    ),
    maxLength: 40,
  }),
  fc.constantFrom(
    '',
    ' ',
    '{'.repeat(6_000),
    '漢'.repeat(10_000),
    '👩‍👩‍👧‍👦'.repeat(2_000),
    `a${'\u0301'.repeat(9_000)}`,
    '\u202e'.repeat(400),
  ),
);
const url = fc.constantFrom('https://example.com/a.png', `https://example.com/${'a'.repeat(1_900)}`);
// What is longer, the host carries by an id.
const command = words.map((typed) => `/${typed.slice(0, 280)}`);
const button = fc.record(
  {
    label: words,
    command,
    prefill: words,
    pick: fc.constantFrom('date' as const, 'time' as const, 'datetime' as const),
    copy: words.map((text) => `x${text}`.slice(0, 1_000)),
  },
  { requiredKeys: ['label', 'command'] },
);
const buttons = fc.array(button, { maxLength: 16 });
const bar = fc.record(
  {
    label: words,
    share: fc.double(),
    value: words,
    note: words,
    button,
    buttons: fc.array(button, { maxLength: 5 }),
    image: fc.record({ url, alt: words }, { requiredKeys: ['url'] }),
  },
  { requiredKeys: ['label', 'share', 'value'] },
);
const card = fc.record(
  {
    type: fc.constant('card' as const),
    title: words,
    text: words,
    image: fc.record({ url, alt: words, aspect: fc.constantFrom('16:9', '1:3') }, { requiredKeys: ['url'] }),
    alt: words,
    footer: words,
    fields: fc.array(fc.record({ name: words, value: words }), { maxLength: 5 }),
    bars: fc.array(bar, { maxLength: 20 }),
    buttons,
  },
  { requiredKeys: ['type', 'title'] },
);
const mention = fc.record({ mention: fc.oneof(fc.constantFrom(YUKI, 'U1', '+81'), words), name: words });
const text = fc.record(
  {
    type: fc.constant('text' as const),
    text: fc.oneof(words, fc.array(fc.oneof(words, mention), { maxLength: 30 })),
    buttons,
    quoteToken: fc.constant('q'),
  },
  { requiredKeys: ['type', 'text'] },
);
const media = fc.oneof(
  fc.record({ type: fc.constant('image' as const), url, alt: words }),
  fc.record({ type: fc.constant('video' as const), url, previewUrl: url, alt: words }),
  fc.record({ type: fc.constant('audio' as const), url, duration: fc.integer({ min: 1, max: 86_400_000 }) }),
  fc.record(
    {
      type: fc.constant('location' as const),
      title: words,
      address: words,
      latitude: fc.double({ min: -90, max: 90, noNaN: true }),
      longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    },
    { requiredKeys: ['type', 'title', 'latitude', 'longitude'] },
  ),
  fc.record({
    type: fc.constant('sticker' as const),
    packageId: fc.constant('446'),
    stickerId: fc.constant('1988'),
    alt: words,
    quoteToken: fc.constant('q'),
  }),
);

// `render` holds what comes out against LINE's OpenAPI and the table of its limits.
it('whatever members write and plugins send, it is what LINE takes', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(text, card, media), { maxLength: 8 }), (messages) => {
      expect(render(...(messages as OutgoingMessage[])).length).toBeLessThanOrEqual(5);
    }),
    { numRuns: 150 },
  );
}, 60_000);
