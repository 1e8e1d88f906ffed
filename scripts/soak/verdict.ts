import type { Sample } from './host.ts';

const MIB = 2 ** 20;
/** The line through what was used may rise by so much of its mean over the second half: a cache that fills. */
const MAY_RISE = 0.08;
/** … or by so many bytes, where the run is short. */
const MAY_RISE_BYTES = 8 * MIB;
/** Of resident memory the lower edge is looked at, in windows of so many minutes. */
const WINDOW = 3;
/** Below this the second half is too short to tell a slope. Minutes. */
const TELLS = 8;
/** Connections come and go; those of the start and the end are not the same. */
const MAY_OPEN = 10;

/** What is in use of the heap when all that can be collected has been. */
export interface Kept {
  /** Minutes since the start. */
  readonly minute: number;
  readonly bytes: number;
}

/** The lower edge of the saw that collections make. */
function leastOfEachWindow(
  samples: readonly Sample[],
  of: (sample: Sample) => number,
): readonly (readonly [number, number])[] {
  const least = new Map<number, number>();
  for (const sample of samples) {
    const minute = Math.floor(sample.minute / WINDOW) * WINDOW;
    least.set(minute, Math.min(least.get(minute) ?? Infinity, of(sample)));
  }
  return [...least];
}

/** Least squares: what the line through the points rises by from the first to the last. */
function rise(points: readonly (readonly [number, number])[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const xMean = mean(points.map(([x]) => x));
  const yMean = mean(points.map(([, y]) => y));
  const above = points.reduce((sum, [x, y]) => sum + (x - xMean) * (y - yMean), 0);
  const below = points.reduce((sum, [x]) => sum + (x - xMean) ** 2, 0);
  return below === 0 ? 0 : (above / below) * (points.at(-1)![0] - points[0]![0]);
}

/** What grew that should not have, in sentences. `kept`: by the minute. */
export function verdict(samples: readonly Sample[], kept: readonly Kept[]): readonly string[] {
  const half = samples.slice(Math.floor(samples.length / 2));
  if (half.length < 2) return ['too few samples: let it run for longer'];
  const found: string[] = [];
  const spent = half.at(-1)!.minute - half[0]!.minute;
  const heap: readonly (readonly [number, number])[] = kept
    .filter(({ minute }) => minute >= half[0]!.minute)
    .map(({ minute, bytes }) => [minute, bytes] as const);
  for (const [name, points] of [
    ['the heap after a whole collection', heap],
    ['resident memory at least', leastOfEachWindow(half, ({ resident }) => resident)],
  ] as const) {
    if (points.length === 0) continue;
    const mean = points.reduce((sum, [, bytes]) => sum + bytes, 0) / points.length;
    const rose = rise(points);
    const told = `${name}: ${(mean / MIB).toFixed(1)} MiB in the second half, ${(rose / MIB).toFixed(1)} MiB more at its end`;
    console.log(`${told} (${points.map(([, bytes]) => (bytes / MIB).toFixed(1)).join(', ')})`);
    if (spent >= TELLS && rose > Math.max(mean * MAY_RISE, MAY_RISE_BYTES)) found.push(told);
  }
  const first = half[0]!.descriptors;
  const last = Math.min(...half.slice(-6).map(({ descriptors }) => descriptors));
  console.log(`descriptors: ${first} at half time, ${last} at the end`);
  if (last > first + MAY_OPEN) found.push(`descriptors went from ${first} to ${last}`);
  return found;
}
