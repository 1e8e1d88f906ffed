import {
  Administration,
  Caller,
  inLine,
  Members,
  Refusal,
  Texts,
  type Card,
  type Commands,
  type MemberValue,
  type Options,
} from 'tenko';
import { inject, injectable } from 'tsyringe';
import manifest from './plugin.json' with { type: 'json' };

const NAME_GRAPHEMES = 40;
/** As many as one card names. The host keeps no more either. */
const MODERATORS = 50;

/** Who may change things in a chat. LINE tells no bot who made a group, so the group says it here. */
@injectable()
export default class Moderators implements Commands<typeof manifest> {
  constructor(
    @inject(Administration) private readonly administration: Administration,
    @inject(Members) private readonly members: Members,
    @inject(Caller) private readonly caller: Caller,
    @inject(Texts) private readonly texts: Texts,
  ) {}

  async moderators(): Promise<Card> {
    const { moderators } = this.administration.policy;
    const names = await this.namesOf(moderators);
    const isVacant = names.length === 0;
    return {
      type: 'card',
      title: this.texts.t('title', { count: names.length }),
      text: [
        ...names.map((name) => `・${name}`),
        this.texts.t('what'),
        ...(isVacant ? [this.texts.t('nobody', { needed: await this.needed() })] : []),
      ].join('\n'),
      ...(isVacant
        ? { buttons: [{ label: this.texts.t('button-claim'), command: '/moderators claim', style: 'primary' }] }
        : {}),
      footer: this.texts.t(isVacant ? 'how-to-claim' : 'how-to'),
    };
  }

  /** Whoever asked, once the group has agreed. */
  async moderatorsClaim(): Promise<string> {
    const { moderators } = this.administration.policy;
    const { id } = this.caller;
    if (moderators.length > 0)
      throw new Refusal(this.texts.t('taken', { names: this.texts.list(await this.namesOf(moderators)) }));
    // The guard lets nobody through whom it does not know.
    if (id === undefined) throw new Error('a moderator without an id');
    this.administration.setModerator(id, true);
    return this.texts.t('claimed', { name: await this.caller.displayName() });
  }

  moderatorsAdd({ member }: Options<typeof manifest, 'moderators add'>): string {
    const { moderators } = this.administration.policy;
    const name = nameOf(member);
    if (moderators.includes(member.id)) throw new Refusal(this.texts.t('was', { name }));
    if (moderators.length >= MODERATORS) throw new Refusal(this.texts.t('too-many', { count: MODERATORS }));
    this.administration.setModerator(member.id, true);
    return this.texts.t('added', { name });
  }

  moderatorsRemove({ member }: Options<typeof manifest, 'moderators remove'>): string {
    const { moderators } = this.administration.policy;
    const name = nameOf(member);
    if (!moderators.includes(member.id)) throw new Refusal(this.texts.t('was-not', { name }));
    this.administration.setModerator(member.id, false);
    return this.texts.t(moderators.length === 1 ? 'removed-last' : 'removed', { name });
  }

  /** How many have to agree that somebody becomes the first: all of them where they are fewer. */
  private async needed(): Promise<number> {
    const wanted = manifest.commands.moderators.subcommands.claim.guard.taps.count;
    try {
      return Math.min(wanted, Math.max(1, await this.members.count()));
    } catch (error) {
      // Nobody can count them just now: then it takes as many as there.
      if (!String((error as { code?: unknown } | null)?.code).startsWith('PLATFORM_')) throw error;
      return wanted;
    }
  }

  private namesOf(ids: readonly string[]): Promise<readonly string[]> {
    return Promise.all(
      ids.map(async (id) => {
        const profile = await this.members.profile(id);
        return profile ? nameOf(profile) : this.texts.t('someone');
      }),
    );
  }
}

const nameOf = ({ displayName }: Pick<MemberValue, 'displayName'>): string =>
  inLine(displayName, NAME_GRAPHEMES) || '…';
