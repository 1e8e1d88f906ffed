import { LRUCache } from 'lru-cache';
import { isFailure } from '../errors.ts';
import type { ChatRef } from './chat.ts';
import type { MemberProfile } from './member.ts';
import type { Platform } from './platform.ts';

/** Who is asked, and how long an answer holds; milliseconds. */
export interface ProfilesOptions {
  readonly platformOf: (chat: ChatRef) => Pick<Platform, 'profile'>;
  /** What members want to be called in a chat: it stands in place of the platform's name for them. */
  readonly chosen?: ChosenNames;
  /** How many profiles are kept over all chats. */
  readonly max?: number;
  /** A changed name shows after at most this long. */
  readonly ttl?: number;
  /** "No such member" is asked again after this long. */
  readonly missingTtl?: number;
  /** A clock that never goes back, in milliseconds. */
  readonly now?: () => number;
}

export interface ChosenNames {
  name(chat: ChatRef, memberId: string): Promise<string | undefined>;
  /** Without asking anybody. */
  knownName(chat: ChatRef, memberId: string): string | undefined;
}

interface Answer {
  readonly profile: MemberProfile | undefined;
}

const keyOf = (chat: ChatRef, memberId: string): string => `${chat.key} ${memberId}`;

/**
 * Member profiles as each chat sees them. Look-ups of one member that overlap are one call to the platform; a failed call is not
 * kept, and rejects for everyone who waited on it.
 */
export class Profiles {
  readonly #chosen: ChosenNames | undefined;
  readonly #cache: LRUCache<string, Answer, { chat: ChatRef; memberId: string }>;

  constructor(options: ProfilesOptions) {
    const { platformOf, max = 50_000, ttl = 10 * 60_000, missingTtl = 60_000, now } = options;
    this.#chosen = options.chosen;
    this.#cache = new LRUCache({
      max,
      ttl,
      ...(now ? { perf: { now }, ttlResolution: 0 } : {}),
      // Someone who leaves while they are looked up: whoever asked gets the answer, and it is not kept.
      ignoreFetchAbort: true,
      fetchMethod: async (_key, _stale, { options: entry, context: { chat, memberId } }) => {
        try {
          return { profile: await platformOf(chat).profile(chat, memberId) };
        } catch (error) {
          if (!isFailure(error) || error.code !== 'PLATFORM_NOT_FOUND') throw error;
          entry.ttl = missingTtl;
          return { profile: undefined };
        }
      },
    });
  }

  /** `undefined` for someone who left or never was here. Rejects with a platform code. */
  async get(chat: ChatRef, memberId: string): Promise<MemberProfile | undefined> {
    const [answer, name] = await Promise.all([
      this.#cache.fetch(keyOf(chat, memberId), { context: { chat, memberId } }),
      this.#chosen?.name(chat, memberId),
    ]);
    return called(answer?.profile, name);
  }

  /** What is known without asking. */
  known(chat: ChatRef, memberId: string): MemberProfile | undefined {
    const profile = this.#cache.get(keyOf(chat, memberId))?.profile;
    return profile && called(profile, this.#chosen?.knownName(chat, memberId));
  }

  /** Forgets a member: they left this chat. */
  drop(chat: ChatRef, memberId: string): void {
    this.#cache.delete(keyOf(chat, memberId));
  }
}

const called = (profile: MemberProfile | undefined, name: string | undefined): MemberProfile | undefined =>
  profile && name !== undefined ? { ...profile, displayName: name } : profile;
