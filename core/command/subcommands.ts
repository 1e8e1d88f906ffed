import type { CommandDefinition } from './definition.ts';
import { fold } from './fold.ts';
import { namesOf } from './signature.ts';

const known = new WeakMap<CommandDefinition, ReadonlyMap<string, string>>();

/** Declared names of subcommands, by every name they have, folded. */
export function subcommandsOf(definition: CommandDefinition): ReadonlyMap<string, string> {
  const before = known.get(definition);
  if (before !== undefined) return before;
  const words = new Map<string, string>();
  const subcommands = Object.entries(definition.subcommands ?? {});
  for (const [name] of subcommands) words.set(fold(name), name);
  for (const [name, { names, aliases = [] }] of subcommands) {
    for (const word of [...namesOf(name, names), ...aliases]) if (!words.has(fold(word))) words.set(fold(word), name);
  }
  known.set(definition, words);
  return words;
}

/** Every word for a subcommand that can be offered to whoever typed a line. `mayRun`: which of them they may run; all, where it is absent. */
export const offeredIn = (
  definition: CommandDefinition,
  mayRun: (subcommand: string) => boolean = () => true,
): readonly string[] =>
  [...subcommandsOf(definition)]
    .filter(([, name]) => definition.subcommands?.[name]?.hidden !== true && mayRun(name))
    .map(([word]) => word);
