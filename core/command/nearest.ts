/** Edit distance with swaps of neighbours counted once; gives up above `limit`. Counts code points, so that CJK words compare well. */
function distance(a: readonly string[], b: readonly string[], limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    if (Math.min(...row) > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

const MAX_WORD = 40;
/** Told before it is folded: a code point has at most two units, and a name that folds to less is no name. */
const LONGEST_TYPED = 4 * MAX_WORD;

/** The candidate that was most likely meant, or `undefined` if none is near: one slip for every three characters, at most two. */
export function nearest(typed: string, candidates: Iterable<string>): string | undefined {
  if (typed.length > LONGEST_TYPED) return undefined;
  const word = Array.from(typed.normalize('NFKC').toLowerCase());
  if (word.length === 0 || word.length > MAX_WORD) return undefined;
  let best: string | undefined;
  let least = Math.min(2, Math.ceil(word.length / 3)) + 1;
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
