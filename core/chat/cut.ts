import { wellFormed } from './well-formed.ts';

/** Texts made fit for a platform: nothing in them can break a message, and none is longer than it may be. */

const ELLIPSIS = '…';
const segmenter = new Intl.Segmenter();

/** Platforms refuse an empty text, and a bubble of spaces is of no use to anyone. */
export const isBlank = (text: string | undefined): boolean => text === undefined || wellFormed(text).trim() === '';

/** At most `max` UTF-16 units, an ellipsis included; no character is cut in two. */
export function cut(text: string, max: number): string {
  const whole = wellFormed(text);
  return whole.length <= max ? whole : whole.slice(0, boundary(whole, max - ELLIPSIS.length)) + ELLIPSIS;
}

/** A family with a skin colour for each has 19 UTF-16 units; a "character" far longer is a letter under a heap of marks. */
const LONGEST_CHARACTER = 40;

/** At most `max` grapheme clusters (what a person calls a character), an ellipsis included, on one line. */
export function cutGraphemes(text: string, max: number): string {
  const line = wellFormed(text)
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
  if (line.length <= max) return line;
  const parts: string[] = [];
  for (const { segment } of segmenter.segment(line)) {
    parts.push(segment.slice(0, LONGEST_CHARACTER).toWellFormed());
    if (parts.length > max) return parts.slice(0, max - 1).join('') + ELLIPSIS;
  }
  return parts.join('');
}

/** What stands above, below or within the character before it, and takes no column of its own. */
const WITHIN = /\p{M}|\u200d.|[\u{1f3fb}-\u{1f3ff}]/gu;

/** Rough columns of a text: East Asian characters and emoji take two. */
export function columns(text: string): number {
  let found = 0;
  for (const character of text.replaceAll(WITHIN, '')) found += (character.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1;
  return found;
}

/** At most `max` columns, an ellipsis included; no character is cut in two. */
export function cutColumns(text: string, max: number): string {
  if (columns(text) <= max) return text;
  let kept = '';
  let left = max - 1;
  for (const { segment } of segmenter.segment(text)) {
    left -= columns(segment);
    if (left < 0) break;
    kept += segment;
  }
  return kept.trimEnd() + ELLIPSIS;
}

/** A family has 11 UTF-16 units: a text that is longer than so many of them is not what it was counted as. */
const FAMILY = 12;

/** Whether a text has at most `max` grapheme clusters, and no heaps of marks that fill a bubble. */
export function fitsGraphemes(text: string, max: number): boolean {
  if (text.length > max * FAMILY) return false;
  let count = 0;
  for (const _ of segmenter.segment(text)) if (++count > max) return false;
  return true;
}

/** A part of a text that was cut, and where in the text it begins. */
export interface Piece {
  readonly text: string;
  readonly start: number;
}

/**
 * At most `most` pieces of at most `max` UTF-16 units; parted at a line break where one is near, and never inside a character. What
 * does not fit ends with an ellipsis. `text` is plain already.
 */
export function pieces(text: string, max: number, most: number): Piece[] {
  const found: Piece[] = [];
  let start = 0;
  let rest = text;
  while (rest.length > max && found.length < most - 1) {
    const end = boundary(rest, max);
    // A line break in the last fifth makes a better end than the middle of a sentence.
    const lineBreak = rest.lastIndexOf('\n', end - 1);
    const at = lineBreak > max * 0.8 ? lineBreak + 1 : end;
    found.push({ text: rest.slice(0, at), start });
    rest = rest.slice(at);
    start += at;
  }
  found.push({ text: cut(rest, max), start });
  return found.filter((piece) => !isBlank(piece.text));
}

/** The last place at or before `index` that is not inside a grapheme cluster. */
function boundary(text: string, index: number): number {
  const start = segmenter.segment(text).containing(index)?.index ?? index;
  if (start > 0) return start;
  // One "character" with thousands of combining marks: then only surrogate pairs are kept whole.
  return /[\uDC00-\uDFFF]/.test(text.charAt(index)) ? index - 1 : index;
}
