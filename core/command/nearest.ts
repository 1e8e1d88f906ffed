/**
 * Edit distance with swaps of neighbours counted once; gives up above `limit`. Counts code points, so that CJK words compare well. Only
 * as far from the diagonal as the limit allows, for a chat may have five hundred names.
 */
function distance(a: readonly string[], b: readonly string[], limit: number): number {
  const over = limit + 1;
  if (Math.abs(a.length - b.length) > limit) return over;
  let beforeLast: number[] = [];
  let last = Array.from({ length: Math.min(b.length, limit) + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row: number[] = [];
    let least = over;
    if (i <= limit) row[0] = least = i;
    for (let j = Math.max(1, i - limit); j <= Math.min(b.length, i + limit); j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? over) + 1, (row[j - 1] ?? over) + 1, (last[j - 1] ?? over) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (beforeLast[j - 2] ?? over) + 1);
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > limit) return over;
    beforeLast = last;
    last = row;
  }
  return Math.min(last[b.length] ?? over, over);
}

const MAX_WORD = 40;
/** Told before it is folded: a code point has at most two units, and a name that folds to less is no name. */
const LONGEST_TYPED = 4 * MAX_WORD;

/** The candidate that was most likely meant, or `undefined` if none is near: one slip for every three characters, at most two (`slips`). */
export function nearest(typed: string, candidates: Iterable<string>, slips = 2): string | undefined {
  if (typed.length > LONGEST_TYPED) return undefined;
  const word = Array.from(typed.normalize('NFKC').toLowerCase());
  if (word.length === 0 || word.length > MAX_WORD) return undefined;
  let best: string | undefined;
  let least = Math.min(slips, Math.ceil(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const other = Array.from(candidate.normalize('NFKC').toLowerCase());
    // A word of one or two characters shares at least one with what was meant, or it was not meant.
    if (word.length < 3 && !other.some((character) => word.includes(character))) continue;
    const cost = distance(word, other, least - 1);
    if (cost < least) {
      least = cost;
      best = candidate;
    }
  }
  return best;
}
