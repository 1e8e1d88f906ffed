import type { Button, Card, Field, PluginEntry, Texts } from 'tenko';

/** More than this nobody reads, and a card has no room for them. */
const SHOWN = 25;
const BUTTONS_SHOWN = 20;

const secondary = (label: string, command: string): Button => ({ label, command, style: 'secondary' });

/** Every plugin, with what it may do. */
export function overviewCard(plugins: readonly PluginEntry[], texts: Texts): Card {
  const shown = plugins.slice(0, SHOWN);
  const more = plugins.length - shown.length;
  return {
    type: 'card',
    title: texts.t('title'),
    ...(more > 0 ? { text: texts.t('more', { more }) } : {}),
    fields: shown.map((plugin) => fieldOf(plugin, texts)),
    buttons: shown.slice(0, BUTTONS_SHOWN).map(({ name }) => secondary(name, `/plugins about ${name}`)),
    footer: texts.t('how-to'),
  };
}

function fieldOf({ name, isOn, description, permissions }: PluginEntry, texts: Texts): Field {
  const words = permissions.map((one) => one.words);
  return {
    name: isOn ? name : texts.t('off', { name }),
    value:
      words.length === 0
        ? texts.t('may-nothing', { description })
        : texts.t('may', { description, permissions: texts.list(words) }),
  };
}

/** One plugin: what it may do, which services it asks, whether it is on here. */
export function pluginCard(plugin: PluginEntry, texts: Texts): Card {
  const { name, version, description, permissions, fetch } = plugin;
  const words = permissions.map((one) => `・${one.words}`);
  return {
    type: 'card',
    title: name,
    text: description,
    fields: [
      { name: texts.t('permissions'), value: words.length === 0 ? texts.t('only-answers') : words.join('\n') },
      ...(fetch.length === 0 ? [] : [{ name: texts.t('fetches'), value: fetch.join('\n') }]),
      { name: texts.t('state'), value: texts.t(stateOf(plugin)) },
    ],
    buttons: buttonsOf(plugin, texts),
    footer: texts.t('version', { version }),
  };
}

const stateOf = ({ isAlwaysOn, isOn }: PluginEntry): string =>
  isAlwaysOn ? 'state-always' : isOn ? 'state-on' : 'state-off';

function buttonsOf({ name, isOn, isAlwaysOn, settings }: PluginEntry, texts: Texts): readonly Button[] {
  const buttons: Button[] = [];
  if (!isAlwaysOn && isOn) buttons.push(secondary(texts.t('button-disable'), `/plugins disable ${name}`));
  if (!isOn) buttons.push(secondary(texts.t('button-enable'), `/plugins enable ${name}`));
  return [...buttons, secondary(texts.t('button-all'), '/plugins')].concat(
    // A button carries a command of its own plugin; this one is only put into the input field.
    settings.length === 0
      ? []
      : [
          {
            label: texts.t('button-settings'),
            command: `/plugins about ${name}`,
            prefill: `/settings show ${name}`,
            style: 'secondary',
          },
        ],
  );
}
