import { AsyncLocalStorage } from 'node:async_hooks';

/** The time and the chance of the invocation that is running. */
export interface Ambient {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly draw: () => number;
}

export const ambient = new AsyncLocalStorage<Ambient>();

const now = (): number => ambient.getStore()?.now ?? Date.now();

/** `Date` as a plugin knows it: "now" is when its invocation began, and the host's own time while it is only being loaded. */
function PluginDate(...given: unknown[]): unknown {
  if (!new.target) return new Date(now()).toString();
  return Reflect.construct(Date, given.length === 0 ? [now()] : given, new.target);
}
// A date is a date, whoever made it.
Object.defineProperty(PluginDate, 'prototype', { value: Date.prototype });
Object.assign(PluginDate, { now, parse: Date.parse.bind(Date), UTC: Date.UTC.bind(Date) });

/** The next draw of the running invocation; `Random` and `Math.random` share it. */
export const drawn = (): number => ambient.getStore()?.draw() ?? Math.random();

/** `Math` as a plugin knows it: chance comes from the invocation's seed. */
const pluginMath = Object.create(
  {},
  {
    ...Object.getOwnPropertyDescriptors(Math),
    random: { value: drawn },
  },
) as Math;

const instant = (): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(now());
const zoned = (zone: Temporal.TimeZoneLike = 'UTC'): Temporal.ZonedDateTime => instant().toZonedDateTimeISO(zone);

/** `Temporal` as a plugin knows it: its "now" is the same, and it takes no zone from this machine. */
const pluginTemporal = Object.create(
  {},
  {
    ...Object.getOwnPropertyDescriptors(Temporal),
    Now: {
      value: {
        instant,
        timeZoneId: () => 'UTC',
        zonedDateTimeISO: zoned,
        plainDateTimeISO: (zone?: Temporal.TimeZoneLike) => zoned(zone).toPlainDateTime(),
        plainDateISO: (zone?: Temporal.TimeZoneLike) => zoned(zone).toPlainDate(),
        plainTimeISO: (zone?: Temporal.TimeZoneLike) => zoned(zone).toPlainTime(),
      },
    },
  },
) as typeof Temporal;

/** What stands in for the globals of these names in every plugin. */
export const PLUGIN_GLOBALS = { Date: PluginDate, Math: pluginMath, Temporal: pluginTemporal };
