/** Marks that turn the direction of what follows, by the mark that ends them. Overrides even spell Latin letters backwards. */
const ENDS: ReadonlyMap<string, string> = new Map([
  ['\u202a', '\u202c'],
  ['\u202b', '\u202c'],
  ['\u2066', '\u2069'],
  ['\u2067', '\u2069'],
  ['\u2068', '\u2069'],
]);
const OVERRIDES = /[\u202d\u202e]/gu;
const MARKS = /[\u202a-\u202e\u2066-\u2069]/u;
const EACH = /([\u202a-\u202c\u2066-\u2069])/u;

/**
 * The text with no mark in it that reaches beyond its own line: overrides go, what is opened is closed, and what closes nothing goes.
 * Hebrew and Arabic need none of these to be read from right to left, and keep those that are in order (Unicode, UAX 9).
 */
export function keptApart(text: string): string {
  if (!MARKS.test(text)) return text;
  return text.replaceAll(OVERRIDES, '').split('\n').map(closed).join('\n');
}

function closed(line: string): string {
  const open: string[] = [];
  let said = '';
  for (const piece of line.split(EACH)) {
    const end = ENDS.get(piece);
    if (end !== undefined) open.push(end);
    else if (EACH.test(piece)) {
      const at = open.lastIndexOf(piece);
      // An isolate that ends, ends what was opened within it; the end of an embedding reaches into no isolate.
      const reaches = at >= 0 && (piece === '\u2069' || !open.slice(at).includes('\u2069'));
      if (!reaches) continue;
      while (open.length > at + 1) said += open.pop()!;
      open.pop();
    }
    said += piece;
  }
  return said + open.toReversed().join('');
}
