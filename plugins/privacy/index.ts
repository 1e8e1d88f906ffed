import { Administration, Caller, Refusal, Texts, type Card, type Commands } from 'tenko';
import { inject, injectable } from 'tsyringe';
import { overviewCard, receiptsCard } from './cards.ts';
import manifest from './plugin.json' with { type: 'json' };

/** What is known of a chat and its members, for them to see and to have erased. */
@injectable()
export default class Privacy implements Commands<typeof manifest> {
  constructor(
    @inject(Administration) private readonly administration: Administration,
    @inject(Caller) private readonly caller: Caller,
    @inject(Texts) private readonly texts: Texts,
  ) {}

  async privacy(): Promise<Card> {
    return overviewCard(this.administration.plugins(), await this.administration.receipts(), this.texts);
  }

  async privacyReceipts(): Promise<Card | string> {
    return receiptsCard(await this.administration.receipts(), this.texts);
  }

  privacyForgetMe(): string {
    const { id } = this.caller;
    if (id === undefined) throw new Refusal(this.texts.t('no-identity'));
    const { moderators } = this.administration.policy;
    this.administration.forgetMember(id);
    const plugins = this.administration.plugins().filter(({ remembersMembers }) => remembersMembers).length;
    const said = [this.texts.t('forgotten', { plugins })];
    if (moderators.includes(id)) said.push(this.texts.t('forgotten-role', { others: moderators.length - 1 }));
    return said.join('\n');
  }

  privacyForgetChat(): string {
    this.administration.forgetChat();
    return this.texts.t('chat-forgotten');
  }
}
