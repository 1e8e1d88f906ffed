import { nearest } from 'tenko';
import { PLACES } from './places.ts';

const fold = (name: string): string =>
  name
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '_');
const city = (zone: string): string => zone.slice(zone.lastIndexOf('/') + 1);

/** The zone that somebody typed: its name in any case, or the city that it is called after, in English or as it is called here. */
export function zoneOf(typed: string): string | undefined {
  const wanted = fold(typed);
  const zones = Intl.supportedValuesOf('timeZone');
  return (
    zones.find((zone) => fold(zone) === wanted) ??
    zones.find((zone) => fold(city(zone)) === wanted) ??
    PLACES.find(([, names]) => names.includes(wanted))?.[0]
  );
}

/** The zone that was most likely meant. */
export function zoneNear(typed: string): string | undefined {
  const zones = Intl.supportedValuesOf('timeZone');
  const wanted = typed.includes('/')
    ? nearest(fold(typed), zones.map(fold))
    : nearest(
        fold(typed),
        zones.map((zone) => fold(city(zone))),
      );
  return wanted === undefined ? undefined : zones.find((zone) => fold(zone) === wanted || fold(city(zone)) === wanted);
}

/** "18:05" in a zone, as a language writes it. */
export const timeIn = (zone: string, language: string, now: number): string =>
  new Intl.DateTimeFormat(language, { timeZone: zone, weekday: 'short', hour: 'numeric', minute: '2-digit' }).format(
    now,
  );
