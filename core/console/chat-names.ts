import { LRUCache } from 'lru-cache';
import type { ChatKind, ChatRef } from '../chat/chat.ts';
import type { Profiles } from '../chat/profiles.ts';
import { isFailure } from '../errors.ts';
import type { Platforms } from '../host/tokens.ts';
import { chatOf } from '../host/work.ts';
import type { ChatName } from './view.ts';

const HOUR = 3_600_000;
const AT_ONCE = 4;
const MOST_WAITING = 1_000;

/**
 * What chats are called. Nobody waits for a platform: a name that is not known yet is asked for, a few at a time, and is there the next
 * time the page looks.
 */
export class ChatNames {
  readonly #names = new LRUCache<string, { readonly name: string | undefined }>({ max: 10_000, ttl: HOUR });
  readonly #waiting = new Map<string, ChatRef>();
  #asking = 0;

  constructor(
    private readonly platforms: Platforms,
    private readonly profiles: Profiles,
  ) {}

  /** `ask: false` for a chat where the bot is not any more: the platform tells nothing of it. */
  of(
    key: string,
    { kind, ask = true }: { readonly kind?: ChatKind | undefined; readonly ask?: boolean } = {},
  ): ChatName {
    const chat = chatOf(key);
    const known = this.#names.get(key);
    if (!known && ask) this.#ask(chat);
    return {
      chat: key,
      platform: chat.platform,
      chatKind: kind ?? chat.kind,
      ...(chat.isGuessed && kind === undefined ? { isGuessed: true as const } : {}),
      ...(known?.name === undefined ? {} : { name: known.name }),
    };
  }

  #ask(chat: ChatRef): void {
    if (!this.platforms.find(chat) || this.#waiting.size >= MOST_WAITING) return;
    this.#waiting.set(chat.key, chat);
    if (this.#asking < AT_ONCE) void this.#work();
  }

  async #work(): Promise<void> {
    this.#asking++;
    for (const [key, chat] of this.#waiting) {
      this.#waiting.delete(key);
      // Set before it is asked: another look meanwhile does not ask again.
      this.#names.set(key, { name: undefined }, { ttl: HOUR / 6 });
      const name = await this.#named(chat);
      if (name !== undefined) this.#names.set(key, { name });
    }
    this.#asking--;
  }

  /** `undefined` where the platform does not tell, for now or ever: the page shows the id. */
  async #named(chat: ChatRef): Promise<string | undefined> {
    if (chat.kind === 'room') return undefined;
    try {
      if (chat.kind === 'user') return (await this.profiles.get(chat, chat.id))?.displayName;
      return (await this.platforms.of(chat).summary(chat)).name;
    } catch (error) {
      if (!isFailure(error)) throw error;
      return undefined;
    }
  }
}
