import { LANGUAGES } from './definition.ts';
import type { LocalisedNames, OptionDefinition, OptionType, SubcommandDefinition } from './definition.ts';
import { fold } from './fold.ts';

const OPTION_TYPES: readonly OptionType[] = [
  'string',
  'text',
  'integer',
  'number',
  'boolean',
  'choice',
  'member',
  'duration',
  'time',
];

/** One option of a command, ready to be filled. */
export interface Option {
  readonly name: string;
  readonly type: OptionType;
  readonly definition: OptionDefinition;
}

/** What a command takes. */
export interface Signature {
  readonly options: readonly Option[];
  /** Those that can be given without their name, in the declared order. A boolean is a flag, and has no place in it. */
  readonly positional: readonly Option[];
  /** Options by their folded names, in every language. A map and no object: `constructor` is nobody's option unless declared. */
  readonly names: ReadonlyMap<string, Option>;
}

/** All names of something that has a declared name and localised ones. */
export function namesOf(name: string, names: LocalisedNames | undefined): readonly string[] {
  const all = [name];
  for (const language of LANGUAGES) {
    const localised = names?.[language];
    if (localised !== undefined) all.push(localised);
  }
  return all;
}

function optionType(definition: OptionDefinition): OptionType {
  // The schema sees to it that there is exactly one.
  return OPTION_TYPES.find((type) => Object.hasOwn(definition, type)) ?? 'string';
}

const known = new WeakMap<SubcommandDefinition, Signature>();

export function signatureOf(definition: SubcommandDefinition): Signature {
  const before = known.get(definition);
  if (before !== undefined) return before;
  const options = Object.entries(definition.options ?? {}).map(([name, option]): Option => {
    return { name, type: optionType(option), definition: option };
  });
  const names = new Map<string, Option>();
  // Declared names first: a localised name never hides another option's own.
  for (const option of options) names.set(fold(option.name), option);
  for (const option of options) {
    for (const name of namesOf(option.name, option.definition.names)) {
      const folded = fold(name);
      if (!names.has(folded)) names.set(folded, option);
    }
  }
  const signature: Signature = {
    options,
    positional: options.filter(({ type, definition: { named } }) => named !== true && type !== 'boolean'),
    names,
  };
  known.set(definition, signature);
  return signature;
}
