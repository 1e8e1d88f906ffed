const segmenter = new Intl.Segmenter();
/** A family of four has 11 UTF-16 units. A "character" that is much longer is a letter under a heap of marks. */
const LONGEST_CHARACTER = 12;

/** How many characters a text has, as people count them: grapheme clusters. A heap of marks counts as the characters it takes the room of. */
export function charactersIn(text: string): number {
  let count = 0;
  for (const { segment } of segmenter.segment(text)) count += Math.ceil(segment.length / LONGEST_CHARACTER);
  return count;
}

/** Whether it has at most so many. A text of no more UTF-16 units is not even counted. */
export const fitsIn = (text: string, most: number): boolean =>
  text.length <= most || (text.length <= most * LONGEST_CHARACTER && charactersIn(text) <= most);
