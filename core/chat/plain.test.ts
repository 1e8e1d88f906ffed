import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Card } from './card.ts';
import { plainMessage } from './plain.ts';

const POLL: Card = {
  type: 'card',
  title: 'Lunch?',
  text: 'Pick one',
  image: { url: 'https://example.com/menu.png', alt: 'The menu' },
  bars: [
    {
      label: 'Sushi',
      share: 0.75,
      value: '3 · 75 %',
      note: 'Yuki, Ken',
      button: { label: 'Vote', command: '/poll vote 1' },
    },
    { label: 'Ramen', share: 0.25, value: '1 · 25 %', button: { label: 'Vote', command: '/poll vote 2' } },
  ],
  fields: [{ name: 'Until', value: '18:00' }],
  buttons: [
    { label: 'Close', command: '/poll close' },
    { label: 'Add', command: '/poll add', prefill: '/poll add ' },
  ],
  footer: 'Started by Mei',
};

describe('a card where there are no cards', () => {
  it('has a number for each button, and the host keeps what the numbers stand for', () => {
    expect(plainMessage(POLL, 'numbered')).toEqual({
      text: [
        'Lunch?',
        'Pick one',
        'The menu',
        'https://example.com/menu.png',
        '1. Sushi',
        '████████░░ 3 · 75 %',
        'Yuki, Ken',
        '2. Ramen',
        '███░░░░░░░ 1 · 25 %',
        'Until: 18:00',
        '3. Close',
        'Add: /poll add',
        'Started by Mei',
      ].join('\n'),
      lines: ['/poll vote 1', '/poll vote 2', '/poll close'],
    });
  });

  it('has a number for each of several buttons of a bar, and its picture is an address', () => {
    const buttons = ['○', '△'].map((label) => ({ label, command: `/poll vote 1${label}` }));
    const bars = [{ label: 'Friday', share: 0.5, value: '○ 1', buttons, image: { url: 'https://a.example/x.png' } }];
    const card: Card = { type: 'card', title: 'When?', bars };
    expect(plainMessage(card, 'numbered')).toEqual({
      text: 'When?\nFriday\nhttps://a.example/x.png\n1. ○   2. △\n█████░░░░░ ○ 1',
      lines: ['/poll vote 1○', '/poll vote 1△'],
    });
    expect(plainMessage(card, 'typed').text).toContain('○: /poll vote 1○\n△: /poll vote 1△');
  });

  it('goes on counting where another message ended', () => {
    const { text, lines } = plainMessage(
      { type: 'card', title: 'A', buttons: POLL.buttons!.slice(0, 1) },
      'numbered',
      4,
    );
    expect([text, lines]).toEqual(['A\n4. Close', ['/poll close']]);
  });

  it('keeps the numbers that its words have, and leaves out those that are gone', () => {
    const bar = (number: number, label: string) => ({
      label: `${number}. ${label}`,
      share: 0,
      value: '',
      button: { label, command: `/v ${number}`, number },
    });
    const card: Card = { type: 'card', title: 'A', bars: [bar(2, 'Ramen'), bar(4, 'Soba')], buttons: POLL.buttons! };
    const { text, lines } = plainMessage(card, 'numbered');
    expect(text.split('\n').filter((line) => /^\d/.test(line))).toEqual(['2. Ramen', '4. Soba', '5. Close']);
    expect(lines).toEqual(['', '/v 2', '', '/v 4', '/poll close']);
  });

  it('numbers anew what has a number that is taken', () => {
    const buttons = [1, 1].map((number) => ({ label: '1. Yes', command: '/y', number }));
    expect(plainMessage({ type: 'card', title: 'A', buttons }, 'numbered').text).toBe('A\n1. Yes\n2. 1. Yes');
  });

  it('does not number twice what begins with the number that it has', () => {
    const buttons = ['1. Sushi', '2. Ramen', '9. Curry'].map((label) => ({ label, command: `/v ${label}` }));
    const { text } = plainMessage({ type: 'card', title: 'Lunch?', buttons }, 'numbered');
    expect(text).toBe('Lunch?\n1. Sushi\n2. Ramen\n3. 9. Curry');
  });

  it('says what to type where numbers mean nothing', () => {
    const { text, lines } = plainMessage(POLL, 'typed');
    expect(text).toContain('Sushi: /poll vote 1\n████████░░ 3 · 75 %\nYuki, Ken\nRamen: /poll vote 2\n');
    expect(lines).toEqual([]);
  });

  it('says what to type where a moment was to be picked', () => {
    const until = { label: 'Until', command: '/poll until', pick: 'time' } as const;
    expect(plainMessage({ type: 'card', title: 'Lunch?', buttons: [until] }, 'numbered')).toEqual({
      text: 'Lunch?\nUntil: /poll until …',
      lines: [],
    });
  });

  it('says neither where nobody can answer', () => {
    expect(plainMessage(POLL, 'untold').text).not.toMatch(/poll|█|1\./);
  });
});

describe('other messages in words', () => {
  it('name people', () => {
    const text = ['Waiting for ', { mention: 'U1', name: 'Yuki\n{0}' }, '!'];
    expect(plainMessage({ type: 'text', text }, 'numbered').text).toBe('Waiting for @Yuki {0}!');
  });

  it('number the buttons of a text', () => {
    const buttons = [{ label: 'Yes', command: '/y' }];
    expect(plainMessage({ type: 'text', text: 'Sure?', buttons }, 'numbered')).toEqual({
      text: 'Sure?\n1. Yes',
      lines: ['/y'],
    });
  });

  it.each([
    [{ type: 'image', url: 'https://example.com/a.png', alt: 'A cat' } as const, 'A cat\nhttps://example.com/a.png'],
    [{ type: 'sticker', packageId: '1', stickerId: '2', alt: 'Hello!' } as const, 'Hello!'],
    [
      { type: 'location', title: 'Shibuya', latitude: 35.65, longitude: 139.7 } as const,
      'Shibuya\nhttps://www.openstreetmap.org/?mlat=35.65&mlon=139.7',
    ],
    [{ type: 'native', line: { type: 'coupon', couponId: 'c' }, text: 'A coupon' } as const, 'A coupon'],
  ])('stand for it: %j', (message, expected) => {
    expect(plainMessage(message, 'numbered').text).toBe(expected);
  });
});

it('no choice that a member wrote can pass for another one, or for a number', () => {
  const label = fc.string({ unit: fc.constantFrom('\n', '1', '.', ' ', 'a', '\u202e', '\u2028', '\r'), maxLength: 20 });
  fc.assert(
    fc.property(fc.array(label, { minLength: 1, maxLength: 6 }), (labels) => {
      const bars = labels.map((words, n) => ({
        label: words,
        share: 0,
        value: '',
        button: { label: '', command: `/v ${n}` },
      }));
      const { text, lines } = plainMessage({ type: 'card', title: '', bars }, 'numbered');
      const shown = text.split(/[\n\r\u2028]/).filter((line) => !/^░+$/.test(line));
      expect(shown.map((line) => Number.parseInt(line, 10))).toEqual(labels.map((_, n) => n + 1));
      expect(lines).toEqual(labels.map((_, n) => `/v ${n}`));
    }),
  );
});
