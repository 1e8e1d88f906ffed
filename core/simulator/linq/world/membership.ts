import { Impossible } from '../../impossible.ts';
import type { Service } from '../../view.ts';
import type { Changes } from '../../world/changes.ts';
import { ABILITIES } from '../abilities.ts';
import type { Account } from '../account.ts';
import type { Herald } from './herald.ts';
import { active, type Chat, type Population } from './population.ts';
import type { Timeline } from './timeline.ts';

/** Three people make a group, and fewer than three it never has (Linq docs, "Group chats"). */
export const FEWEST = 3;
const LONGEST_NAME = 100;

/** Who comes and goes, members and the bot, and what a group is called. */
export class Membership {
  constructor(
    private readonly account: Account,
    private readonly population: Population,
    private readonly timeline: Timeline,
    private readonly herald: Herald,
    private readonly changes: Changes,
  ) {}

  createMember(name: string, service: Service, handle: string | undefined): string {
    const person = this.population.addPerson(name, service, handle);
    this.show();
    return person.handle;
  }

  rename(handle: string, name: string): void {
    this.population.rename(handle, name);
    this.show();
  }

  /** People make it, and Linq says nothing of it before the first message. */
  createGroup(name: string, handles: readonly string[], service: Service, bot: boolean): string {
    const members = [...new Set(handles.map((handle) => this.population.person(handle).handle))];
    if (members.length + (bot ? 1 : 0) < FEWEST)
      throw new Impossible('A group begins with three people, the bot among them.');
    const chat = this.population.addChat(service, members, true, bot);
    if (ABILITIES[service].hasName) chat.name = shortName(name);
    this.show();
    return chat.id;
  }

  createDirect(handle: string, service: Service): string {
    const chat = this.population.addChat(service, [this.population.person(handle).handle], false, true);
    this.show();
    return chat.id;
  }

  add(chatId: string, handles: readonly string[]): void {
    const chat = this.#changing(chatId);
    const people = handles.map((handle) => this.population.person(handle).handle);
    const present = people.find((handle) => chat.participants.get(handle)?.status === 'active');
    if (present !== undefined) throw new Impossible(`${this.population.nameOf(present)} is in this chat already.`);
    for (const handle of people) this.joined(chat, handle);
  }

  remove(chatId: string, handles: readonly string[]): void {
    const chat = this.#changing(chatId);
    for (const handle of handles) this.population.participant(chat, handle);
    if (active(chat).length - handles.length < FEWEST) throw new Impossible('Three must stay in a group.');
    for (const handle of handles) this.gone(chat, handle, 'removed');
  }

  addBot(chatId: string): void {
    const chat = this.#changing(chatId);
    if (this.population.hasBot(chat)) throw new Impossible('The bot is in this chat already.');
    this.joined(chat, this.account.line);
  }

  removeBot(chatId: string): void {
    const chat = this.#changing(chatId);
    if (!this.population.hasBot(chat)) throw new Impossible('The bot is not in this chat.');
    this.remove(chatId, [this.account.line]);
  }

  /** Someone is in, whoever brought them. */
  joined(chat: Chat, handle: string): void {
    this.population.admit(chat, handle);
    chat.updatedAt = this.account.now();
    this.show();
    this.#note(chat, `${this.population.nameOf(handle)} joined`);
    this.herald.participant(true, chat, handle);
  }

  gone(chat: Chat, handle: string, status: 'left' | 'removed'): void {
    const toldAll = this.population.hasBot(chat);
    this.population.dismiss(chat, handle, status);
    chat.updatedAt = this.account.now();
    this.show();
    this.#note(chat, `${this.population.nameOf(handle)} left`);
    // The line hears of its own going, and of nothing after it.
    if (toldAll) this.herald.participant(false, chat, handle);
  }

  renameChat(chatId: string, by: string, name: string): void {
    const chat = this.population.chat(chatId);
    this.population.participant(chat, by);
    if (!chat.isGroup || !ABILITIES[chat.service].hasName) throw new Impossible('This chat has no name of its own.');
    this.named(chat, shortName(name), by);
  }

  named(chat: Chat, name: string | undefined, by: string): void {
    const before = chat.name;
    chat.name = name;
    chat.updatedAt = this.account.now();
    this.show();
    const who = this.population.nameOf(by);
    this.#note(chat, name === undefined ? `${who} removed the name` : `${who} named the conversation “${name}”`);
    this.herald.changed('name', chat, before, by);
  }

  show(): void {
    this.changes.tell({ type: 'chats', chats: this.population.chats(), members: this.population.members() });
  }

  #changing(chatId: string): Chat {
    const chat = this.population.chat(chatId);
    if (!chat.isGroup) throw new Impossible('Nobody comes to a 1:1 chat, or goes.');
    if (!ABILITIES[chat.service].changesMembers)
      throw new Impossible(`A group on ${chat.service} keeps the people that it began with.`);
    return chat;
  }

  #note(chat: Chat, text: string): void {
    this.timeline.note(chat.id, this.account.now(), text);
  }
}

function shortName(name: string): string | undefined {
  const short = name.trim();
  if (short.length > LONGEST_NAME) throw new Impossible(`A name has at most ${LONGEST_NAME} characters.`);
  return short === '' ? undefined : short;
}
