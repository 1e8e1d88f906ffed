import {
  addressIn,
  Caller,
  Chat,
  hasLink,
  inLine,
  Refusal,
  Texts,
  type Capability,
  type Card,
  type Commands,
  type Options,
} from 'tenko';
import { inject, injectable } from 'tsyringe';
import manifest from './plugin.json' with { type: 'json' };

const SHOWN = 40;
const DEEDS = ['rename', 'setIcon', 'addMember', 'removeMember', 'createGroup'] as const;

/** Name, picture and people of a group, where bots may change them. What comes of it is told by the host, when the platform knows. */
@injectable()
export default class Group implements Commands<typeof manifest> {
  constructor(
    @inject(Chat) private readonly chat: Chat,
    @inject(Caller) private readonly caller: Caller,
    @inject(Texts) private readonly texts: Texts,
  ) {}

  async group(): Promise<Card | string> {
    const can = DEEDS.filter((deed) => this.chat.can(deed));
    if (can.length === 0) return this.instead;
    const { texts } = this;
    const name = this.chat.can('rename') ? await this.nameNow() : undefined;
    return {
      type: 'card',
      title: name ?? texts.t('title'),
      text: [...(this.chat.kind === 'user' ? [texts.t('pair')] : []), ...can.map((deed) => texts.t(deed))].join('\n'),
    };
  }

  groupName({ name }: Options<typeof manifest, 'group name'>): string {
    this.must('rename');
    const chosen = inLine(name);
    this.chat.rename(chosen);
    return this.texts.t('naming', { name: chosen });
  }

  groupIcon({ address }: Options<typeof manifest, 'group icon'>): string {
    this.must('setIcon');
    if (URL.parse(address)?.protocol !== 'https:') throw new Refusal(this.texts.t('no-picture'));
    this.chat.setIcon(address);
    return this.texts.t('picturing');
  }

  groupAdd({ address }: Options<typeof manifest, 'group add'>): string {
    this.must('addMember');
    this.chat.addMember(this.read(address));
    return this.texts.t('adding');
  }

  groupRemove({ member }: Options<typeof manifest, 'group remove'>): string {
    this.must('removeMember');
    this.chat.removeMember(member.id);
    return this.texts.t('removing', { name: inLine(member.displayName, SHOWN) });
  }

  async groupNew({ people, message }: Options<typeof manifest, 'group new'>): Promise<string> {
    this.must('createGroup');
    const addresses = [...new Set(people.map((one) => this.read(one)))];
    if (addresses.length < 2) throw new Refusal(this.texts.t('too-few'));
    const text = message ?? this.texts.t('first', { name: inLine(await this.caller.displayName(), SHOWN) });
    if (hasLink(text)) throw new Refusal(this.texts.t('has-link'));
    this.chat.createGroup(addresses, text);
    return this.texts.t('making', { count: addresses.length });
  }

  /** What to do where bots can do nothing. */
  private get instead(): string {
    return this.texts.t(this.chat.platform === 'line' ? 'line' : 'nothing');
  }

  private must(capability: Capability & (typeof DEEDS)[number]): void {
    if (this.chat.can(capability)) return;
    if (this.chat.platform === 'line') throw new Refusal(this.texts.t('line'));
    const isPair = this.chat.kind === 'user' && capability !== 'createGroup';
    throw new Refusal(this.texts.t(isPair ? 'pair' : `cannot-${capability}`));
  }

  private read(typed: string): string {
    const address = addressIn(typed);
    if (address === undefined) throw new Refusal(this.texts.t('no-address', { typed: inLine(typed, SHOWN) }));
    return address;
  }

  /** A name is a courtesy: a group without one, or whose name cannot be read just now, is shown all the same. */
  private async nameNow(): Promise<string | undefined> {
    try {
      return await this.chat.name();
    } catch (error) {
      const code = String((error as { code?: unknown } | null)?.code);
      if (code !== 'NOT_SUPPORTED' && !code.startsWith('PLATFORM_')) throw error;
      return undefined;
    }
  }
}
