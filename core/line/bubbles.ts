import type { messagingApi } from '@line/bot-sdk';
import { cut, isBlank } from './cut.ts';
import { titleRow } from './card-rows.ts';
import { LIMITS } from './limits.ts';
import { COLOURS } from './look.ts';

type Row = messagingApi.FlexComponent;

/** Room for what encloses rows (a bubble's own keys, a separator's comma) and for the line that tells what is left out. */
const SPARE = 1000;

/**
 * Rows as one bubble, or, when they are too large for one, as a carousel of several, each under the card's title. What not even a
 * carousel holds is left out, and its last line says how many rows that were. `undefined` when there are no rows.
 */
export function container(title: string, rows: readonly Row[]): messagingApi.FlexContainer | undefined {
  if (rows.length === 0) return undefined;
  const whole = bubble(rows);
  if (bytes(whole) <= LIMITS.bubbleBytes) return whole;
  const [first, ...more] = pages(title, rows);
  if (first === undefined) return undefined;
  return more.length === 0 ? bubble(first) : { type: 'carousel', contents: [first, ...more].map(bubble) };
}

function pages(title: string, rows: readonly Row[]): Row[][] {
  const again = isBlank(title) ? [] : [titleRow(cut(`… ${title}`, 100))];
  let page: Row[] = [];
  let pageBytes = SPARE;
  let all = SPARE;
  const found = [page];
  for (const [index, row] of rows.entries()) {
    const size = bytes(row) + 1;
    const opensPage = pageBytes + size > LIMITS.bubbleBytes;
    const added = opensPage ? size + bytes(again) + SPARE : size;
    if (all + added > LIMITS.carouselBytes - SPARE || (opensPage && found.length === LIMITS.carouselBubbles)) {
      page.push(leftOut(rows.slice(index)));
      break;
    }
    if (opensPage) {
      page = [...again];
      found.push(page);
      pageBytes = bytes(again) + SPARE;
    }
    page.push(row);
    pageBytes += size;
    all += added;
  }
  return found;
}

const leftOut = (rows: readonly Row[]): Row => ({
  type: 'text',
  text: `… +${rows.filter(({ type }) => type !== 'separator').length}`,
  size: 'sm',
  color: COLOURS.quiet,
  margin: 'lg',
});

const bubble = (contents: readonly Row[]): messagingApi.FlexBubble => ({
  type: 'bubble',
  size: 'mega',
  body: { type: 'box', layout: 'vertical', paddingAll: 'xl', contents: [...contents] },
});

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value), 'utf8');
