import { LRUCache } from 'lru-cache';
import type { ChatRef } from './chat.ts';

/** A LINE group holds at most 500 people; the rest is room for those who came and went unseen. */
const MEMBERS_PER_CHAT = 2_000;

/** What happened to a member, and when (milliseconds since 1970): a later mark wins, so nobody comes back who has left. */
export interface Sighting {
  readonly chat: string;
  readonly memberId: string;
  readonly what: 'seen' | 'left' | 'forgotten';
  readonly at: number;
}

/** Where the roster is kept. */
export interface RosterBook {
  /** In the order in which they were first seen. */
  roster(chat: string): Promise<readonly { readonly memberId: string }[]>;
  remember(sightings: readonly Sighting[]): Promise<void>;
}

/**
 * Who has been seen in which chat: learnt from lines, taps and joins, since most accounts may not read a member list. On the path of
 * every ordinary line: it learns in memory, and is written behind in batches. What is lost in a crash is learnt again at the next line.
 */
export class Roster {
  /** For everyone who was heard of since the start, up to when a sighting says nothing new: who is here is known, who left stays away. */
  readonly #known: LRUCache<string, Map<string, number>>;
  #unwritten: Sighting[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly book: RosterBook,
    chats = 20_000,
  ) {
    this.#known = new LRUCache({ max: chats });
  }

  seen(chat: ChatRef, memberId: string, at: number): void {
    const members = this.#of(chat);
    const known = members.get(memberId);
    if (known === undefined ? members.size >= MEMBERS_PER_CHAT : at <= known) return;
    members.set(memberId, Infinity);
    this.#unwritten.push({ chat: chat.key, memberId, what: 'seen', at });
  }

  left(chat: ChatRef, memberId: string, at: number): void {
    this.#staysAway(chat, memberId, at);
    this.#unwritten.push({ chat: chat.key, memberId, what: 'left', at });
  }

  /** A member is about to be erased in the book: nothing of them is written behind it, and only what happens later brings them back. */
  forget(chat: ChatRef, memberId: string, at: number): void {
    this.#unwritten = this.#unwritten.filter((one) => one.chat !== chat.key || one.memberId !== memberId);
    this.#staysAway(chat, memberId, at);
  }

  /** What was learnt in the chat and is not written yet never will be. */
  forgetChat(chat: ChatRef): void {
    this.#unwritten = this.#unwritten.filter((one) => one.chat !== chat.key);
    this.#known.delete(chat.key);
  }

  #of(chat: ChatRef): Map<string, number> {
    let members = this.#known.get(chat.key);
    if (!members) this.#known.set(chat.key, (members = new Map()));
    return members;
  }

  #staysAway(chat: ChatRef, memberId: string, until: number): void {
    const members = this.#of(chat);
    if (members.has(memberId) || members.size < MEMBERS_PER_CHAT) members.set(memberId, until);
  }

  /** In the order in which they were first seen. */
  async members(chat: ChatRef): Promise<readonly string[]> {
    // What is written, then what is not yet: asked in this order, nobody is missed in between.
    await this.flush();
    const written = await this.book.roster(chat.key);
    return written.slice(0, MEMBERS_PER_CHAT).map(({ memberId }) => memberId);
  }

  /** Writes what has been learnt. Rejects when it cannot, and keeps it for the next time. */
  flush(): Promise<void> {
    // Behind what is being written: whoever reads afterwards misses nobody.
    return (this.#writing = this.#writing.then(
      () => this.#write(),
      () => this.#write(),
    ));
  }

  async #write(): Promise<void> {
    const sightings = this.#unwritten;
    if (sightings.length === 0) return;
    this.#unwritten = [];
    try {
      await this.book.remember(sightings);
    } catch (error) {
      this.#unwritten = [...sightings, ...this.#unwritten];
      throw error;
    }
  }
}
