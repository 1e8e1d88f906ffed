import { describe, expect, it } from 'vitest';
import { isFailure } from '../errors.ts';
import { checkMessage, checkReply } from './message-check.ts';
import type { Message } from './message.ts';

const platform = { checkNative: () => undefined };
const check = (message: unknown) => checkMessage(message, platform);
function mistake(message: unknown): readonly unknown[] {
  try {
    check(message);
  } catch (error) {
    if (isFailure(error)) return [error.code, error.message];
    throw error;
  }
  return [];
}
const URL = 'https://example.com/a.png';
const card = (parts: object) => ({ type: 'card', title: 'Lunch', ...parts });

describe('what a plugin sends', () => {
  it.each<[Message, object]>([
    ['{hello}', { type: 'text', text: '{hello}' }],
    [
      { type: 'text', text: ['Hi ', { mention: 'U1', name: 'Yuki' }], quote: true },
      { type: 'text', text: ['Hi ', { mention: 'U1', name: 'Yuki' }], quote: true },
    ],
    [
      { type: 'image', url: 'https://example.com/昼.png' },
      { type: 'image', url: 'https://example.com/%E6%98%BC.png' },
    ],
    [
      { type: 'audio', url: URL, duration: 1_000.4 },
      { type: 'audio', url: URL, duration: 1_000 },
    ],
    [
      { type: 'card', title: 'Lunch', image: { url: URL, aspect: '016:09' } },
      { type: 'card', title: 'Lunch', image: { url: URL, aspect: '16:9' } },
    ],
    [
      { type: 'card', title: '', buttons: [{ label: 'Go', command: '/go \ud83d\u0000' }] },
      { type: 'card', title: '', buttons: [{ label: 'Go', command: '/go \ufffd' }] },
    ],
    [
      { type: 'native', line: { type: 'coupon', couponId: 'a\ud83d' }, text: 'A coupon' },
      { type: 'native', line: { type: 'coupon', couponId: 'a\ufffd' }, text: 'A coupon' },
    ],
  ])('is taken as it is meant: %j', (given, expected) => {
    expect(check(given)).toEqual(expected);
  });

  it('loses what no message has', () => {
    expect(check({ type: 'text', text: 'a', quoteToken: 'stolen', replyToken: 'x' })).toEqual({
      type: 'text',
      text: 'a',
    });
    expect(check(card({ quoteToken: 'stolen' }))).toEqual(card({}));
  });

  it.each<[unknown, string]>([
    [7, 'it should be an object'],
    [{ type: 'flex' }, 'its type "flex" is unknown'],
    [{ type: 'text' }, 'text should be a string'],
    [{ type: 'text', text: ['a', 7] }, 'text[1] should be an object'],
    [{ type: 'text', text: [{ mention: 'U1' }] }, 'text[0].name should be a string'],
    [{ type: 'text', text: [{ mention: '', name: 'Yuki' }] }, 'text[0].mention should be a member id'],
    [{ type: 'text', text: 'a', quote: 'yes' }, 'quote should be true or left out'],
    [{ type: 'image' }, 'url should be a string'],
    [{ type: 'image', url: 'http://example.com/a.png' }, 'url should be an address that starts with https://'],
    [{ type: 'image', url: 'a.png' }, 'url should be an address that starts with https://'],
    [{ type: 'image', url: `${URL}?${'x'.repeat(2_000)}` }, 'url should have at most 2000 characters'],
    [{ type: 'video', url: URL }, 'previewUrl should be a string'],
    [{ type: 'audio', url: URL, duration: 0 }, 'duration should be a number from 1 to 86400000'],
    [{ type: 'location', title: ' ', latitude: 0, longitude: 0 }, 'title should not be empty'],
    [{ type: 'location', title: 'a', latitude: 91, longitude: 0 }, 'latitude should be a number from -90 to 90'],
    [
      { type: 'location', title: 'a', latitude: 0, longitude: Number.NaN },
      'longitude should be a number from -180 to 180',
    ],
    [
      { type: 'sticker', packageId: '446', stickerId: '../1', alt: 'Hi' },
      "stickerId should be the digits of LINE's list",
    ],
    [{ type: 'sticker', packageId: '446', stickerId: '1988' }, 'alt should be a string'],
    [card({ image: { url: URL, aspect: 'wide' } }), 'image.aspect should be width to height, such as 16:9'],
    [card({ image: { url: URL, aspect: '1:4' } }), 'the height at most three times the width'],
    [
      card({ bars: [{ label: 'a', share: 1, value: '1', image: { url: 'http://a.example/x.png' } }] }),
      'bars[0].image.url should be an address that starts with https://',
    ],
    [
      card({
        bars: [
          { label: 'a', share: 1, value: '1', buttons: Array.from('123456', (label) => ({ label, command: '/a' })) },
        ],
      }),
      'bars[0].buttons should be at most 5',
    ],
    [card({ bars: [{ label: 'a', share: 2, value: '1' }] }), 'bars[0].share should be a number from 0 to 1'],
    [card({ buttons: [{ label: 'a', command: 'poll' }] }), 'buttons[0].command should be a command line'],
  ])('is refused with the place and what would be right: %j', (given, expected) => {
    expect(mistake(given)).toEqual(['BAD_CALL', expect.stringContaining(expected)]);
  });
});

it('a reply is a message, a list of them, or nothing', () => {
  expect(checkReply(undefined, platform)).toEqual([]);
  expect(checkReply('a', platform)).toEqual([{ type: 'text', text: 'a' }]);
  expect(checkReply(['a', card({})], platform)).toEqual([{ type: 'text', text: 'a' }, card({})]);
});
