import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import { chatRef, type ChatKind, type ChatRef } from '../chat/chat.ts';
import { isFailure } from '../errors.ts';
import type { Store } from './store.ts';
import { LOGGER, PLATFORMS, STORE, type Platforms } from './tokens.ts';

/**
 * The chats of platforms that announce no coming of the bot, and whose ids do not tell what kind of chat it is: which of them were met,
 * and what is known of their kind. In memory, so that accepting an event asks nobody.
 */
@injectable()
export class Chats {
  private readonly met = new Map<string, ChatKind | undefined>();

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(LOGGER) private readonly log: Logger,
  ) {}

  async start(): Promise<void> {
    for (const { chat, kind } of await this.store.met()) this.met.set(chat, kind);
  }

  /** Whether the first that is heard of a chat is how the bot's coming there is told, and this is it. */
  isNew(chat: ChatRef): boolean {
    return this.mustBeMet(chat) && !this.met.has(chat.key);
  }

  mustBeMet(chat: ChatRef): boolean {
    return this.platforms.find(chat)?.look !== undefined;
  }

  meet(chat: ChatRef): void {
    if (!this.mustBeMet(chat)) return;
    this.met.set(chat.key, chat.isGuessed ? this.met.get(chat.key) : chat.kind);
  }

  left(chat: ChatRef): void {
    this.met.delete(chat.key);
  }

  /** With the kind that was told before, where this event does not tell it. */
  known(chat: ChatRef): ChatRef {
    const kind = chat.isGuessed && this.met.get(chat.key);
    return kind ? chatRef(chat.platform, chat.account, kind, chat.id) : chat;
  }

  /** Before something runs in a chat: what it may do there depends on what the platform says. `undefined`: there is nobody to ask. */
  look(chat: ChatRef): Promise<ChatRef> | undefined {
    const look = this.platforms.find(chat)?.look?.(chat);
    return look && this.learn(chat, look);
  }

  private async learn(chat: ChatRef, looking: Promise<ChatKind>): Promise<ChatRef> {
    const known = this.known(chat);
    try {
      const kind = await looking;
      if (!known.isGuessed && known.kind === kind) return known;
      if (this.met.has(chat.key)) this.met.set(chat.key, kind);
      await this.store.setKind(chat.key, kind);
      return chatRef(chat.platform, chat.account, kind, chat.id);
    } catch (error) {
      // What runs needs no answer to run: it may do less meanwhile, and the log says why.
      if (!isFailure(error) || error.code === 'STORE_UNAVAILABLE') throw error;
      this.log.warn(
        { chat: chat.key, code: error.code, ...error.details },
        `nothing new of this chat: ${error.message}`,
      );
      return known;
    }
  }
}
