import type { CommandDefinition, Language, LocalisedNames, OptionDefinition } from './definition.ts';
import { signatureOf } from './signature.ts';
import type { Option } from './signature.ts';

/** The name to show in a language; the declared one where there is no other. Commands, subcommands and options alike. */
export function shownName(definition: { readonly names?: LocalisedNames }, name: string, language: Language): string {
  return definition.names?.[language] ?? name;
}

const mustBeGiven = ({ required, default: fallback }: OptionDefinition): boolean =>
  required === true && fallback === undefined;

function shownOption({ name, type, definition }: Option, language: Language): string {
  const shown = shownName(definition, name, language);
  const more = definition.list === undefined ? '' : '…';
  if (type === 'boolean') return `[--${shown}]`;
  if (definition.named === true) {
    if (definition.bare !== undefined) return `[--${shown} [${definition.integer || definition.number ? '#' : '…'}]]`;
    return mustBeGiven(definition) ? `--${shown} …` : `[--${shown} …]`;
  }
  return mustBeGiven(definition) ? `<${shown}${more}>` : `[${shown}${more}]`;
}

/** How a command is typed: `/poll <question> [choices…]`, with the names of the language; what has no place comes last, by name. */
export function usage(name: string, definition: CommandDefinition, language: Language, subcommand?: string): string {
  const words = [`/${shownName(definition, name, language)}`];
  const subcommands = new Map(Object.entries(definition.subcommands ?? {}));
  const chosen = subcommand === undefined ? undefined : subcommands.get(subcommand);
  if (subcommand !== undefined) words.push(shownName(chosen ?? {}, subcommand, language));
  const { options, positional } = signatureOf(chosen ?? definition);
  const places = new Set(positional);
  for (const option of positional) words.push(shownOption(option, language));
  for (const option of options) if (!places.has(option)) words.push(shownOption(option, language));
  return words.join(' ');
}
