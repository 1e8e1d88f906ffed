import { randomUUID } from 'node:crypto';
import { Impossible } from '../../impossible.ts';
import type { ChatView, MemberView, Service } from '../../view.ts';
import type { Account } from '../account.ts';
import { SERVICES } from '../abilities.ts';
import { isHandle, plainHandle } from '../handle.ts';

export interface Person {
  readonly handle: string;
  /** The best that this phone can. */
  readonly service: Service;
  /** In the address books of the others. */
  name: string;
}

/** Someone in a chat, the bot's line among them, also after they have gone. */
export interface Participant {
  /** Linq's, and another one in each chat. */
  readonly id: string;
  readonly handle: string;
  joinedAt: number;
  leftAt: number | undefined;
  status: 'active' | 'left' | 'removed';
}

export interface Chat {
  readonly id: string;
  readonly service: Service;
  readonly isGroup: boolean;
  readonly createdAt: number;
  updatedAt: number;
  name: string | undefined;
  icon: string | undefined;
  readonly participants: Map<string, Participant>;
  /** False while Linq is still making it. */
  ready: boolean;
}

const MOST_PEOPLE = 2_000;
const MOST_CHATS = 50;
/** Apple's limit for a group; Linq takes 31 besides the line. */
const MOST_MEMBERS = 32;
const LONGEST_NAME = 100;
/** Numbers that nobody has: the British regulator keeps them for stories. */
const FIRST_NUMBER = 447_700_900_100;

export const active = (chat: Chat): Participant[] =>
  [...chat.participants.values()].filter(({ status }) => status === 'active');

/** Who there is, and which chats they are in. */
export class Population {
  readonly #people = new Map<string, Person>();
  readonly #chats = new Map<string, Chat>();

  constructor(private readonly account: Account) {}

  addPerson(name: string, service: Service, handle: string = this.#freeNumber()): Person {
    if (this.#people.size >= MOST_PEOPLE) throw new Impossible(`There are ${MOST_PEOPLE} members already.`);
    if (!isHandle(handle)) throw new Impossible('A number in the form +447700900100, or a mail address, is missing.');
    const person = { handle: plainHandle(handle), service, name: named(name) };
    if (this.#people.has(person.handle) || person.handle === this.account.line)
      throw new Impossible(`${person.handle} is somebody else's.`);
    this.#people.set(person.handle, person);
    return person;
  }

  rename(handle: string, name: string): void {
    this.person(handle).name = named(name);
  }

  addChat(service: Service, handles: readonly string[], isGroup: boolean, withBot: boolean): Chat {
    if (this.#chats.size >= MOST_CHATS) throw new Impossible(`There are ${MOST_CHATS} chats already.`);
    const at = this.account.now();
    const chat: Chat = {
      id: randomUUID(),
      service,
      isGroup,
      createdAt: at,
      updatedAt: at,
      name: undefined,
      icon: undefined,
      participants: new Map(),
      ready: true,
    };
    for (const handle of withBot ? [this.account.line, ...handles] : handles) this.admit(chat, handle);
    this.#chats.set(chat.id, chat);
    return chat;
  }

  /** Whoever comes back is the same participant. */
  admit(chat: Chat, handle: string): Participant {
    if (active(chat).length >= MOST_MEMBERS) throw new Impossible(`A group holds ${MOST_MEMBERS} people.`);
    const now = this.account.now();
    const known = chat.participants.get(handle);
    const participant = known ?? { id: randomUUID(), handle, joinedAt: now, leftAt: undefined, status: 'active' };
    Object.assign(participant, { joinedAt: now, leftAt: undefined, status: 'active' });
    chat.participants.set(handle, participant);
    return participant;
  }

  dismiss(chat: Chat, handle: string, status: 'left' | 'removed'): Participant {
    const participant = this.participant(chat, handle);
    participant.status = status;
    participant.leftAt = this.account.now();
    return participant;
  }

  /** Someone who is in the chat now. */
  participant(chat: Chat, handle: string): Participant {
    const participant = chat.participants.get(handle);
    if (participant?.status !== 'active') throw new Impossible(`${this.nameOf(handle)} is not in this chat.`);
    return participant;
  }

  /** What the others call this number. */
  nameOf(handle: string): string {
    return handle === this.account.line ? this.account.botName : (this.#people.get(handle)?.name ?? handle);
  }

  person(handle: string): Person {
    const person = this.#people.get(plainHandle(handle));
    if (!person) throw new Impossible(`There is no member ${handle}.`);
    return person;
  }

  chat(chatId: string): Chat {
    const chat = this.#chats.get(chatId);
    if (!chat) throw new Impossible(`There is no chat ${chatId}.`);
    return chat;
  }

  findPerson(handle: string): Person | undefined {
    return this.#people.get(plainHandle(handle));
  }

  /** Linq may write to anybody: a number that nobody here has is a stranger's with an iPhone. */
  personAt(handle: string): Person {
    return this.findPerson(handle) ?? this.addPerson(handle, 'iMessage', handle);
  }

  /** What all of these phones can. */
  commonService(handles: readonly string[]): Service {
    const best = handles.map((handle) => SERVICES.indexOf(this.personAt(handle).service));
    return SERVICES[Math.max(0, ...best)] ?? 'SMS';
  }

  findChat(chatId: string): Chat | undefined {
    return this.#chats.get(chatId);
  }

  hasBot(chat: Chat): boolean {
    return chat.participants.get(this.account.line)?.status === 'active';
  }

  allChats(): readonly Chat[] {
    return [...this.#chats.values()];
  }

  members(): MemberView[] {
    return Array.from(this.#people.values(), ({ handle, name }) => ({
      platform: 'linq',
      id: handle,
      name,
      identified: true,
    }));
  }

  chats(): ChatView[] {
    return this.allChats().map((chat) => {
      const memberIds = active(chat)
        .map(({ handle }) => handle)
        .filter((handle) => handle !== this.account.line);
      return {
        platform: 'linq',
        service: chat.service,
        id: chat.id,
        kind: chat.isGroup ? 'group' : 'user',
        name: chat.isGroup ? (chat.name ?? '') : this.nameOf(memberIds[0] ?? ''),
        memberIds,
        botIn: this.hasBot(chat),
      };
    });
  }

  #freeNumber(): string {
    let number = FIRST_NUMBER;
    while (this.#people.has(`+${number}`) || `+${number}` === this.account.line) number += 1;
    return `+${number}`;
  }
}

function named(name: string): string {
  const short = name.trim();
  if (short === '') throw new Impossible('A name is missing.');
  if (short.length > LONGEST_NAME) throw new Impossible(`A name has at most ${LONGEST_NAME} characters.`);
  return short;
}
