import type { OptionDefinition } from '../definition.ts';
import { fold } from '../fold.ts';
import { nearest } from '../nearest.ts';
import { namesOf } from '../signature.ts';
import type { ReadValue } from './reading.ts';
import { read, wrong } from './reading.ts';

/** No choice has longer words (plugin.schema.json, `line`). */
const LONGEST = 200;

const known = new WeakMap<OptionDefinition, ReadonlyMap<string, string>>();

/** Each value by its folded name in every language. */
function wordsOf(definition: OptionDefinition): ReadonlyMap<string, string> {
  const before = known.get(definition);
  if (before !== undefined) return before;
  const words = new Map<string, string>();
  const choices = Object.entries(definition.choice ?? {});
  for (const [value] of choices) words.set(fold(value), value);
  for (const [value, localised] of choices) {
    for (const name of [...namesOf(value, localised), ...(localised.aliases ?? [])])
      if (!words.has(fold(name))) words.set(fold(name), value);
  }
  known.set(definition, words);
  return words;
}

const lengths = new WeakMap<OptionDefinition, ReadonlyMap<string, number>>();

/** How many words a choice has at most that begins with this one. */
export function longestChoice(first: string, definition: OptionDefinition): number {
  let words = lengths.get(definition);
  if (words === undefined) {
    const longest = new Map<string, number>();
    for (const name of wordsOf(definition).keys()) {
      const [start = '', ...more] = name.split(' ');
      longest.set(start, Math.max(longest.get(start) ?? 1, more.length + 1));
    }
    lengths.set(definition, (words = longest));
  }
  return first.length > LONGEST ? 1 : (words.get(fold(first)) ?? 1);
}

/** One of the declared values, by its own name or its word in any language. */
export const readChoice: ReadValue = (typed, definition) => {
  const words = wordsOf(definition);
  const value = typed.length > LONGEST ? undefined : words.get(fold(typed.trim()));
  if (value !== undefined) return read(value);
  const choices = Object.keys(definition.choice ?? {}).join(', ');
  return wrong('not-a-choice', { choices }, nearest(typed, words.keys()));
};
