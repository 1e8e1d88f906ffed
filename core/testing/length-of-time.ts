const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `15m`, `2h 30m`, `1d`, or milliseconds. */
export function lengthOfTime(given: string | number): number {
  const parts = typeof given === 'number' ? [] : given.trim().split(/\s+/);
  let length = typeof given === 'number' ? given : 0;
  for (const part of parts) {
    const [, count, unit] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(part) ?? [];
    if (count === undefined || unit === undefined)
      throw new Error(`${JSON.stringify(given)} is no length of time: write 90s, 15m, 2h 30m, 1d, or milliseconds`);
    length += Number(count) * UNITS[unit]!;
  }
  if (!Number.isFinite(length) || length < 0) throw new Error('time goes forward');
  return length;
}

/** A moment as `2026-11-22T18:00:00+09:00`, or milliseconds since 1970. */
export function momentOf(given: string | number): number {
  const moment = typeof given === 'number' ? given : Date.parse(given);
  if (Number.isFinite(moment)) return moment;
  throw new Error(`${JSON.stringify(given)} is no moment: write one such as 2026-11-22T18:00:00+09:00`);
}
