import type { messagingApi } from '@line/bot-sdk';
import { describe, expect, it } from 'vitest';
import type { OutgoingMessage, TextPart } from '../chat/message.ts';
import { renderMessages } from './render.ts';
import { card, render, sign, text, words, YUKI } from '../../test/support/rendered.ts';

const naming = (...parts: TextPart[]): OutgoingMessage => ({ type: 'text', text: parts });
const user = (userId: string) => ({ type: 'mention', mentionee: { type: 'user', userId } });

describe('a text that names people', () => {
  it('mentions them, and doubles every brace that members wrote', () => {
    expect(render(naming('{a} {{', { mention: YUKI, name: 'Yuki {b}' }, ', {m0}?'))).toEqual([
      { type: 'textV2', text: '{{a}} {{{{{m0}, {{m0}}?', substitution: { m0: user(YUKI) } },
    ]);
  });

  it('says @name where there are no mentions, and for an id that is none of LINE’s', () => {
    const message = naming('Hi ', { mention: YUKI, name: '\u202eYu\nki ' }, ' and ', {
      mention: '+81',
      name: 'Bo {c}',
    });
    const plain = [{ type: 'text', text: 'Hi @Yu ki and @Bo {c}' }];
    expect(renderMessages([message], sign, { mentions: false, quotes: true })).toEqual(plain);
    expect(render(message)).toEqual([
      { type: 'textV2', text: 'Hi {m0} and @Bo {{c}}', substitution: { m0: user(YUKI) } },
    ]);
  });

  it('mentions twenty of them; the others are written out', () => {
    const parts = Array.from({ length: 23 }, (_, n) => ({ mention: `U${String(n).padStart(32, '0')}`, name: `n${n}` }));
    const [message] = render(naming(...parts)) as [messagingApi.TextMessageV2];
    expect(Object.keys(message.substitution ?? {})).toHaveLength(20);
    expect(message.text.endsWith('{m19}@n20@n21@n22')).toBe(true);
  });

  it('too long for one message mentions people in each, and nobody whose name was cut', () => {
    const someone = { mention: YUKI, name: 'Yuki' };
    const rendered = render(naming(someone, 'x'.repeat(4_992), someone, someone, 'y'));
    expect(rendered.map(({ type }) => type)).toEqual(['textV2', 'textV2']);
    expect(words(rendered)).toEqual([]);
    expect(rendered.map((one) => (one as messagingApi.TextMessageV2).text)).toEqual([
      `{m0}${'x'.repeat(4_992)}@Yu`,
      'ki{m0}y',
    ]);
  });

  it('keeps all of its words where its braces leave no room for mentions', () => {
    const message = naming({ mention: YUKI, name: 'Yuki' }, '{'.repeat(4_000));
    expect(render(message)).toEqual([{ type: 'text', text: `@Yuki${'{'.repeat(4_000)}` }]);
  });

  it('mentions them where it is folded into the last message', () => {
    const rendered = render(
      ...'abcd'.split('').map((word) => text(word)),
      naming('e'),
      naming('f ', { mention: YUKI, name: 'Y' }),
    );
    expect(rendered.at(-1)).toEqual({ type: 'textV2', text: 'e\n\nf {m0}', substitution: { m0: user(YUKI) } });
  });
});

describe('a text that quotes', () => {
  const quoting = (words: string): OutgoingMessage => ({ type: 'text', text: words, quote: true, quoteToken: 'q1' });

  it('carries the token once, in the first of its messages', () => {
    const [first, second] = render(quoting('x'.repeat(6_000)));
    expect([first, second]).toEqual([
      expect.objectContaining({ quoteToken: 'q1' }),
      expect.not.objectContaining({ quoteToken: 'q1' }),
    ]);
  });

  it('carries none where LINE took none', () => {
    expect(renderMessages([quoting('a')], sign, { mentions: true, quotes: false })).toEqual([
      { type: 'text', text: 'a' },
    ]);
  });
});

describe('a text', () => {
  it('is plain text, whatever it holds', () => {
    const odd = 'a {b} {{c}} $ \n\t「日本語」 שלום مرحبا 👨‍👩‍👧‍👦';
    expect(render(text(odd))).toEqual([{ type: 'text', text: odd }]);
  });

  it('is written in the direction of its own letters', () => {
    expect(render(text('pay \u202e05\u202c to Aki'))).toEqual([{ type: 'text', text: 'pay 05 to Aki' }]);
  });

  it.each(['', ' ', '\u3000\n', '\u0000\u0007'])('of nothing (%j) is left out', (blank) => {
    expect(render(text(blank))).toEqual([]);
    expect(render(text(blank), text('a'), text(blank))).toEqual([{ type: 'text', text: 'a' }]);
  });

  it('loses control characters and halves of characters, which LINE might refuse', () => {
    expect(render(text('a\u0000b\r\nc\uD83E'))).toEqual([{ type: 'text', text: 'ab\nc\uFFFD' }]);
  });

  it('goes on in further messages when it is too long for one', () => {
    const long = '0123456789'.repeat(1200);
    const rendered = render(text(long)) as messagingApi.TextMessage[];
    expect(rendered.map((message) => message.text.length)).toEqual([5000, 5000, 2000]);
    expect(rendered.map((message) => message.text).join('')).toBe(long);
  });

  it('is parted at a line break where one is near', () => {
    const [first, second] = render(text(`${'a'.repeat(4500)}\n${'b'.repeat(1000)}`)) as messagingApi.TextMessage[];
    expect([first?.text.length, second?.text]).toEqual([4501, 'b'.repeat(1000)]);
  });

  it('is never parted inside a character', () => {
    const family = '👨‍👩‍👧‍👦';
    const rendered = render(text(`x${family.repeat(1000)}`)) as messagingApi.TextMessage[];
    expect(rendered.map((message) => message.text).join('')).toBe(`x${family.repeat(1000)}`);
    for (const message of rendered.slice(1)) expect(message.text.startsWith(family)).toBe(true);
  });

  it('of one endless character is still parted', () => {
    const zalgo = `a${'\u0301'.repeat(12_000)}`;
    expect((render(text(zalgo)) as messagingApi.TextMessage[]).map((message) => message.text).join('')).toBe(zalgo);
  });

  it('too long for five messages ends with an ellipsis', () => {
    const rendered = render(text('x'.repeat(40_000))) as messagingApi.TextMessage[];
    expect(rendered.map((message) => message.text.length)).toEqual([5000, 5000, 5000, 5000, 5000]);
    expect(rendered.at(-1)?.text.endsWith('x…')).toBe(true);
  });

  it('too long leaves the places of the other messages to them', () => {
    const rendered = render(text('x'.repeat(40_000)), card({ title: 'Result' }), text('y'.repeat(9000)));
    expect(rendered.map(({ type }) => type)).toEqual(['text', 'text', 'text', 'flex', 'text']);
    expect(words(rendered[2])[0]).toMatch(/x…$/);
    expect(words(rendered[4])[0]).toMatch(/y…$/);
  });
});
