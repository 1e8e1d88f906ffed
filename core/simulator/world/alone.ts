import { Impossible } from '../impossible.ts';
import type { Herald } from './herald.ts';
import type { LinkTokens } from './link-tokens.ts';
import type { Person, Place, Population } from './population.ts';

const NONCE = /^[\x21-\x7e]{10,255}$/;

/** What a member does with the bot alone, besides talking: each is an event of their 1:1 chat with it. */
export class Alone {
  constructor(
    private readonly population: Population,
    private readonly herald: Herald,
    private readonly linkTokens: LinkTokens,
  ) {}

  /** Comes near a LINE Beacon. `hwid`: ten hexadecimal digits. */
  nearBeacon(memberId: string, hwid: string, type: 'enter' | 'banner' | 'stay' = 'enter'): void {
    this.#tell(memberId, 'beacon', { beacon: { hwid, type } });
  }

  changeMembership(memberId: string, type: 'joined' | 'left' | 'renewed', membershipId: number): void {
    this.#tell(memberId, 'membership', { membership: { type, membershipId } });
  }

  /** Taps over to another tab of the rich menu. */
  switchRichMenu(memberId: string, data: string, newRichMenuAliasId: string): void {
    this.#tell(memberId, 'postback', { postback: { data, params: { newRichMenuAliasId, status: 'SUCCESS' } } });
  }

  /** What LINE's dialog at `dialog/bot/accountLink` does once the member has agreed to it. */
  linkAccount(linkToken: string, nonce: string): void {
    if (!NONCE.test(nonce)) throw new Impossible('A nonce has 10 to 255 characters.');
    const memberId = this.linkTokens.take(linkToken);
    if (memberId === undefined) throw new Impossible('The link token was used, is too old, or never was.');
    this.#tell(memberId, 'accountLink', { link: { result: 'ok', nonce } });
  }

  #tell(memberId: string, type: string, payload: Readonly<Record<string, unknown>>): void {
    const { place, person } = this.#friend(memberId);
    this.herald.tell(place, { type, by: person, replyable: true, payload });
  }

  #friend(memberId: string): { readonly place: Place; readonly person: Person } {
    const person = this.population.person(memberId);
    const place = this.population.findPlace(memberId);
    if (!place?.botIn) throw new Impossible(`${person.name} is no friend of the bot.`);
    return { place, person };
  }
}
