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
  /** Who was seen since the start, in each chat. */
  readonly #seen: LRUCache<string, Set<string>>;
  #unwritten: Sighting[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly book: RosterBook,
    chats = 20_000,
  ) {
    this.#seen = new LRUCache({ max: chats });
  }

  seen(chat: ChatRef, memberId: string, at: number): void {
    let members = this.#seen.get(chat.key);
    if (!members) this.#seen.set(chat.key, (members = new Set()));
    if (members.has(memberId) || members.size >= MEMBERS_PER_CHAT) return;
    members.add(memberId);
    this.#unwritten.push({ chat: chat.key, memberId, what: 'seen', at });
  }

  left(chat: ChatRef, memberId: string, at: number): void {
    this.#seen.get(chat.key)?.delete(memberId);
    this.#unwritten.push({ chat: chat.key, memberId, what: 'left', at });
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
