/** A step of the machine's clock that is larger than this is followed. */
const STEP = 50;

let origin = performance.timeOrigin;

/** Milliseconds since 1970 with their fractions: `Date.now()` has none, and most of what is timed here takes less than one. */
export function preciseNow(): number {
  const reckoned = origin + performance.now();
  const off = Date.now() - reckoned;
  if (Math.abs(off) < STEP) return reckoned;
  origin += off;
  return reckoned + off;
}
