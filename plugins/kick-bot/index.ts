import { Chat, Texts, type Card, type Commands } from 'tenko';
import { inject, injectable } from 'tsyringe';
import manifest from './plugin.json' with { type: 'json' };

/** Bots cannot remove members on LINE, and there is no menu that removes a bot gently: this is the way out. */
@injectable()
export default class KickBot implements Commands<typeof manifest> {
  constructor(
    @inject(Chat) private readonly chat: Chat,
    @inject(Texts) private readonly texts: Texts,
  ) {}

  kickbot(): Card | string {
    const { kind } = this.chat;
    return (
      this.obstacle() ?? {
        type: 'card',
        title: this.texts.t('title'),
        text: [this.texts.t('text', { kind }), this.texts.t('kept')].join('\n'),
        buttons: [{ label: this.texts.t('leave'), command: '/kickbot confirm', style: 'primary' }],
        footer: this.texts.t('how-to'),
        alt: this.texts.t('alt', { kind }),
      }
    );
  }

  kickbotConfirm(): string {
    const obstacle = this.obstacle();
    if (obstacle !== undefined) return obstacle;
    // The host leaves after the farewell has gone out.
    this.chat.leave();
    return [this.texts.t('bye'), this.texts.t('kept')].join('\n');
  }

  private obstacle(): string | undefined {
    if (this.chat.kind === 'user') return this.texts.t('one-to-one');
    return this.chat.can('leave') ? undefined : this.texts.t('cannot');
  }
}
