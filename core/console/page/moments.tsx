import { lang } from './texts.ts';

const exact = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'medium' });
const short = new Intl.DateTimeFormat(lang, { dateStyle: 'short', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat(lang, { timeStyle: 'medium', hour12: false });
const relative = new Intl.RelativeTimeFormat(lang, { numeric: 'auto', style: 'short' });
const numbers = new Intl.NumberFormat(lang);

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

export const number = (value: number): string => numbers.format(value);
export const timeOfDay = (time: number): string => clock.format(time);
export const exactly = (time: number): string => exact.format(time);

/** "3 hr. ago", "in 5 min."; the day and the hour when it is further away than a week. */
function fromNow(time: number, now: number = Date.now()): string {
  const away = time - now;
  if (Math.abs(away) >= 7 * 86_400_000) return short.format(time);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(away) >= length) ?? (['second', 1_000] as const);
  return relative.format(Math.trunc(away / size), unit);
}

/** "3 hr 5 min", of the two largest units. */
export function duration(milliseconds: number): string {
  let rest = Math.max(milliseconds, 0);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || (unit === 'second' && parts.length === 0))
      parts.push(new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'short' }).format(count));
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join(' ');
}

/** A moment as people say it; the exact one for whoever points at it, and for machines. */
export function When({ at }: { readonly at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={exactly(at)}>
      {fromNow(at)}
    </time>
  );
}
