const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const RIGHT_TO_LEFT = /[\u{590}-\u{8ff}\u{fb1d}-\u{fdff}\u{fe70}-\u{fefc}]/u;
// Marks that turn the direction of all that follows: someone else's text may not do that to ours.
const TURNS = /[\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu;

// Spaces, what no font draws, and letters that are blank (the Hangul fillers, the empty Braille cell).
const SEEN = /[^\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u{2800}]/u;

/** Whether a text has anything in it that can be seen. */
export const isVisible = (text: string): boolean => SEEN.test(text);

/**
 * A name or a text that people wrote, made to stand inside a line of ours: on one line, at most so many characters (grapheme clusters,
 * an ellipsis included), its writing direction its own affair. Empty where nothing of it can be seen.
 */
export function inLine(text: string, graphemes = Infinity): string {
  const flat = text.replaceAll(TURNS, '').replaceAll(/\s+/gu, ' ').trim();
  if (!isVisible(flat)) return '';
  const short = flat.length <= graphemes ? flat : cut(flat, graphemes);
  return RIGHT_TO_LEFT.test(short) ? `\u{2068}${short}\u{2069}` : short;
}

function cut(text: string, graphemes: number): string {
  const parts: string[] = [];
  for (const { segment } of segmenter.segment(text)) {
    parts.push(segment);
    if (parts.length <= graphemes) continue;
    const kept = parts.slice(0, graphemes - 1).join('');
    return `${kept.trimEnd()}…`;
  }
  return text;
}
