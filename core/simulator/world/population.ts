import { newId } from '../identifier.ts';
import { Impossible } from '../impossible.ts';
import type { ChatView, MemberView } from '../view.ts';

export type Kind = ChatView['kind'];

export interface Person {
  readonly id: string;
  name: string;
  readonly identified: boolean;
}

export interface Place {
  /** In a 1:1 chat the member's id: that is where LINE sends to. */
  readonly id: string;
  readonly kind: Kind;
  readonly name: string;
  readonly memberIds: Set<string>;
  /** In a 1:1 chat: whether the member has added the bot, and does not block it. */
  botIn: boolean;
  /** A room tells that the bot was added only when something happens there (LINE reference, "Join event"). */
  joinUntold: boolean;
}

const MOST_PEOPLE = 2_000;
const MOST_CHATS = 200;
/** LINE's own limit for a group. */
const MOST_MEMBERS = 500;
const LONGEST_NAME = 100;
const FULL = `A chat holds ${MOST_MEMBERS} members.`;

/** Who there is, and which chats they are in. */
export class Population {
  readonly #people = new Map<string, Person>();
  readonly #places = new Map<string, Place>();

  addPerson(name: string, identified: boolean): Person {
    if (this.#people.size >= MOST_PEOPLE) throw new Impossible(`There are ${MOST_PEOPLE} members already.`);
    const person = { id: newId('U'), name: named(name), identified };
    this.#people.set(person.id, person);
    return person;
  }

  rename(memberId: string, name: string): Person {
    const person = this.person(memberId);
    person.name = named(name);
    return person;
  }

  addPlace(kind: Kind, name: string, memberIds: readonly string[]): Place {
    if (this.#places.size >= MOST_CHATS) throw new Impossible(`There are ${MOST_CHATS} chats already.`);
    const members = new Set(memberIds.map((id) => this.person(id).id));
    if (members.size > MOST_MEMBERS) throw new Impossible(FULL);
    const id = kind === 'user' ? this.#partner(members) : newId(kind === 'group' ? 'C' : 'R');
    const place = {
      id,
      kind,
      name: kind === 'group' ? named(name) : '',
      memberIds: members,
      botIn: false,
      joinUntold: false,
    };
    this.#places.set(id, place);
    return place;
  }

  // A 1:1 chat is between one member and the bot, and there is one of them.
  #partner(members: ReadonlySet<string>): string {
    const [id] = members;
    if (id === undefined || members.size !== 1) throw new Impossible('A 1:1 chat has exactly one member.');
    if (this.#places.has(id)) throw new Impossible(`${this.person(id).name} has a 1:1 chat with the bot already.`);
    return id;
  }

  /** All of them or, when one cannot be added, nobody. */
  addMembers(place: Place, memberIds: readonly string[]): readonly Person[] {
    const people = distinct(memberIds).map((id) => this.person(id));
    if (place.kind === 'user') throw new Impossible('Nobody can be added to a 1:1 chat.');
    const present = people.find(({ id }) => place.memberIds.has(id));
    if (present) throw new Impossible(`${present.name} is in this chat already.`);
    if (place.memberIds.size + people.length > MOST_MEMBERS) throw new Impossible(FULL);
    for (const { id } of people) place.memberIds.add(id);
    return people;
  }

  /** All of them or, when one is not there, nobody. */
  removeMembers(place: Place, memberIds: readonly string[]): readonly Person[] {
    if (place.kind === 'user') throw new Impossible('Nobody can be removed from a 1:1 chat.');
    const people = distinct(memberIds).map((id) => this.memberOf(place, id));
    for (const { id } of people) place.memberIds.delete(id);
    return people;
  }

  person(memberId: string): Person {
    const person = this.#people.get(memberId);
    if (!person) throw new Impossible(`There is no member ${memberId}.`);
    return person;
  }

  place(chatId: string): Place {
    const place = this.#places.get(chatId);
    if (!place) throw new Impossible(`There is no chat ${chatId}.`);
    return place;
  }

  memberOf(place: Place, memberId: string): Person {
    const person = this.person(memberId);
    if (!place.memberIds.has(memberId)) throw new Impossible(`${person.name} is not in this chat.`);
    return person;
  }

  findPerson(memberId: string): Person | undefined {
    return this.#people.get(memberId);
  }

  findPlace(chatId: string): Place | undefined {
    return this.#places.get(chatId);
  }

  members(): MemberView[] {
    return Array.from(this.#people.values(), ({ id, name, identified }) => ({
      platform: 'line',
      id,
      name,
      identified,
    }));
  }

  chats(): ChatView[] {
    return [...this.#places.values()].map((place) => ({
      platform: 'line',
      id: place.id,
      kind: place.kind,
      name: place.kind === 'user' ? this.person(place.id).name : place.name,
      memberIds: [...place.memberIds],
      botIn: place.botIn,
    }));
  }
}

function distinct(memberIds: readonly string[]): readonly string[] {
  if (memberIds.length === 0) throw new Impossible('A member is missing.');
  return [...new Set(memberIds)];
}

function named(name: string): string {
  const short = name.trim();
  if (short === '') throw new Impossible('A name is missing.');
  if (short.length > LONGEST_NAME) throw new Impossible(`A name has at most ${LONGEST_NAME} characters.`);
  return short;
}
