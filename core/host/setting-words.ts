import type { Language, SettingDefinition } from '../command/definition.ts';
import type { SettingValue } from '../plugin/setting.ts';
import { lengthOfTime } from './expectation.ts';
import { hostText } from './host-text.ts';

/** A setting's value as people read it. */
export function shownSetting(
  definition: SettingDefinition,
  value: SettingValue | undefined,
  language: Language,
): string | undefined {
  if (value === undefined) return undefined;
  const chosen = chosenWords(definition, language).find((one) => one.value === value);
  if (chosen) return chosen.shown;
  if (typeof value !== 'number') return String(value);
  if (definition.duration) return lengthOfTime(language, value);
  return new Intl.NumberFormat(language, { maximumFractionDigits: 20 }).format(value);
}

/** The values of a setting that has only a few: how each is typed in any language, and how it reads in this one. */
export function chosenWords(
  { boolean, choice }: SettingDefinition,
  language: Language,
): readonly { readonly value: SettingValue; readonly typed: string; readonly shown: string }[] {
  if (boolean)
    return [true, false].map((value) => ({
      value,
      typed: value ? 'yes' : 'no',
      shown: hostText(language, value ? 'yes' : 'no'),
    }));
  return Object.entries(choice ?? {}).map(([value, words]) => ({
    value,
    typed: value,
    shown: words[language] ?? words.en,
  }));
}
