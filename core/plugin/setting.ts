import type { OptionDefinition, OptionType, SettingDefinition } from '../command/definition.ts';
import { readValue } from '../command/values/read-value.ts';
import { wantedValue } from './manifest-options.ts';

export type SettingDefinitions = Readonly<Record<string, SettingDefinition>>;
export type SettingValue = string | number | boolean;
/** What a plugin is told, and what a chat keeps, by the names of the settings. */
export type SettingValues = Readonly<Record<string, SettingValue>>;

const TYPES = ['string', 'text', 'integer', 'number', 'boolean', 'choice', 'duration'] as const;

export const settingType = (definition: SettingDefinition): OptionType =>
  TYPES.find((type) => definition[type] !== undefined) ?? 'string';

const defaults = new WeakMap<SettingDefinitions, SettingValues>();

/** A length of time may be written as it is typed: `"2h"`. */
function defaultOf(name: string, definition: SettingDefinition): SettingValue | undefined {
  if (definition.duration === undefined || typeof definition.default !== 'string') return definition.default;
  const context = { members: [], now: 0, timeZone: 'UTC' };
  const reading = readValue({ name, type: 'duration', definition }, definition.default, context);
  return reading.ok ? (reading.value as number) : undefined;
}

function defaultsOf(definitions: SettingDefinitions): SettingValues {
  let values = defaults.get(definitions);
  if (!values) {
    const all = Object.entries(definitions).map(([name, definition]) => [name, defaultOf(name, definition)] as const);
    values = Object.freeze(Object.fromEntries(all.filter(([, value]) => value !== undefined))) as SettingValues;
    defaults.set(definitions, values);
  }
  return values;
}

/** The chosen values, and the defaults of those that were not chosen, or that a newer version of the plugin would not take any more. */
export function settingValues(definitions: SettingDefinitions, chosen: SettingValues | undefined): SettingValues {
  const values = defaultsOf(definitions);
  if (chosen === undefined) return values;
  const fitting = Object.entries(chosen).filter(([name, value]) => {
    const definition: OptionDefinition | undefined = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
    return definition !== undefined && wantedValue(name, { ...definition, default: value }) === undefined;
  });
  return { ...values, ...Object.fromEntries(fitting) };
}
