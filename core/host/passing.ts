import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { ReplyToken } from '../chat/event.ts';
import { isFailure } from '../errors.ts';
import { Claims } from './claims.ts';
import { Outbox } from './outbox.ts';
import { Runner } from './runner.ts';
import type { Store } from './store.ts';
import { LOGGER, STORE } from './tokens.ts';

interface Passer {
  readonly chat: ChatRef;
  readonly token: ReplyToken;
}

/**
 * Tokens of ordinary lines in chats that this host does not have: one look at the store for all that come while it takes, and where
 * something waits for a token, this one carries it. On the way of every line, and nobody waits for it.
 */
@injectable()
export class Passing {
  /** Of each chat the newest. */
  private passing = new Map<string, Passer>();
  private looking: Promise<void> | undefined;

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(LOGGER) private readonly log: Logger,
    @inject(Claims) private readonly claims: Claims,
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(Runner) private readonly runner: Runner,
  ) {}

  offer(chat: ChatRef, token: ReplyToken): void {
    this.passing.set(chat.key, { chat, token });
    this.looking ??= new Promise((resolve) => setImmediate(() => resolve(this.look())));
  }

  /** Resolves when nobody looks any more. */
  async idle(): Promise<void> {
    await this.looking;
  }

  private async look(): Promise<void> {
    while (this.passing.size > 0) {
      const passing = this.passing;
      this.passing = new Map();
      try {
        const waiting = (await this.store.sharing?.look([...passing.keys()])) ?? [];
        await Promise.all(waiting.map((chat) => this.give(passing.get(chat))));
      } catch (error) {
        // What waits goes on waiting for another line.
        this.log.warn({ err: error, ...(isFailure(error) ? { code: error.code } : {}) }, 'free replies were not used');
      }
    }
    this.looking = undefined;
  }

  private async give(passer: Passer | undefined): Promise<void> {
    if (!passer) return;
    const { chat, token } = passer;
    if (!this.claims.of(chat.key)) this.runner.take((await this.store.sharing?.lend(chat.key, token)) ?? []);
    this.outbox.offer(chat, token);
  }
}
