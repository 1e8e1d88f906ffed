import type { MessageView } from '../view.ts';
import type { Changes } from './changes.ts';

/** What was said, as far as waiting for more needs it. */
export interface Said {
  /** The newest message of all chats. Ids only grow, compared as text. */
  readonly lastId: string;
  messages(chatId: string): readonly MessageView[];
}

/** Waits for what the bot says. */
export class Hearing {
  /** By chat: the message after which a reply counts as new. */
  readonly #heard = new Map<string, string>();

  constructor(
    private readonly timeline: Said,
    private readonly changes: Changes,
  ) {}

  /** Somebody did something: what the bot said before is no answer to it. */
  acted(chatId: string): void {
    this.#heard.set(chatId, this.timeline.lastId);
  }

  async waitForReply(
    chatId: string,
    predicate: (message: MessageView) => boolean,
    timeout: number,
  ): Promise<MessageView> {
    const after = this.#heard.get(chatId) ?? '';
    const fits = (message: MessageView): boolean =>
      message.chatId === chatId && message.from === 'bot' && message.id > after && predicate(message);
    const found = this.timeline.messages(chatId).find(fits) ?? (await this.#next(chatId, fits, after, timeout));
    this.#heard.set(chatId, found.id);
    return found;
  }

  #next(chatId: string, fits: (message: MessageView) => boolean, after: string, timeout: number): Promise<MessageView> {
    return new Promise((resolve, reject) => {
      const unfollow = this.changes.follow((change) => {
        if (change.type !== 'message' || !fits(change.message)) return;
        clearTimeout(timer);
        unfollow();
        resolve(change.message);
      });
      const timer = setTimeout(() => {
        unfollow();
        const said = this.timeline.messages(chatId).filter(({ from, id }) => from === 'bot' && id > after);
        const heard = said.length === 0 ? 'nothing' : said.map(({ content }) => JSON.stringify(content)).join('\n');
        reject(new Error(`No such reply within ${timeout} ms. The bot said: ${heard}`));
      }, timeout);
    });
  }
}
