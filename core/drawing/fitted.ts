const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** As wide as they are high; the fonts' other letters are about half of that. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uff60]/u;
/** What the fonts that are shipped cannot draw would be a row of empty boxes. */
const UNDRAWN =
  /[^\p{Script=Latin}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Common}\p{Script=Inherited}]+/gu;
const PICTURES = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f|\u20e3)+/gu;

/** The text as it can be drawn: on one line, without emoji, and a dot for what no font here has. */
export function shownText(text: string): string {
  return text
    .replaceAll(PICTURES, ' ')
    .replaceAll(UNDRAWN, '·')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Z}]+/gu, ' ')
    .trim();
}

/** Cut to a width in letters as wide as they are high. */
export function fitted(text: string, width: number): string {
  let used = 0;
  let shown = '';
  for (const { segment } of segmenter.segment(text)) {
    used += WIDE.test(segment) ? 1 : 0.58;
    if (used > width - 1) return `${shown.trimEnd()}…`;
    shown += segment;
  }
  return shown;
}
