import { inflateSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Chart } from '../plugin/tokens.ts';
import { chartSvg } from './chart-svg.ts';
import { chartDrawer } from './draw-chart.ts';
import { fitted, shownText } from './fitted.ts';

const draw = chartDrawer(fileURLToPath(new URL('../../dist/fonts', import.meta.url)));
const chart = (more: Partial<Chart> = {}): Chart => ({
  name: 'lunch.png',
  title: 'Lunch?',
  expires: 1,
  bars: [{ label: 'sushi', share: 0.5, value: '3 · 50%' }],
  ...more,
});

/** Width, height, and the bytes of the picture's rows. */
function opened(png: Uint8Array) {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  const data: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at))
    if (bytes.subarray(at + 4, at + 8).toString() === 'IDAT')
      data.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), rows: inflateSync(Buffer.concat(data)) };
}

describe('a chart', () => {
  it('is a PNG, with a row for each bar, of a shape that LINE shows in a card', async () => {
    const one = opened(await draw(chart()));
    const bars = Array.from({ length: 30 }, (_, index) => ({
      label: `choice ${index}`,
      share: index / 30,
      value: '1',
    }));
    const many = opened(await draw(chart({ bars })));
    expect([one.width, many.width]).toEqual([1_040, 1_040]);
    expect(many.height - one.height).toBe(29 * 96);
    expect(many.height).toBeLessThan(3 * many.width);
  });

  it.each([
    ['Japanese', '昼ごはん', '夜ごはん'],
    ['Chinese', '什麼', '哪裡'],
    ['Thai', 'กา', 'ขา'],
    ['English', 'Lunch', 'Diner'],
  ])(
    'has letters for %s: two words of the same length make two pictures, so they are no boxes',
    async (_, one, other) => {
      const rowsOf = async (title: string) => opened(await draw(chart({ title }))).rows;
      expect(Buffer.compare(await rowsOf(one), await rowsOf(other))).not.toBe(0);
    },
  );

  it('keeps what members write to itself: no tag, no entity, no reference', () => {
    const svg = chartSvg(chart({ title: '</text><image/>&amp;', text: '"<b>' }));
    expect(svg).not.toMatch(/<image|<b>|"<b/);
    expect(svg).toContain('&lt;/text&gt;&lt;image/&gt;&amp;amp;');
  });
});

describe('a text in a chart', () => {
  it('is on one line, without emoji, and has a dot for letters that no font here has', () => {
    expect(shownText('寿司 🍣👨‍👩‍👧 and\n  ramen')).toBe('寿司 and ramen');
    expect(shownText('مرحبا 3')).toBe('· 3');
  });

  it('is cut to its place, between letters as people count them', () => {
    expect(fitted('あいうえお', 10)).toBe('あいうえお');
    expect(fitted('あいうえお', 4)).toBe('あいう…');
    expect(fitted('ก่ก่ก่ก่', 3)).toBe('ก่ก่ก่…');
  });
});
