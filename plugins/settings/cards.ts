import type { Button, Card, Field, PluginEntry, PolicyView, SettingEntry, Texts } from 'tenko';
import { timeIn } from './zones.ts';

const LANGUAGES = { en: 'English', ja: '日本語', 'zh-TW': '繁體中文', th: 'ไทย' } as const;
/** Where most of those who use LINE live. */
const ZONES = ['Asia/Tokyo', 'Asia/Taipei', 'Asia/Bangkok', 'Asia/Jakarta'];
const PLUGINS_SHOWN = 15;
const SETTINGS_SHOWN = 20;
const BUTTONS_SHOWN = 12;

const secondary = (label: string, command: string): Button => ({ label, command, style: 'secondary' });

/** All that the chat has settled. */
export function overviewCard(policy: PolicyView, plugins: readonly PluginEntry[], texts: Texts, now: number): Card {
  const shown = plugins.filter(({ isOn, settings }) => isOn && settings.length > 0).slice(0, PLUGINS_SHOWN);
  return {
    type: 'card',
    title: texts.t('title'),
    fields: [
      { name: texts.t('language'), value: languageShown(policy, texts) },
      { name: texts.t('time-zone'), value: zoneShown(policy, texts, now) },
      ...shown.map((plugin) => pluginField(plugin, texts)),
    ],
    buttons: [
      secondary(texts.t('button-language'), '/settings language'),
      secondary(texts.t('button-time-zone'), '/settings time-zone'),
      ...shown.map(({ name }) => secondary(name, `/settings show ${name}`)),
    ],
    footer: texts.t('how-to'),
  };
}

function languageShown({ language, languageIs }: PolicyView, texts: Texts): string {
  const value = LANGUAGES[language];
  if (languageIs === 'chosen') return value;
  return texts.t(languageIs === 'guessed' ? 'guessed' : 'default', { value });
}

function zoneShown({ timeZone, timeZoneIsSet }: PolicyView, texts: Texts, now: number): string {
  const value = texts.t('zone-value', { zone: timeZone, time: timeIn(timeZone, texts.language, now) });
  return timeZoneIsSet ? value : texts.t('default', { value });
}

function pluginField({ name, settings }: PluginEntry, texts: Texts): Field {
  const chosen = settings.filter(({ isChosen }) => isChosen).length;
  const counts = { settings: settings.length, chosen };
  return { name, value: chosen === 0 ? texts.t('plugin-values', counts) : texts.t('plugin-chosen', counts) };
}

export function languageCard(texts: Texts): Card {
  return {
    type: 'card',
    title: texts.t('language-title'),
    buttons: [
      ...Object.entries(LANGUAGES).map(([code, name]) => secondary(name, `/settings language ${code}`)),
      secondary(texts.t('language-auto'), '/settings language auto'),
    ],
    footer: texts.t('language-how-to'),
  };
}

export function zoneCard({ timeZone }: PolicyView, texts: Texts): Card {
  return {
    type: 'card',
    title: texts.t('zone-title'),
    text: texts.t('zone-text', { zone: timeZone }),
    buttons: [
      ...ZONES.map((zone) => secondary(zone, `/settings time-zone ${zone}`)),
      {
        label: texts.t('zone-type'),
        command: '/settings time-zone',
        prefill: '/settings time-zone ',
        style: 'secondary',
      },
    ],
    footer: texts.t('zone-how-to'),
  };
}

/** What one plugin lets a chat choose. */
export function pluginCard({ name, settings }: PluginEntry, texts: Texts): Card {
  const shown = settings.slice(0, SETTINGS_SHOWN);
  const example = shown[0];
  return {
    type: 'card',
    title: texts.t('plugin-title', { plugin: name }),
    fields: shown.map((setting) => ({
      name: setting.shown,
      value: texts.t('setting-value', {
        value: setting.value ?? texts.t('nothing-set'),
        description: setting.description,
      }),
    })),
    buttons: shown.flatMap((setting) => buttonsOf(name, setting, texts)).slice(0, BUTTONS_SHOWN),
    ...(example === undefined ? {} : { footer: texts.t('plugin-how-to', { example: exampleOf(name, example) }) }),
  };
}

/** A value that can be tapped, or the beginning of the line to finish. */
function buttonsOf(plugin: string, { name, shown, choices }: SettingEntry, texts: Texts): readonly Button[] {
  const line = `/settings set ${plugin} ${name}`;
  if (choices.length === 0)
    return [
      {
        label: texts.t('type-value', { setting: shown }),
        command: `/settings show ${plugin}`,
        prefill: `${line} `,
        style: 'secondary',
      },
    ];
  const others = choices.filter(({ isCurrent }) => !isCurrent);
  return others.map((choice) =>
    secondary(texts.t('choose', { setting: shown, value: choice.shown }), `${line} ${choice.typed}`),
  );
}

const exampleOf = (plugin: string, { name, choices, value }: SettingEntry): string =>
  `/settings set ${plugin} ${name} ${choices.find(({ isCurrent }) => !isCurrent)?.typed ?? value ?? '…'}`;
