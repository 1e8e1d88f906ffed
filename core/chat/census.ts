import { LRUCache } from 'lru-cache';
import { isFailure } from '../errors.ts';
import type { ChatRef } from './chat.ts';
import type { Member, RosterView } from './member.ts';
import type { Platform } from './platform.ts';
import type { Profiles } from './profiles.ts';
import type { Roster } from './roster.ts';

const MINUTE = 60_000;
/** Profiles asked for at once when a whole roster is named. */
const AT_ONCE = 16;

export interface CensusOptions {
  readonly platformOf: (chat: ChatRef) => Pick<Platform, 'memberCount' | 'memberIds'>;
  readonly profiles: Profiles;
  readonly roster: Roster;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** How many people a chat has and who they are, as far as anybody may know. */
export class Census {
  readonly #options: CensusOptions;
  readonly #counts: LRUCache<string, number, ChatRef>;
  /** Ids from the platform's own list, where this account may read it. */
  readonly #lists: LRUCache<string, readonly string[] | { readonly forbidden: true }, ChatRef>;

  constructor(options: CensusOptions) {
    this.#options = options;
    this.#counts = new LRUCache({
      max: 20_000,
      ttl: MINUTE,
      ignoreFetchAbort: true,
      fetchMethod: (_key, _stale, { context: chat }) => options.platformOf(chat).memberCount(chat),
    });
    this.#lists = new LRUCache({
      max: 5_000,
      ttl: 10 * MINUTE,
      ignoreFetchAbort: true,
      fetchMethod: async (_key, _stale, { context: chat, options: entry }) => {
        try {
          return await options.platformOf(chat).memberIds(chat);
        } catch (error) {
          if (!isFailure(error) || error.code !== 'PLATFORM_FORBIDDEN') throw error;
          entry.ttl = 60 * MINUTE;
          return { forbidden: true };
        }
      },
    });
  }

  /** People without the bot, as the platform counts them; never older than a minute. Rejects with a platform code. */
  async count(chat: ChatRef): Promise<number> {
    return (await this.#counts.fetch(chat.key, { context: chat })) ?? 0;
  }

  /** Ids from the platform's own list; `undefined` where it gives none just now. */
  async ids(chat: ChatRef): Promise<readonly string[] | undefined> {
    try {
      const listed = await this.#lists.fetch(chat.key, { context: chat });
      return Array.isArray(listed) ? (listed as readonly string[]) : undefined;
    } catch (error) {
      if (!isFailure(error)) throw error;
      return undefined;
    }
  }

  /** Somebody came or went. */
  changed(chat: ChatRef): void {
    this.#counts.delete(chat.key);
    this.#lists.delete(chat.key);
  }

  /** Everyone who can be named, in the order in which they were seen. Rejects with a platform code. */
  async roster(chat: ChatRef): Promise<RosterView> {
    const [count, listed] = await Promise.all([this.count(chat), this.#lists.fetch(chat.key, { context: chat })]);
    const ids = new Set(await this.#options.roster.members(chat));
    if (Array.isArray(listed)) for (const id of listed as readonly string[]) ids.add(id);
    const members = await this.#name(chat, [...ids]);
    // Someone may have come in the minute since the count: never fewer people than names.
    const people = Math.max(count, members.length);
    const unknown = people - members.length;
    return { members, count: people, unknown, ...(Array.isArray(listed) ? { listed: true } : {}) };
  }

  async #name(chat: ChatRef, ids: readonly string[]): Promise<Member[]> {
    const named: (Member | undefined)[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < ids.length) {
        const index = next++;
        const id = ids[index]!;
        try {
          const profile = await this.#options.profiles.get(chat, id);
          // Seen once, but the platform knows them no more: they left unseen.
          if (profile) named[index] = { id, displayName: profile.displayName };
          else this.#options.roster.left(chat, id, this.#options.now());
        } catch (error) {
          // A name that cannot be had now is one more person who cannot be named; the rest of the list is still worth having.
          if (!isFailure(error)) throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, ids.length) }, worker));
    return named.filter((member) => member !== undefined);
  }
}
