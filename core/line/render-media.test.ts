import type { messagingApi } from '@line/bot-sdk';
import { describe, expect, it } from 'vitest';
import type { CardImage } from '../chat/card.ts';
import type { LineNative, OutgoingMessage } from '../chat/message.ts';
import { renderMessages } from './render.ts';
import { all, bars, card, render, sign, text, words } from '../../test/support/rendered.ts';

const A = 'https://example.com/a.png';
const B = 'https://example.com/b.jpg';
const buttons = (...actions: object[]): LineNative => ({
  type: 'template',
  altText: 'Pay?',
  template: { type: 'buttons', text: 'Pay {now}?', actions },
});
const native = (line: LineNative): OutgoingMessage => ({ type: 'native', line, text: 'in words' });
/** Each kind of message that is neither words nor a card, and what LINE gets. */
const MEDIA: { message: OutgoingMessage; sent: object }[] = [
  {
    message: { type: 'image', url: A },
    sent: { type: 'image', originalContentUrl: A, previewImageUrl: A },
  },
  {
    message: { type: 'image', url: A, previewUrl: B, alt: 'A cat' },
    sent: { type: 'image', originalContentUrl: A, previewImageUrl: B },
  },
  {
    message: { type: 'video', url: 'https://example.com/v.mp4', previewUrl: B },
    sent: { type: 'video', originalContentUrl: 'https://example.com/v.mp4', previewImageUrl: B },
  },
  {
    message: { type: 'audio', url: 'https://example.com/a.m4a', duration: 61_000 },
    sent: { type: 'audio', originalContentUrl: 'https://example.com/a.m4a', duration: 61_000 },
  },
  {
    message: { type: 'location', title: '駅'.repeat(120), latitude: 35.6, longitude: 139.7 },
    sent: {
      type: 'location',
      title: `${'駅'.repeat(99)}…`,
      address: `${'駅'.repeat(99)}…`,
      latitude: 35.6,
      longitude: 139.7,
    },
  },
  {
    message: { type: 'location', title: 'Here', address: 'Tokyo\u0000', latitude: 0, longitude: 0 },
    sent: { type: 'location', title: 'Here', address: 'Tokyo', latitude: 0, longitude: 0 },
  },
  {
    message: { type: 'sticker', packageId: '446', stickerId: '1988', alt: 'Hello!', quote: true, quoteToken: 'q1' },
    sent: { type: 'sticker', packageId: '446', stickerId: '1988', quoteToken: 'q1' },
  },
  {
    message: native(
      buttons({ type: 'postback', label: 'Yes', data: '/pay yes' }, { type: 'uri', label: 'See', uri: A }),
    ),
    sent: {
      type: 'template',
      altText: 'Pay?',
      template: {
        type: 'buttons',
        text: 'Pay {now}?',
        actions: [
          { type: 'postback', label: 'Yes', data: '/pay yes#tag' },
          { type: 'uri', label: 'See', uri: A },
        ],
      },
    },
  },
  {
    message: native({ type: 'coupon', couponId: '01JYNW8JMQVFBNWF1APF8Z3FS7' }),
    sent: { type: 'coupon', couponId: '01JYNW8JMQVFBNWF1APF8Z3FS7' },
  },
  {
    message: native({
      type: 'imagemap',
      baseUrl: 'https://example.com/map',
      altText: 'A map',
      baseSize: { width: 1040, height: 700 },
      actions: [{ type: 'message', text: '/ping', area: { x: 0, y: 0, width: 520, height: 700 } }],
    }),
    sent: {
      type: 'imagemap',
      baseUrl: 'https://example.com/map',
      altText: 'A map',
      baseSize: { width: 1040, height: 700 },
      actions: [{ type: 'message', text: '/ping', area: { x: 0, y: 0, width: 520, height: 700 } }],
    },
  },
  {
    message: native({
      type: 'flex',
      altText: 'When?',
      contents: {
        type: 'bubble',
        body: {
          type: 'box',
          layout: 'vertical',
          contents: [{ type: 'button', action: { type: 'datetimepicker', label: 'Day', data: '/day', mode: 'date' } }],
        },
      },
    }),
    sent: {
      type: 'flex',
      altText: 'When?',
      contents: {
        type: 'bubble',
        body: {
          type: 'box',
          layout: 'vertical',
          contents: [
            { type: 'button', action: { type: 'datetimepicker', label: 'Day', data: '/day#tag', mode: 'date' } },
          ],
        },
      },
    },
  },
];

describe('a message other than words', () => {
  it.each(MEDIA)('is sent as LINE has it: $sent.type', ({ message, sent }) => {
    expect(render(message)).toEqual([sent]);
  });

  it('is told in words where there is no room for it', () => {
    const media = MEDIA.map(({ message }) => message).filter((_, n) => [1, 5, 6, 7].includes(n));
    const rendered = render(...['a', 'b', 'c', 'd'].map((word) => text(word)), ...media);
    expect(words(rendered[4])[0]).toBe(
      [`A cat\n${A}`, 'Here\nTokyo\nhttps://www.openstreetmap.org/?mlat=0&mlon=0', 'Hello!', 'in words'].join('\n\n'),
    );
  });

  it('quotes nothing where LINE took no quote', () => {
    const [sticker] = renderMessages([MEDIA[6]!.message], sign, { mentions: true, quotes: false });
    expect(sticker).not.toHaveProperty('quoteToken');
  });

  it('carries the quick replies of a text before it', () => {
    const rendered = render(text('Which?', [{ label: 'One', command: '/one' }]), MEDIA[0]!.message);
    expect(rendered.map(({ quickReply }) => quickReply?.items?.length)).toEqual([undefined, 1]);
  });
});

describe('a card with a picture', () => {
  const picture = (image: Partial<CardImage>) => card({ title: 'Lunch', image: { url: A, ...image } });
  const heroOf = (message: OutgoingMessage) => all(render(message), 'image')[0];

  it('shows it as wide as the card, and a tap opens it', () => {
    expect(heroOf(picture({ alt: 'The menu\nof today', aspect: '16:9' }))).toEqual({
      type: 'image',
      url: A,
      size: 'full',
      aspectRatio: '16:9',
      aspectMode: 'cover',
      action: { type: 'uri', label: 'The menu of today', uri: A },
    });
  });

  it('shows it alone', () => {
    expect(render(card({ image: { url: A } }))).toMatchObject([{ altText: A, contents: { hero: { url: A } } }]);
  });

  it('does not offer to open an address that LINE opens for nobody', () => {
    expect(heroOf(picture({ url: `${A}?${'x'.repeat(1_100)}` }))).not.toHaveProperty('action');
  });

  it('shows it once, above the first of several bubbles', () => {
    const [message] = render({ ...picture({}), bars: bars(30, { note: 'ゆき'.repeat(400) }) });
    const { contents } = (message as messagingApi.FlexMessage).contents as messagingApi.FlexCarousel;
    expect(contents.length).toBeGreaterThan(1);
    expect(contents.map(({ hero }) => hero !== undefined)).toEqual(contents.map((_, n) => n === 0));
  });
});
