/** No option and no field of an event is called so. */
const KEY = ':date';

/** JSON has no dates, and a `time` option is one: it crosses to an isolate under a key of its own. */
export function packDates(value: unknown): unknown {
  if (value instanceof Date) return { [KEY]: value.getTime() };
  if (Array.isArray(value)) return value.map(packDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, packDates(inner)]));
}

/** On the other side. */
export function unpackDates(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpackDates);
  if (typeof value !== 'object' || value === null) return value;
  if (KEY in value) return new Date(Number(value[KEY]));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpackDates(inner)]));
}
