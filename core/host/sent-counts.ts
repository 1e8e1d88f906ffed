import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { Usage } from '../plugin/administration.ts';
import { Turns } from '../turns.ts';
import type { Store } from './store.ts';
import { SETTINGS, STORE, type HostSettings } from './tokens.ts';

type Kind = keyof Usage['sent'];

/**
 * What went out, by account and day, for the operator. Counted in memory and written behind: what a crash takes with it is not counted,
 * so these are figures to look at, and nothing rests on them.
 */
@injectable()
export class SentCounts {
  private readonly writing = new Turns();
  private unwritten = new Map<string, Usage['sent']>();

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(SETTINGS) private readonly settings: HostSettings,
  ) {}

  add(chat: ChatRef, kind: Kind, count = 1): void {
    const account = accountOf(chat);
    const counts = this.unwritten.get(account) ?? { replies: 0, notices: 0, pushes: 0 };
    this.unwritten.set(account, { ...counts, [kind]: counts[kind] + count });
  }

  async since(chat: ChatRef, time: number): Promise<Usage['sent']> {
    await this.flush();
    return this.store.sentSince(accountOf(chat), time);
  }

  /** Resolves when all that was counted is written. Rejects when it cannot be, and keeps it for the next time. */
  flush(): Promise<void> {
    // Behind what is being written just now: whoever reads next has it all.
    return this.writing.take(() => this.write());
  }

  private async write(): Promise<void> {
    const counts = this.unwritten;
    if (counts.size === 0) return;
    this.unwritten = new Map();
    try {
      await this.store.countSent(this.settings.now(), counts);
    } catch (error) {
      for (const [account, kept] of counts) {
        const since = this.unwritten.get(account) ?? { replies: 0, notices: 0, pushes: 0 };
        this.unwritten.set(account, {
          replies: kept.replies + since.replies,
          notices: kept.notices + since.notices,
          pushes: kept.pushes + since.pushes,
        });
      }
      throw error;
    }
  }
}

const accountOf = ({ platform, account }: ChatRef): string => `${platform}:${account}`;
