import type { messagingApi } from '@line/bot-sdk';
import { describe, expect, it } from 'vitest';
import { all, bars, card, postback, render, words } from '../../test/support/rendered.ts';

const bar = (n: number, value: string) => [`Choice ${n}`, 'Vote', value, 'Yuki, Ken'];
/** How many buttons each row of buttons has. */
const rows = (labels: string[]) => {
  const [message] = render(card({ title: 'a', buttons: labels.map((label) => ({ label, command: '/a' })) }));
  const { body } = (message as messagingApi.FlexMessage).contents as messagingApi.FlexBubble;
  return body?.contents.slice(2).map((row) => all(row, 'button').length);
};

describe('a small button beside a choice', () => {
  const shown = (label: string, words: string) => {
    const [, ...texts] = all(
      render(card({ title: 'Lunch?', bars: bars(1, { label, button: { label: words, command: '/a' } }) })),
      'text',
    );
    return texts.map(({ text }) => text).filter((text) => text !== label && text !== '0 · 0 %');
  };

  it.each([
    ['Vote', 'Vote'],
    ['The new curry place', 'The new cur…'],
    ['駅の裏にできた店', '駅の裏にで…'],
    ['👨‍👩‍👧‍👦'.repeat(7), `${'👨‍👩‍👧‍👦'.repeat(5)}…`],
    ['ยังไม่แน่ใจครับ', 'ยังไม่แน่ใจครับ'],
  ])('leaves room for it: %s', (label, expected) => {
    expect(shown('Choice', label)).toEqual([expected]);
  });

  it('says all of its words where nothing else does', () => {
    expect(shown('', 'The new curry place')).toEqual(['The new curry place']);
  });
});

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

  it('shows the picture of a bar small beside its label, and several buttons side by side under it', () => {
    const buttons = ['○', '△', '×'].map((label) => ({ label, command: `/a ${label}` }));
    const image = { url: 'https://a.example/x.png', alt: 'Sushi' };
    const [message] = render(card({ bars: [{ label: 'Sushi', share: 1, value: '1', buttons, image }] }));
    expect(all(message, 'image')).toMatchObject([
      { url: image.url, size: '56px', action: { type: 'uri', uri: image.url, label: 'Sushi' } },
    ]);
    expect(all(message, 'postback').map(({ label }) => label)).toEqual(['○', '△', '×']);
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

  it('of the heaviest letters is still a message', () => {
    const heavy = (letters: number) => `a${'\u0e34'.repeat(39)}`.repeat(letters);
    const fill = heavy(90);
    const buttons = Array.from({ length: 4 }, () => ({
      label: heavy(14),
      command: `/${'あ'.repeat(280)}`,
      prefill: fill,
    }));
    const button = { label: heavy(40), command: '/a', prefill: fill };
    const bars = [{ label: heavy(9), share: 1, value: heavy(2), note: heavy(50), button }];
    expect(render(card({ title: heavy(9), bars, buttons }))).toHaveLength(1);
  });
});
