import { LRUCache } from 'lru-cache';
import type { ChatRef } from './chat.ts';

/** A LINE group holds at most 500 people; the rest is room for those who came and went unseen. */
const MEMBERS_PER_CHAT = 2_000;

/**
 * Who has been seen in which chat: learnt from lines, taps and joins, since most accounts may not read a member list. In memory, and on
 * the path of every ordinary line: it calls nobody and writes nothing.
 */
export class Roster {
  readonly #chats: LRUCache<string, Set<string>>;

  constructor(chats = 20_000) {
    this.#chats = new LRUCache({ max: chats });
  }

  learn(chat: ChatRef, memberId: string): void {
    let members = this.#chats.get(chat.key);
    if (!members) this.#chats.set(chat.key, (members = new Set()));
    if (members.size < MEMBERS_PER_CHAT) members.add(memberId);
  }

  forget(chat: ChatRef, memberId: string): void {
    this.#chats.get(chat.key)?.delete(memberId);
  }

  /** In the order in which they were first seen. */
  members(chat: ChatRef): readonly string[] {
    return [...(this.#chats.get(chat.key) ?? [])];
  }

  /** The bot left: what it knew of the chat's people goes. */
  drop(chat: ChatRef): void {
    this.#chats.delete(chat.key);
  }
}
