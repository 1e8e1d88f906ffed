import { Administration, Clock, inLine, Refusal, Texts, type Card, type Commands, type Options } from 'tenko';
import { inject, injectable } from 'tsyringe';
import { languageCard, overviewCard, pluginCard, zoneCard } from './cards.ts';
import manifest from './plugin.json' with { type: 'json' };
import { pluginOf, settingOf, TYPED_GRAPHEMES } from './which.ts';
import { timeIn, zoneNear, zoneOf } from './zones.ts';

/** What a chat has settled: everybody may see it, moderators change it. */
@injectable()
export default class Settings implements Commands<typeof manifest> {
  constructor(
    @inject(Administration) private readonly administration: Administration,
    @inject(Texts) private readonly texts: Texts,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  settings(): Card {
    const { policy } = this.administration;
    return overviewCard(policy, this.administration.plugins(), this.texts, this.clock.now());
  }

  settingsLanguage({ language }: Options<typeof manifest, 'settings language'>): Card | string {
    if (language === undefined) return languageCard(this.texts);
    this.administration.setLanguage(language === 'auto' ? undefined : language);
    if (language === 'auto' && this.administration.policy.languageIs === 'default') return this.texts.t('now-default');
    // In the language that was chosen, so that those who asked for it read it.
    return this.texts.t(`now-${language}`);
  }

  settingsTimeZone({ zone: typed = '' }: Options<typeof manifest, 'settings time-zone'>): Card | string {
    if (typed.trim() === '') return zoneCard(this.administration.policy, this.texts);
    const zone = zoneOf(typed);
    if (!this.administration.setTimeZone(zone ?? typed.trim())) throw new Refusal(this.unknownZone(typed));
    const { timeZone } = this.administration.policy;
    const time = timeIn(timeZone, this.texts.language, this.clock.now());
    return this.texts.t('zone-now', { zone: timeZone, time });
  }

  settingsShow({ plugin }: Options<typeof manifest, 'settings show'>): Card {
    return pluginCard(pluginOf(plugin, this.administration, this.texts), this.texts);
  }

  settingsSet({ plugin: typedPlugin, setting: typedSetting, value }: Options<typeof manifest, 'settings set'>): string {
    const plugin = pluginOf(typedPlugin, this.administration, this.texts);
    const { name, shown, expected } = settingOf(typedSetting, plugin, this.texts);
    const answer = this.administration.setSetting(plugin.name, name, value.trim());
    if (answer.ok)
      return this.texts.t('value-now', { plugin: plugin.name, setting: shown, value: inLine(answer.value ?? '', 200) });
    const wrong = { typed: inLine(value, TYPED_GRAPHEMES), setting: shown, expected };
    throw new Refusal(
      answer.near === undefined
        ? this.texts.t('value-wrong', wrong)
        : this.texts.t('value-near', { ...wrong, near: answer.near }),
    );
  }

  settingsReset({ plugin: typedPlugin, setting: typedSetting }: Options<typeof manifest, 'settings reset'>): string {
    const plugin = pluginOf(typedPlugin, this.administration, this.texts);
    const { name, shown } = settingOf(typedSetting, plugin, this.texts);
    const answer = this.administration.setSetting(plugin.name, name, undefined);
    const value = (answer.ok ? answer.value : undefined) ?? this.texts.t('nothing-set');
    return this.texts.t('value-back', { plugin: plugin.name, setting: shown, value });
  }

  private unknownZone(typed: string): string {
    const near = zoneNear(typed);
    const word = inLine(typed, TYPED_GRAPHEMES);
    return near === undefined
      ? this.texts.t('zone-unknown', { typed: word })
      : this.texts.t('zone-near', { typed: word, near });
  }
}
