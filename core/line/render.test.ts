import type { messagingApi } from '@line/bot-sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openapi } from '../../test/support/openapi.ts';
import type { Bar, Button, Card } from '../chat/card.ts';
import type { OutgoingMessage, TextPart } from '../chat/message.ts';
import { isFailure } from '../errors.ts';
import { renderMessages } from './render.ts';

const sign = (command: string) => `${command}#tag`;
const judge = openapi();
const MANNER = { mentions: true, quotes: true };

/** Renders, and holds whatever comes out against LINE's own description and limits. */
function render(...messages: OutgoingMessage[]): messagingApi.Message[] {
  const rendered = renderMessages(messages, sign, MANNER);
  expect(rendered.length).toBeLessThanOrEqual(5);
  const body = { to: 'C1', messages: rendered };
  expect(rendered.length === 0 ? [] : judge.request('POST', '/v2/bot/message/push', body)).toEqual([]);
  for (const message of rendered) expect(faults(message)).toEqual([]);
  return rendered;
}

const count = (text: string) => [...new Intl.Segmenter().segment(text)].length;

/** What LINE refuses and its OpenAPI does not say. */
function faults(message: messagingApi.Message): string[] {
  const found: string[] = [];
  const tooLong = (what: string, length: number, most: number) => {
    if (length === 0 || length > most) found.push(`${what}: ${length}, at most ${most}`);
  };
  const visit = (node: unknown, labels: number): void => {
    if (typeof node === 'string' && !node.isWellFormed()) found.push('half a character');
    if (typeof node !== 'object' || node === null) return;
    const { type, text, label, data, fillInText, altText, contents, items } = node as Record<string, unknown>;
    if (type === 'text') tooLong('text', (text as string).trim().length && (text as string).length, 5000);
    if (type === 'postback') {
      tooLong('label', count(label as string), labels);
      tooLong('data', (data as string).length, 300);
      if (fillInText !== undefined) tooLong('fillInText', count(fillInText as string), 300);
    }
    if (type === 'flex') tooLong('altText', (altText as string).length, 1500);
    if (type === 'bubble') tooLong('bubble', Buffer.byteLength(JSON.stringify(node)), 30_000);
    if (type === 'box') tooLong('box', (contents as unknown[]).length, Infinity);
    if (type === 'carousel') {
      tooLong('carousel', Buffer.byteLength(JSON.stringify(node)), 50_000);
      tooLong('bubbles', (contents as unknown[]).length, 12);
    }
    if (Array.isArray(items)) tooLong('quick replies', items.length, 13);
    for (const [key, value] of Object.entries(node)) visit(value, key === 'quickReply' ? 20 : labels);
  };
  visit(message, 40);
  return found;
}

/** Everything of one `type` inside a message, from top to bottom. */
function all(node: unknown, type: string): Record<string, unknown>[] {
  if (typeof node !== 'object' || node === null) return [];
  const inside = Object.values(node).flatMap((value) => all(value, type));
  return (node as Record<string, unknown>)['type'] === type ? [node as Record<string, unknown>, ...inside] : inside;
}
const words = (node: unknown) => all(node, 'text').map(({ text }) => text);
const card = (parts: Partial<Card>): Card => ({ type: 'card', title: '', ...parts });
const text = (words: string, buttons?: Button[]): OutgoingMessage => ({
  type: 'text',
  text: words,
  ...(buttons === undefined ? {} : { buttons }),
});
const bars = (count: number, more: Partial<Bar> = {}): Bar[] =>
  Array.from({ length: count }, (_, n) => ({
    label: `Choice ${n + 1}`,
    share: n / count,
    value: `${n} · ${Math.round((n / count) * 100)} %`,
    button: { label: 'Vote', command: `/poll vote ${n + 1} --poll 3` },
    ...more,
  }));
const postback = (command: string, label: string) => ({ type: 'postback', label, data: `${command}#tag` });

const YUKI = `U${'a'.repeat(32)}`;
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
    const odd = 'a {b} {{c}} $ \n\t「日本語」 ‮right to left‬ 👨‍👩‍👧‍👦';
    expect(render(text(odd))).toEqual([{ type: 'text', text: odd }]);
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

describe('more messages than LINE takes', () => {
  it('are joined in the fifth', () => {
    const rendered = render(...['a', 'b', 'c', 'd', 'e', 'f'].map((word) => text(word)));
    expect(rendered.flatMap(words)).toEqual(['a', 'b', 'c', 'd', 'e\n\nf']);
  });

  it('are told in words when they are cards', () => {
    const last = card({
      title: 'Lunch?',
      fields: [{ name: 'Until', value: '18:00' }],
      bars: bars(2, { note: 'Yuki' }),
    });
    const rendered = render(...['a', 'b', 'c', 'd', 'e'].map((word) => text(word)), last);
    expect(words(rendered[4])).toEqual(['e\n\nLunch?\nUntil: 18:00\nChoice 1 0 · 0 %\nYuki\nChoice 2 1 · 50 %\nYuki']);
  });

  it('do not grow without end', () => {
    const rendered = render(...Array.from({ length: 3000 }, (_, n) => text(`${n} ${'x'.repeat(50)}`)));
    expect(words(rendered[4])[0]).toMatch(/…$/);
  });
});

const button = (n: number): Button => ({ label: `Choice number ${n}`, command: `/choose ${n}` });
const items = (message: messagingApi.Message | undefined) => message?.quickReply?.items?.map(({ action }) => action);

describe("a text's buttons", () => {
  it('are quick replies that carry the signed line and write nothing into the chat', () => {
    const [message] = render(text('Which?', [button(1), button(2)]));
    expect(items(message)).toEqual([
      postback('/choose 1', 'Choice number 1'),
      postback('/choose 2', 'Choice number 2'),
    ]);
  });

  it('hang on the last message, since LINE shows no others', () => {
    const rendered = render(text('a', [button(1)]), text('b', [button(2)]), card({ title: 'c' }));
    expect(rendered.map((message) => items(message)?.length)).toEqual([undefined, undefined, 2]);
  });

  it('have labels of twenty characters, as people count them', () => {
    const label = '👨‍👩‍👧‍👦'.repeat(30);
    const [action] = items(render(text('a', [{ label, command: '/a' }]))[0]) ?? [];
    expect(action).toMatchObject({ label: `${'👨‍👩‍👧‍👦'.repeat(19)}…` });
    const [line] = items(render(text('a', [{ label: ' two\nlines ', command: '/a' }]))[0]) ?? [];
    expect(line).toMatchObject({ label: 'two lines' });
    const [none] = items(render(text('a', [{ label: ' ', command: '/shown' }]))[0]) ?? [];
    expect(none).toMatchObject({ label: '/shown' });
  });

  it('past the thirteenth are told as what to type', () => {
    const rendered = render(
      text(
        'Which?',
        Array.from({ length: 15 }, (_, n) => button(n)),
      ),
    );
    expect(items(rendered[0])).toHaveLength(13);
    expect(words(rendered)[0]).toBe('Which?\nChoice number 13: /choose 13\nChoice number 14: /choose 14');
  });

  it('are not lost with a text of nothing', () => {
    const [message] = render(text('', [button(1), button(2)]));
    expect([words(message), items(message)?.length]).toEqual([['Choice number 1 / Choice number 2'], 2]);
  });

  it('that prefill open the keyboard, and their tap says nothing', () => {
    const prefill: Button = { label: 'Mend', command: '/poll', prefill: '/poll "Lunch?" sushi' };
    expect(items(render(text('a', [prefill]))[0])).toEqual([
      {
        type: 'postback',
        label: 'Mend',
        data: 'nothing',
        inputOption: 'openKeyboard',
        fillInText: '/poll "Lunch?" sushi',
      },
    ]);
  });

  it('that let members pick a moment carry the line that it completes', () => {
    const pick: Button = { label: 'When?', command: '/poll until', pick: 'datetime' };
    const picker = { type: 'datetimepicker', label: 'When?', data: '/poll until#tag', mode: 'datetime' };
    expect(items(render(text('a', [pick]))[0])).toEqual([picker]);
    const card = render({
      type: 'card',
      title: 'Poll',
      buttons: [pick],
      bars: [{ label: 'a', share: 0, value: '0', button: pick }],
    });
    expect(JSON.stringify(card).split(JSON.stringify(picker))).toHaveLength(3);
    const many = Array.from({ length: 14 }, () => pick);
    expect(words(render(text('a', many))[0])).toEqual(['a\nWhen?: /poll until …']);
  });

  it('that prefill more than LINE carries are left out rather than cut', () => {
    const fits = { label: 'a', command: '/a', prefill: '👨‍👩‍👧‍👦'.repeat(300) };
    const long = { label: 'b', command: '/b', prefill: 'x'.repeat(301) };
    expect(items(render(text('a', [fits, long]))[0])?.map((action) => action?.label)).toEqual(['a']);
  });

  it('whose signed line is too long are a fault of the host', () => {
    const long = { label: 'a', command: `/a ${'x'.repeat(300)}` };
    expect(() => render(text('a', [long]))).toThrow(expect.toSatisfy(isFailure));
  });
});

/** What a bar of `bars` shows. */
const bar = (n: number, value: string) => [`Choice ${n}`, 'Vote', value, 'Yuki, Ken'];
/** How many buttons each row of buttons has. */
const rows = (labels: string[]) => {
  const [message] = render(card({ title: 'a', buttons: labels.map((label) => ({ label, command: '/a' })) }));
  const { body } = (message as messagingApi.FlexMessage).contents as messagingApi.FlexBubble;
  return body?.contents.slice(2).map((row) => all(row, 'button').length);
};

describe('a card', () => {
  const poll = card({
    title: 'Lunch?',
    text: 'Tap to vote',
    bars: bars(3, { note: 'Yuki, Ken' }),
    fields: [{ name: 'Until', value: '18:00' }],
    buttons: [
      { label: 'Close', command: '/poll close 3', style: 'primary' },
      { label: 'Undo', command: '/poll undo 3' },
    ],
    footer: '/poll vote 1 --poll 3',
  });

  it('shows its parts from top to bottom', () => {
    const [message] = render(poll);
    expect(message).toMatchObject({ type: 'flex', altText: 'Lunch?\nTap to vote', contents: { type: 'bubble' } });
    expect(words(message)).toEqual([
      'Lunch?',
      'Tap to vote',
      ...bar(1, '0 · 0 %'),
      ...bar(2, '1 · 33 %'),
      ...bar(3, '2 · 67 %'),
      'Until',
      '18:00',
      '/poll vote 1 --poll 3',
    ]);
    expect(all(message, 'postback')).toEqual([
      postback('/poll vote 1 --poll 3', 'Vote'),
      postback('/poll vote 2 --poll 3', 'Vote'),
      postback('/poll vote 3 --poll 3', 'Vote'),
      postback('/poll close 3', 'Close'),
      postback('/poll undo 3', 'Undo'),
    ]);
  });

  it.each([
    [0, undefined],
    [-1, undefined],
    [Number.NaN, undefined],
    [0.001, '1%'],
    [0.5, '50%'],
    [1 / 3, '33%'],
    [1, '100%'],
    [7, '100%'],
    [Number.POSITIVE_INFINITY, '100%'],
  ])('draws a share of %d as %s of the width', (share, width) => {
    const [message] = render(card({ bars: [{ label: 'a', share, value: '1' }] }));
    const drawn = all(message, 'box').filter((box) => box['width'] !== undefined);
    expect(drawn.map((box) => box['width'])).toEqual(width === undefined ? [] : [width]);
  });

  it('puts two short buttons side by side, and long ones below each other', () => {
    expect(rows(['Yes', 'No', 'Maybe', 'Late'])).toEqual([2, 2]);
    expect(rows(['参加します', '欠席します', '遅れます'])).toEqual([2, 1]);
    expect(rows(['Yes', 'A label that is rather long', 'No', 'Late'])).toEqual([1, 1, 2]);
  });

  it('of nothing is left out, and parts of nothing are too', () => {
    const blank = card({ title: ' ', text: '\n', fields: [{ name: '', value: '' }], buttons: [], footer: '' });
    expect(render(blank)).toEqual([]);
    const sparse = card({ text: 'a', fields: [{ name: '', value: 'b' }], bars: [{ label: '', share: 0, value: '' }] });
    expect(words(render(sparse))).toEqual(['a', 'b']);
  });

  it.each([
    ['its own words', { title: 'a', alt: 'Say this' }, 'Say this'],
    ['title and text', { title: 'a', text: 'b' }, 'a\nb'],
    ['its bars', { bars: [{ label: 'Sushi', share: 1, value: '3' }] }, 'Sushi 3'],
    [
      'its labels',
      {
        buttons: [
          { label: 'Yes', command: '/y' },
          { label: 'No', command: '/n' },
        ],
      },
      'Yes / No',
    ],
  ])('tells a lock screen %s', (_, parts, expected) => {
    expect(render(card(parts))[0]).toMatchObject({ altText: expected });
  });

  it('cuts what is longer than LINE takes, and shows that it did', () => {
    const long = '寿司🍣'.repeat(4000);
    const [message] = render(
      card({ title: long, text: long, alt: long, footer: long, buttons: [{ label: long, command: '/a' }] }),
    );
    expect((message as messagingApi.FlexMessage).altText).toMatch(/…$/);
    expect(words(message).every((shown) => String(shown).endsWith('…'))).toBe(true);
    expect(all(message, 'postback')[0]?.['label']).toBe(`${'寿司🍣'.repeat(13)}…`);
  });

  it('of thirty bars keeps every one of them, in as few bubbles as it can', () => {
    const thirty = bars(30, { note: '山田, 田中, 佐藤' });
    const [message] = render(card({ title: 'Lunch?', bars: thirty, buttons: [{ label: 'Close', command: '/c' }] }));
    expect(all(message, 'postback')).toHaveLength(31);
    expect(words(message).filter((shown) => String(shown).startsWith('Choice '))).toHaveLength(30);
    const bubbles = all(message, 'bubble');
    expect(bubbles).toHaveLength(2);
    expect(words(bubbles[1])[0]).toBe('… Lunch?');
  });

  it('too large even for a carousel says how much is left out', () => {
    const [message] = render(card({ title: 'Lunch?', bars: bars(200, { note: '寿司'.repeat(50) }) }));
    const shown = words(message).filter((words) => String(words).startsWith('Choice ')).length;
    expect(shown).toBeGreaterThan(20);
    expect(words(message).at(-1)).toBe(`… +${200 - shown}`);
  });

  it('of the largest parts is still a message', () => {
    const huge = '漢'.repeat(100_000);
    const rendered = render(
      card({
        title: huge,
        text: huge,
        alt: huge,
        footer: huge,
        fields: Array.from({ length: 50 }, () => ({ name: huge, value: huge })),
        bars: bars(100, { label: huge, value: huge, note: huge }),
        buttons: Array.from({ length: 50 }, () => ({ label: huge, command: '/a' })),
      }),
    );
    expect(rendered).toHaveLength(1);
  });

  it('and any mixture of messages is one that LINE takes', () => {
    const words = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constant(''),
    );
    const button = fc.record({ label: words, command: words, prefill: words }, { requiredKeys: ['label', 'command'] });
    const buttons = fc.array(button, { maxLength: 16 });
    const bar = fc.record(
      { label: words, share: fc.double(), value: words, note: words, button },
      { requiredKeys: ['label', 'share', 'value'] },
    );
    const anyCard = fc.record(
      {
        type: fc.constant('card' as const),
        title: words,
        text: words,
        alt: words,
        footer: words,
        fields: fc.array(fc.record({ name: words, value: words }), { maxLength: 5 }),
        bars: fc.array(bar, { maxLength: 20 }),
        buttons,
      },
      { requiredKeys: ['type', 'title'] },
    );
    const anyText = fc.record(
      { type: fc.constant('text' as const), text: words, buttons },
      { requiredKeys: ['type', 'text'] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(anyText, anyCard), { maxLength: 8 }), (messages) => {
        expect(render(...(messages as OutgoingMessage[])).length).toBeLessThanOrEqual(5);
      }),
      { numRuns: 100 },
    );
  });
});
