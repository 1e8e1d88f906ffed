import { addressIn, Administration, Caller, inLine, Refusal, Texts, type Commands, type Options } from 'tenko';
import { inject, injectable } from 'tsyringe';
import manifest from './plugin.json' with { type: 'json' };

/** What a member wants to be called here. Where the platform tells no names (Linq) it is the only one there is. */
@injectable()
export default class Name implements Commands<typeof manifest> {
  constructor(
    @inject(Administration) private readonly administration: Administration,
    @inject(Caller) private readonly caller: Caller,
    @inject(Texts) private readonly texts: Texts,
  ) {}

  async name({ name: typed }: Options<typeof manifest, 'name'>): Promise<string> {
    const id = this.member();
    const { names } = this.administration.policy;
    if (typed === undefined) {
      const key = names[id] === undefined ? 'not-chosen' : 'chosen';
      return this.texts.t(key, { name: inLine(await this.caller.displayName()) });
    }
    const name = inLine(typed).replace(/^[@＠]\s*/u, '');
    if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(name)) throw new Refusal(this.texts.t('empty'));
    if (isOfAnAddress(name)) throw new Refusal(this.texts.t('address'));
    const isTaken = Object.entries(names).some(([other, theirs]) => other !== id && folded(theirs) === folded(name));
    if (isTaken) throw new Refusal(this.texts.t('taken', { name }));
    this.administration.setName(id, name);
    return this.texts.t('set', { name });
  }

  nameReset(): string {
    this.administration.setName(this.member(), undefined);
    return this.texts.t('reset');
  }

  private member(): string {
    const { id } = this.caller;
    if (id === undefined) throw new Refusal(this.texts.t('no-identity'));
    return id;
  }
}

/** Names that look alike are one name: nobody is to be taken for somebody else. */
const folded = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s+/gu, '');

/**
 * Where nobody has chosen a name, people are shown as the end of their number or address (`…2000`, `y…@….com`): whoever took that for a
 * name would be taken for them, and a whole one would be shown to everyone.
 */
const isOfAnAddress = (name: string): boolean =>
  addressIn(name) !== undefined || /^\.{2,}\s*\d+$|^.?\.{2,}@|^\+?\d[\d\s().-]{5,}\d$/u.test(name.normalize('NFKC'));
