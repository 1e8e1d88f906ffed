import { addressIn } from '../chat/address.ts';
import type { ChatRef } from '../chat/chat.ts';
import { hasLink } from '../chat/link.ts';
import type { NewGroup, Platform } from '../chat/platform.ts';
import { Failure } from '../errors.ts';
import type { DeedKind, OutboxKind } from './store.ts';

/** What a command does to the chat itself: no message, but done in its turn among them. */
export interface Deed {
  readonly kind: DeedKind;
  /** JSON: a name, an address, a member's id, a new group, the token of a message; nothing for a leave. */
  readonly with: unknown;
}

const LONGEST_NAME = 100;
const LONGEST_URL = 2_000;
const LONGEST_TEXT = 5_000;
/** Linq reference, "Group constraints": a group has at most 32 people, the bot among them. */
const MOST_PEOPLE = 31;

export const isDeed = ({ kind }: { readonly kind: OutboxKind }): boolean => kind !== 'reply' && kind !== 'notice';

const DOING: Readonly<
  Record<DeedKind, (platform: Platform, chat: ChatRef, what: never, key: string) => Promise<void>>
> = {
  leave: (platform, chat) => platform.leave(chat),
  rename: (platform, chat, name: string) => platform.rename(chat, name),
  setIcon: (platform, chat, url: string) => platform.setIcon(chat, url),
  addMember: (platform, chat, address: string) => platform.addMember(chat, address),
  removeMember: (platform, chat, memberId: string) => platform.removeMember(chat, memberId),
  createGroup: (platform, chat, group: NewGroup, key) => platform.createGroup(chat, group, key),
  markRead: (platform, chat, token: string) => platform.markRead!(chat, token),
};

/** Does it. The same `key` for each try. */
export const perform = (platform: Platform, chat: ChatRef, kind: DeedKind, body: string, key: string): Promise<void> =>
  DOING[kind](platform, chat, JSON.parse(body) as never, key);

const wrong = (what: string): Failure => new Failure('BAD_CALL', what);

/** What a plugin asks for, as it is kept. Throws BAD_CALL for what no chat can be asked to do. */
export const DEED_OF = {
  rename(name: unknown): Deed {
    if (typeof name !== 'string' || name.trim() === '' || name.length > LONGEST_NAME || !name.isWellFormed())
      throw wrong(`a chat's name is a text of 1 to ${LONGEST_NAME} characters`);
    return { kind: 'rename', with: name.trim() };
  },

  setIcon(url: unknown): Deed {
    const isHttps = typeof url === 'string' && url.length <= LONGEST_URL && URL.parse(url)?.protocol === 'https:';
    if (!isHttps) throw wrong(`a chat's picture is an https address of at most ${LONGEST_URL} characters`);
    return { kind: 'setIcon', with: url };
  },

  addMember(address: unknown): Deed {
    return { kind: 'addMember', with: addressOf(address) };
  },

  removeMember(memberId: unknown): Deed {
    if (typeof memberId !== 'string' || memberId === '') throw wrong('a member id is a string');
    return { kind: 'removeMember', with: memberId };
  },

  createGroup(addresses: unknown, text: unknown): Deed {
    const given = Array.isArray(addresses) ? [...new Set(addresses.map(addressOf))] : [];
    if (given.length < 2 || given.length > MOST_PEOPLE)
      throw wrong(`a new group is made of 2 to ${MOST_PEOPLE} addresses, each once`);
    if (typeof text !== 'string' || text.trim() === '' || text.length > LONGEST_TEXT || !text.isWellFormed())
      throw wrong(`a new group begins with a text of 1 to ${LONGEST_TEXT} characters`);
    if (hasLink(text)) throw wrong('the first message of a new group has no link in it');
    return { kind: 'createGroup', with: { addresses: given, text: text.trim() } satisfies NewGroup };
  },
};

function addressOf(address: unknown): string {
  const known = typeof address === 'string' ? addressIn(address) : undefined;
  if (known === undefined)
    throw wrong('an address is a telephone number with its country, such as +819012345678, or an e-mail address');
  return known;
}
