import { isObject, type Json } from '../line/rules/rule.ts';
import { Impossible } from './impossible.ts';

// A deed comes from outside: each of its parts is looked at before it is used. Each throws `Impossible` for what it is not.

export function string(deed: Json, key: string): string {
  const value = deed[key];
  if (typeof value !== 'string') throw new Impossible(`\`${key}\` is missing.`);
  return value;
}

export function id(deed: Json, key: string): string {
  const value = string(deed, key);
  if (value === '' || value.length > 64) throw new Impossible(`\`${key}\` is no id.`);
  return value;
}

export function ids(deed: Json, key: string): readonly string[] {
  const value = deed[key];
  if (!Array.isArray(value)) throw new Impossible(`\`${key}\` is missing.`);
  return value.map((_, index) => id(value as unknown as Json, String(index)));
}

export function optional(deed: Json, key: string): string | undefined {
  return deed[key] === undefined ? undefined : id(deed, key);
}

export function boolean(deed: Json, key: string): boolean | undefined {
  const value = deed[key];
  if (value !== undefined && typeof value !== 'boolean') throw new Impossible(`\`${key}\` is true or false.`);
  return value;
}

/** The deed, and what does it. Throws `Impossible` for what is no deed. */
export function doerOf<D>(
  doers: Readonly<Record<string, D>>,
  deed: unknown,
): { readonly doer: D; readonly deed: Json } {
  if (!isObject(deed)) throw new Impossible('A deed is a JSON object.');
  const name = deed['do'];
  const doer = typeof name === 'string' && Object.hasOwn(doers, name) ? doers[name] : undefined;
  if (doer === undefined) throw new Impossible(`\`do\` is one of ${Object.keys(doers).join(', ')}.`);
  return { doer, deed };
}
