import type { ChatKind } from '../chat/chat.ts';
import { fields, isFields, list, string, type Fields } from '../chat/shape.ts';
import { malformed } from './failures.ts';
import { normalHandle } from './handles.ts';
import type { People } from './incoming.ts';

/** What Linq knows of a chat, as far as the host asks. */
export interface ChatFacts {
  readonly kind: ChatKind;
  /** `imessage`, `rcs`, `sms`; absent where nobody has said. */
  readonly service: string | undefined;
  readonly name: string | undefined;
  readonly iconUrl: string | undefined;
  /** Handles of those who are here now, without the own line, by their member ids. In memory only. */
  readonly people: ReadonlyMap<string, string>;
  /** Those who are here now, the own line included. */
  readonly active: number;
  /** A clock that never goes back, in milliseconds. */
  readonly readAt: number;
}

/** `GET /v3/chats/{id}`. */
export function factsOf(call: string, body: unknown, people: People, readAt: number): ChatFacts {
  const chat = fields(body);
  if (typeof chat['is_group'] !== 'boolean') throw malformed(call, 'is_group');
  const here = list(chat['handles']).filter(isFields).filter(isActive);
  const others = new Map<string, string>();
  for (const { handle, is_me: isMe } of here) {
    const told = string(handle);
    if (told !== undefined && isMe !== true && !people.isOwn(told)) others.set(people.idOf(told), normalHandle(told));
  }
  return {
    kind: chat['is_group'] ? 'group' : 'user',
    service: string(chat['service'])?.toLowerCase(),
    name: chatName(chat['display_name'], others.values()),
    iconUrl: string(chat['group_chat_icon']),
    people: others,
    active: others.size + 1,
    readAt,
  };
}

/** Somebody who has left is still on the list. */
function isActive({ status, left_at: leftAt }: Fields): boolean {
  const told = string(status)?.toLowerCase();
  return told === undefined ? leftAt === undefined || leftAt === null : told === 'active';
}

/**
 * The name that people gave a group. Without one Linq tells the handles of its members, separated by commas: that is no name, and
 * nothing to be shown.
 */
export function chatName(value: unknown, handles: Iterable<string> = []): string | undefined {
  const name = string(value)?.trim();
  if (name === undefined || name === '') return undefined;
  const bare = name.toLowerCase().replaceAll(/[\s().-]/g, '');
  if (/\+\d{7,}/.test(bare) || /^\d{7,}$/.test(bare)) return undefined;
  if (name.split(',').every((part) => /^\S+@\S+\.\S+$/.test(part.trim()))) return undefined;
  for (const handle of handles) if (name.toLowerCase().includes(handle)) return undefined;
  return name;
}
