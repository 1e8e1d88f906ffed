import type { Chart } from '../plugin/tokens.ts';
import { fitted, shownText } from './fitted.ts';

/** Wide enough for a phone held sideways; LINE shows it smaller and opens it at this size. */
const WIDTH = 1_040;
const MARGIN = 48;
const TITLE = 40;
const WORDS = 30;
const ROW = 96;
const VALUE_WIDTH = 220;
const FAMILY = 'Noto Sans JP';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const line = (text: string, x: number, y: number, size: number, more = ''): string =>
  `<text x="${x}" y="${y}" font-size="${size}" ${more}>${escaped(text)}</text>`;

/** The chart as an SVG: a title, a line of text, and a row for each bar. Every text is cut to its place. */
export function chartSvg({ title, text, bars }: Chart): string {
  const inner = WIDTH - 2 * MARGIN;
  const barWidth = inner - VALUE_WIDTH - 20;
  const parts = [line(fitted(shownText(title), inner / TITLE), MARGIN, MARGIN + TITLE, TITLE, 'fill="#111827"')];
  let y = MARGIN + TITLE + 24;
  if (text !== undefined) {
    y += WORDS;
    parts.push(line(fitted(shownText(text), inner / WORDS), MARGIN, y, WORDS, 'fill="#4b5563"'));
    y += 12;
  }
  for (const { label, share, value } of bars) {
    const base = y + 44;
    parts.push(
      line(fitted(shownText(label), barWidth / WORDS), MARGIN, base, WORDS, 'fill="#111827"'),
      line(
        fitted(shownText(value), VALUE_WIDTH / 26),
        WIDTH - MARGIN,
        base + 30,
        26,
        'fill="#4b5563" text-anchor="end"',
      ),
      `<rect x="${MARGIN}" y="${base + 14}" width="${barWidth}" height="18" rx="9" fill="#e5e7eb"/>`,
    );
    if (share > 0)
      parts.push(
        `<rect x="${MARGIN}" y="${base + 14}" width="${Math.max(18, barWidth * share)}" height="18" rx="9" fill="#2f6bb8"/>`,
      );
    y += ROW;
  }
  const height = Math.ceil(y + MARGIN);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="${FAMILY}">` +
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>${parts.join('')}</svg>`
  );
}
