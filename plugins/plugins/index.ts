import {
  Administration,
  inLine,
  nearest,
  Refusal,
  Texts,
  type Card,
  type Commands,
  type Options,
  type PluginEntry,
} from 'tenko';
import { inject, injectable } from 'tsyringe';
import { overviewCard, pluginCard } from './cards.ts';
import manifest from './plugin.json' with { type: 'json' };

const TYPED_GRAPHEMES = 30;

/** Which plugins run here and what they may do: everybody may see it, moderators switch them on and off. */
@injectable()
export default class Plugins implements Commands<typeof manifest> {
  constructor(
    @inject(Administration) private readonly administration: Administration,
    @inject(Texts) private readonly texts: Texts,
  ) {}

  plugins(): Card {
    return overviewCard(this.administration.plugins(), this.texts);
  }

  pluginsAbout({ plugin }: Options<typeof manifest, 'plugins about'>): Card {
    return pluginCard(this.find(plugin), this.texts);
  }

  pluginsEnable({ plugin: typed }: Options<typeof manifest, 'plugins enable'>): string {
    const { name: plugin, isOn } = this.find(typed);
    if (isOn) throw new Refusal(this.texts.t('was-on', { plugin }));
    this.administration.switchPlugin(plugin, true);
    return this.texts.t('now-on', { plugin });
  }

  pluginsDisable({ plugin: typed }: Options<typeof manifest, 'plugins disable'>): string {
    const { name: plugin, isOn, isAlwaysOn } = this.find(typed);
    if (isAlwaysOn) throw new Refusal(this.texts.t('cannot-off', { plugin }));
    if (!isOn) throw new Refusal(this.texts.t('was-off', { plugin }));
    this.administration.switchPlugin(plugin, false);
    return this.texts.t('now-off', { plugin });
  }

  private find(typed: string): PluginEntry {
    const wanted = typed.normalize('NFKC').trim().replace(/^\//, '').toLowerCase();
    const all = this.administration.plugins();
    const found = all.find(({ name }) => name === wanted);
    if (found) return found;
    const near = nearest(
      wanted,
      all.map(({ name }) => name),
    );
    const word = inLine(typed, TYPED_GRAPHEMES);
    throw new Refusal(
      near === undefined ? this.texts.t('unknown', { typed: word }) : this.texts.t('near', { typed: word, near }),
    );
  }
}
