import { Chat, Texts, type Commands } from 'tenko';
import { inject, injectable } from 'tsyringe';
import manifest from './plugin.json' with { type: 'json' };

/**
 * Bots cannot remove members on LINE, and there is no menu that removes a bot gently: this is the way out. Who may take it, and what a
 * group reads before, is the guard's business in plugin.json.
 */
@injectable()
export default class KickBot implements Commands<typeof manifest> {
  constructor(
    @inject(Chat) private readonly chat: Chat,
    @inject(Texts) private readonly texts: Texts,
  ) {}

  kickbot(): string {
    if (this.chat.kind === 'user')
      return this.texts.t(this.chat.platform === 'line' ? 'one-to-one' : 'one-to-one-number');
    if (!this.chat.can('leave')) return this.texts.t('cannot');
    // The host leaves after the farewell has gone out.
    this.chat.leave();
    return [this.texts.t('bye'), this.texts.t('kept')].join('\n');
  }
}
