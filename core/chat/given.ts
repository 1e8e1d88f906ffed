/** Readers of what a plugin hands over, which is not trusted to be what its type says: it may come from JavaScript, or from an isolate. */
import { Failure } from '../errors.ts';

export const bad = (what: string): Failure => new Failure('BAD_CALL', `a message is wrong: ${what}`);

export function text(value: unknown, where: string): string {
  if (typeof value !== 'string') throw bad(`${where} should be a string`);
  return value;
}

/** A text with something in it. */
export function words(value: unknown, where: string): string {
  const given = text(value, where);
  if (given.trim() === '') throw bad(`${where} should not be empty`);
  return given;
}

export function optional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === undefined || value === null ? undefined : read(value);
}

export function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(`${where} should be an object`);
  return value as Record<string, unknown>;
}

export function many<T>(value: unknown, where: string, read: (value: unknown, where: string) => T): readonly T[] {
  if (!Array.isArray(value)) throw bad(`${where} should be a list`);
  return value.map((item, index) => read(item, `${where}[${index}]`));
}

export function number(value: unknown, where: string, min: number, max: number): number {
  if (typeof value !== 'number' || !(value >= min && value <= max))
    throw bad(`${where} should be a number from ${min} to ${max}`);
  return value;
}

/** LINE takes so many UTF-16 units of an address ("Image message"); no platform takes more. */
const LONGEST_URL = 2_000;

/** An https address as it goes over the wire: what is not ASCII is escaped, and only then counted. */
export function url(value: unknown, where: string): string {
  const parsed = URL.parse(text(value, where));
  if (parsed?.protocol !== 'https:') throw bad(`${where} should be an address that starts with https://`);
  if (parsed.href.length > LONGEST_URL) throw bad(`${where} should have at most ${LONGEST_URL} characters`);
  return parsed.href;
}

/** Leaves out what is `undefined`: an absent key and an undefined one are the same on the way to a platform. */
export function defined<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
