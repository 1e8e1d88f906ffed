import type { messagingApi } from '@line/bot-sdk';
import { cut, isBlank } from '../chat/cut.ts';
import { titleRow } from './card-rows.ts';
import { LIMITS } from './limits.ts';
import { COLOURS } from './look.ts';

type Row = messagingApi.FlexComponent;

/** Room for what encloses rows (a bubble's own keys, a separator's comma) and for the line that tells what is left out. */
const SPARE = 1000;

/**
 * Rows as one bubble, or, when they are too large for one, as a carousel of several, each under the card's title. What not even a
 * carousel holds is left out, and its last line says how many rows that were. A picture stands above the first. `undefined` when there is
 * nothing to show.
 */
export function container(
  title: string,
  rows: readonly Row[],
  hero: messagingApi.FlexImage | undefined,
): messagingApi.FlexContainer | undefined {
  if (rows.length === 0 && hero === undefined) return undefined;
  const whole = bubble(rows, hero);
  if (bytes(whole) <= LIMITS.bubbleBytes) return whole;
  const [first = [], ...more] = pages(title, rows, hero === undefined ? 0 : bytes(hero));
  const start = bubble(first, hero);
  return more.length === 0 ? start : { type: 'carousel', contents: [start, ...more.map((page) => bubble(page))] };
}

function pages(title: string, rows: readonly Row[], heroBytes: number): Row[][] {
  const again = isBlank(title) ? [] : [titleRow(cut(`… ${title}`, 100))];
  let page: Row[] = [];
  let pageBytes = SPARE + heroBytes;
  let all = SPARE + heroBytes;
  const found = [page];
  for (const [index, row] of rows.entries()) {
    const size = bytes(row) + 1;
    const opensPage = page.length > 0 && pageBytes + size > LIMITS.bubbleBytes;
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

const bubble = (contents: readonly Row[], hero?: messagingApi.FlexImage): messagingApi.FlexBubble => ({
  type: 'bubble',
  size: 'mega',
  ...(hero === undefined ? {} : { hero }),
  ...(contents.length === 0
    ? {}
    : { body: { type: 'box', layout: 'vertical', paddingAll: 'xl', contents: [...contents] } }),
});

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value), 'utf8');
