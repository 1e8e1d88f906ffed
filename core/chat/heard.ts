import { LRUCache } from 'lru-cache';
import type { ChatRef } from './chat.ts';

/** Nobody is remembered for longer to have been heard; milliseconds. */
export const HEARD_FOR = 2 * 3_600_000;
const CHATS = 20_000;
/** A LINE group holds at most 500 people. */
const MEMBERS = 500;

/** Who was heard since a time, and from when on that is known. */
export interface HeardView {
  /** In the order in which they were last heard. */
  readonly memberIds: readonly string[];
  /** The time that was asked for, or a later one: this host was not there before it, or forgets what is older. Milliseconds since 1970. */
  readonly from: number;
}

/**
 * Who wrote or tapped lately, and when they last did: that, and nothing of what they said. In memory alone; each host knows whom it heard
 * itself. On the path of every ordinary line.
 */
export class Heard {
  readonly #now: () => number;
  readonly #chats: LRUCache<string, Map<string, number>>;
  #began: number;

  constructor(now: () => number, chats = CHATS) {
    this.#now = now;
    this.#began = now();
    // Whichever chat had to make room: of none that is not in memory anything older is known.
    const dispose = (_value: unknown, _key: string, reason: string): void => {
      if (reason === 'evict') this.#began = now();
    };
    this.#chats = new LRUCache<string, Map<string, number>>({ max: chats, dispose });
  }

  note(chat: ChatRef, memberId: string, at: number): void {
    let members = this.#chats.get(chat.key);
    if (!members) this.#chats.set(chat.key, (members = new Map()));
    // The last one heard stands last.
    members.delete(memberId);
    members.set(memberId, at);
    if (members.size > MEMBERS) members.delete(members.keys().next().value!);
  }

  /** `time`: milliseconds since 1970. */
  since(chat: ChatRef, time: number): HeardView {
    const from = Math.max(time, this.#began, this.#now() - HEARD_FOR);
    const members = this.#chats.get(chat.key) ?? new Map<string, number>();
    for (const [memberId, at] of members) if (at < this.#now() - HEARD_FOR) members.delete(memberId);
    return { memberIds: [...members].filter(([, at]) => at >= from).map(([memberId]) => memberId), from };
  }

  forget(chat: ChatRef, memberId: string): void {
    this.#chats.get(chat.key)?.delete(memberId);
  }

  forgetChat(chat: ChatRef): void {
    this.#chats.delete(chat.key);
  }
}
