import { Administration, Texts, type Card, type Commands } from 'tenko';
import { inject, injectable } from 'tsyringe';
import manifest from './plugin.json' with { type: 'json' };

/** What the month's messages are used for, for those who pay for them. */
@injectable()
export default class Usage implements Commands<typeof manifest> {
  constructor(
    @inject(Administration) private readonly administration: Administration,
    @inject(Texts) private readonly texts: Texts,
  ) {}

  async usage(): Promise<Card> {
    const { limit, used, forecast, sent, yesterday } = await this.administration.usage();
    const isOver = limit !== undefined && forecast > limit;
    return {
      type: 'card',
      title: this.texts.t('title'),
      fields: [
        {
          name: this.texts.t('used'),
          value:
            limit === undefined ? this.texts.t('used-unlimited', { used }) : this.texts.t('used-of', { used, limit }),
        },
        {
          name: this.texts.t('forecast'),
          value: this.texts.t(isOver ? 'forecast-over' : 'forecast-fits', { forecast }),
        },
        {
          name: this.texts.t('sent'),
          value: [
            this.texts.t('pushes', { count: sent.pushes }),
            this.texts.t('notices', { count: sent.notices }),
            this.texts.t('replies', { count: sent.replies }),
          ].join('\n'),
        },
        ...(yesterday
          ? [{ name: this.texts.t('yesterday'), value: this.texts.t('yesterday-counts', { ...yesterday }) }]
          : []),
      ],
      footer: this.texts.t('footer'),
    };
  }
}
