import type { Formatters } from 'intl-messageformat';
import { LRUCache } from 'lru-cache';

// Building one of Intl's formatters costs tens of microseconds and some memory; using one costs less than one.
const numbers = new LRUCache<string, Intl.NumberFormat>({ max: 200 });
const plurals = new LRUCache<string, Intl.PluralRules>({ max: 50 });
const dates = new LRUCache<string, Intl.DateTimeFormat>({ max: 500 });
const lists = new LRUCache<string, Intl.ListFormat>({ max: 50 });

function cached<T extends object>(cache: LRUCache<string, T>, parts: readonly unknown[], make: () => T): T {
  const key = JSON.stringify(parts);
  let made = cache.get(key);
  if (!made) {
    made = make();
    cache.set(key, made);
  }
  return made;
}

/** `options` says what to show; a time zone in it wins over `timeZone`. */
export function dateFormat(
  locale: string,
  timeZone: string,
  options: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' },
): Intl.DateTimeFormat {
  const zoned = { timeZone, ...options };
  return cached(dates, [locale, zoned], () => new Intl.DateTimeFormat(locale, zoned));
}

export function listFormat(locale: string): Intl.ListFormat {
  return cached(lists, [locale], () => new Intl.ListFormat(locale, { type: 'conjunction' }));
}

/** What an ICU message formats with. `timeZone` is asked each time, so one compiled message serves every zone. */
export function formattersIn(timeZone: () => string): Formatters {
  return {
    getNumberFormat: (locale, options) =>
      cached(numbers, [locale, options], () => new Intl.NumberFormat(locale, options as Intl.NumberFormatOptions)),
    getPluralRules: (locale, options) =>
      cached(plurals, [locale, options], () => new Intl.PluralRules(locale, options)),
    getDateTimeFormat: (locale, options) => dateFormat(String(locale), timeZone(), options),
  };
}
