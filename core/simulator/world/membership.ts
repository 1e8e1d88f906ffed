import type { Channel } from '../channel.ts';
import { Impossible } from '../impossible.ts';
import type { Changes } from './changes.ts';
import type { Herald } from './herald.ts';
import type { Kind, Person, Place, Population } from './population.ts';
import type { Timeline } from './timeline.ts';

/** Who comes and goes, members and the bot. */
export class Membership {
  readonly #blockedBefore = new Set<string>();

  constructor(
    private readonly channel: Channel,
    private readonly population: Population,
    private readonly timeline: Timeline,
    private readonly herald: Herald,
    private readonly changes: Changes,
  ) {}

  createMember(name: string, identified: boolean): string {
    const { id } = this.population.addPerson(name, identified);
    this.#show();
    return id;
  }

  rename(memberId: string, name: string): void {
    this.population.rename(memberId, name);
    this.#show();
  }

  createChat(kind: Kind, name: string, memberIds: readonly string[], withBot: boolean): string {
    const place = this.population.addPlace(kind, name, memberIds);
    if (withBot) this.addBot(place.id);
    else this.#show();
    return place.id;
  }

  add(chatId: string, memberIds: readonly string[]): void {
    const place = this.population.place(chatId);
    const joined = this.population.addMembers(place, memberIds);
    this.#show();
    this.#note(place, `${names(joined)} joined`);
    this.herald.tell(place, {
      type: 'memberJoined',
      replyable: true,
      payload: { joined: { members: joined.map(asSource) } },
    });
  }

  remove(chatId: string, memberIds: readonly string[]): void {
    const place = this.population.place(chatId);
    const left = this.population.removeMembers(place, memberIds);
    this.#show();
    this.#note(place, `${names(left)} left`);
    this.herald.tell(place, { type: 'memberLeft', payload: { left: { members: left.map(asSource) } } });
  }

  /** In a 1:1 chat: the member adds the bot as a friend, or stops blocking it. */
  addBot(chatId: string): void {
    const place = this.population.place(chatId);
    if (place.botIn) throw new Impossible('The bot is in this chat already.');
    place.botIn = true;
    this.#show();
    if (place.kind === 'user') {
      const isUnblocked = this.#blockedBefore.delete(chatId);
      const by = this.population.person(chatId);
      this.herald.tell(place, { type: 'follow', by, replyable: true, payload: { follow: { isUnblocked } } });
      return;
    }
    this.#note(place, `${this.channel.botName} joined`);
    if (place.kind === 'room') place.joinUntold = true;
    else this.herald.tell(place, { type: 'join', replyable: true });
  }

  /** A member removes the bot, or the bot leaves; in a 1:1 chat: the member blocks it. */
  removeBot(chatId: string): void {
    const place = this.population.place(chatId);
    if (!place.botIn) throw new Impossible('The bot is not in this chat.');
    place.botIn = false;
    place.joinUntold = false;
    this.#show();
    if (place.kind === 'user') {
      this.#blockedBefore.add(chatId);
      this.herald.tellLast(place, { type: 'unfollow', by: this.population.person(chatId) });
      return;
    }
    this.#note(place, `${this.channel.botName} left`);
    this.herald.tellLast(place, { type: 'leave' });
  }

  #note(place: Place, text: string): void {
    this.timeline.add({ chatId: place.id, at: this.channel.now(), from: 'system', content: { type: 'text', text } });
  }

  #show(): void {
    this.changes.tell({ type: 'chats', chats: this.population.chats(), members: this.population.members() });
  }
}

const names = (people: readonly Person[]): string => people.map(({ name }) => name).join(', ');

const asSource = ({ id, identified }: Person): object => ({ type: 'user', ...(identified ? { userId: id } : {}) });
