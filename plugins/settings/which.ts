import { inLine, nearest, Refusal, type Administration, type PluginEntry, type SettingEntry, type Texts } from 'tenko';

export const TYPED_GRAPHEMES = 30;

const fold = (word: string): string => word.normalize('NFKC').trim().toLowerCase();

/** The plugin that is meant, if it has settings; else a refusal that says what would be right. */
export function pluginOf(typed: string, administration: Administration, texts: Texts): PluginEntry {
  const all = administration.plugins();
  const found = all.find(({ name }) => name === fold(typed));
  if (found && found.settings.length > 0) return found;
  if (found) throw new Refusal(texts.t('plugin-none', { plugin: found.name }));
  const withSettings = all.filter(({ settings }) => settings.length > 0).map(({ name }) => name);
  const near = nearest(fold(typed), withSettings);
  const word = inLine(typed, TYPED_GRAPHEMES);
  throw new Refusal(
    near === undefined ? texts.t('plugin-unknown', { typed: word }) : texts.t('plugin-near', { typed: word, near }),
  );
}

/** The setting that is meant, by any of its names. */
export function settingOf(typed: string, { name, settings }: PluginEntry, texts: Texts): SettingEntry {
  const found = settings.find(({ words }) => words.some((word) => fold(word) === fold(typed)));
  if (found) return found;
  const names = texts.list(settings.map(({ shown }) => shown));
  throw new Refusal(texts.t('setting-unknown', { plugin: name, typed: inLine(typed, TYPED_GRAPHEMES), names }));
}
