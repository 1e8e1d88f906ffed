import { expect, test } from 'vitest';
import type { Card } from '../chat/card.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { renderMessages } from './render.ts';

const text = (words: string, more: object = {}): OutgoingMessage => ({ type: 'text', text: words, ...more });
const card = (more: Partial<Card> = {}): OutgoingMessage => ({ type: 'card', title: 'Lunch', ...more });
const vote = (label: string) => ({ label, command: `/poll vote ${label} --poll 3` });
const parts = (...messages: OutgoingMessage[]) => renderMessages(messages).map((one) => one.parts);
const said = (value: string) => ({ type: 'text', value });
const shown = (url: string) => ({ type: 'media', url });
const image = { type: 'image', url: 'https://x.example/a.jpg', alt: 'A cat' } as const;

test('each text is a message of one part, with its place; empty ones are left out', () => {
  const rendered = renderMessages([text('a'), text(' '), text('b')]);
  expect(rendered).toEqual([
    { parts: [said('a')], of: 0 },
    { parts: [said('b')], of: 2 },
  ]);
  expect(parts(text('  '))).toEqual([]);
  expect(parts()).toEqual([]);
});

test('the choices of a card have numbers to answer with', () => {
  expect(parts(card({ subject: '#3', buttons: [vote('sushi'), vote('ramen')] }))).toEqual([
    [said('Lunch\n1. sushi\n2. ramen')],
  ]);
});

test('pictures go in front of the words that follow them, and have words of their own in case Linq cannot fetch them', () => {
  const rendered = renderMessages([text('a'), image, image, text('b'), image]);
  expect(rendered.map((one) => one.parts)).toEqual([
    [said('a')],
    [shown(image.url), shown(image.url), said('b')],
    [shown(image.url)],
  ]);
  expect(rendered.map(({ of }) => of)).toEqual([0, 3, 4]);
  expect(rendered.map(({ plain }) => plain)).toEqual([
    undefined,
    [said(`A cat\n${image.url}\n\nA cat\n${image.url}\n\nb`)],
    [said(`A cat\n${image.url}`)],
  ]);
});

test('a card’s picture comes before its words; what Linq would not fetch is told as an address', () => {
  const chart = card({ image: { url: 'https://x.example/chart.png' }, text: 'Votes' });
  expect(parts(chart)).toEqual([[shown('https://x.example/chart.png'), said('Lunch\nVotes')]]);
  for (const name of ['chart.WEBP?x=1', 'chart', 'chart.svg']) {
    const refused = card({ image: { url: `https://x.example/${name}`, alt: 'Votes' } });
    expect(parts(refused)).toEqual([[said(`Lunch\nVotes\nhttps://x.example/${name}`)]]);
  }
});

test('no message has more than the forty pictures that Linq fetches, and none is lost', () => {
  const all = parts(...Array.from({ length: 45 }, () => image));
  expect(all.map(({ length }) => length)).toEqual([40, 5]);
});

test('places, stickers and what LINE alone has are told in words', () => {
  expect(
    parts(
      { type: 'location', title: 'Office', latitude: 1, longitude: 2 },
      { type: 'sticker', packageId: '1', stickerId: '2', alt: 'Yay' },
      { type: 'native', line: { type: 'coupon', couponId: 'c' }, text: 'A coupon' },
    ),
  ).toEqual([[said('Office\nhttps://www.openstreetmap.org/?mlat=1&mlon=2')], [said('Yay')], [said('A coupon')]]);
});

test('a message that quotes can be said without the quote', () => {
  expect(renderMessages([text('a'), text('b', { quoteToken: 'm1' })])).toEqual([
    { parts: [said('a')], of: 0 },
    { parts: [said('b')], of: 1, replyTo: 'm1', plain: [said('b')] },
  ]);
});

test('a long text is several messages of at most 10,000 characters, and what is past the fifth is cut with a mark', () => {
  const long = parts(text('x'.repeat(25_000)));
  expect(long.map(([part]) => (part as { value: string }).value.length)).toEqual([10_000, 10_000, 5_000]);
  const longer = parts(text('y'.repeat(80_000)));
  expect(longer).toHaveLength(5);
  expect(longer.at(-1)).toEqual([said(`${'y'.repeat(9_999)}…`)]);
});

test('a long text that quotes does so once', () => {
  const rendered = renderMessages([text('x'.repeat(12_000), { quoteToken: 'm1' })]);
  expect(rendered.map(({ replyTo }) => replyTo)).toEqual(['m1', undefined]);
});

test('names stand where LINE would mention, and half characters and controls are mended', () => {
  expect(parts({ type: 'text', text: ['Hi ', { mention: 'h_1', name: 'Aki' }, ' \ud800\u0007!'] })).toEqual([
    [said('Hi @Aki \ufffd!')],
  ]);
});
