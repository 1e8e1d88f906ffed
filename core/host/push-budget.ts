import { inject, injectable } from 'tsyringe';
import { Census } from '../chat/census.ts';
import type { ChatRef } from '../chat/chat.ts';
import type { PushCost } from '../plugin/tokens.ts';
import { PLATFORMS, SETTINGS, type HostSettings, type Platforms } from './tokens.ts';

/** The platform's own count is approximate and slow to follow (LINE reference, consumption): it is asked again after this long. */
const FRESH = 60_000;

interface Account {
  readonly limit: number | undefined;
  readonly readAt: number;
  /** Used when read, and spent or promised by us since. */
  used: number;
}

/** What a push costs and whether the month still holds it; a cost is promised before it is spent. */
@injectable()
export class PushBudget {
  private readonly accounts = new Map<string, Account>();
  private promised = 0;

  constructor(
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(Census) private readonly census: Census,
    @inject(SETTINGS) private readonly settings: HostSettings,
  ) {}

  /** Promises the cost of a push to this chat: as many messages as it has members. `undefined` when the month does not hold it. Rejects with a platform code. */
  async promise(chat: ChatRef): Promise<{ readonly cost: number; settle(spent: boolean): void } | undefined> {
    const [account, cost] = await this.look(chat);
    if (account.limit !== undefined && account.used + this.promised + cost > account.limit) return undefined;
    this.promised += cost;
    return {
      cost,
      settle: (spent) => {
        this.promised -= cost;
        if (spent) account.used += cost;
      },
    };
  }

  /** What a push to this chat would cost now, and what the month has left after what is promised. Rejects with a platform code. */
  async cost(chat: ChatRef): Promise<PushCost> {
    const [{ limit, used }, people] = await this.look(chat);
    return limit === undefined ? { people } : { people, left: Math.max(0, limit - used - this.promised) };
  }

  /** The platform says that the month is used up. */
  spent(chat: ChatRef): void {
    const account = this.accounts.get(`${chat.platform}:${chat.account}`);
    if (account?.limit !== undefined) account.used = account.limit;
  }

  private look(chat: ChatRef): Promise<[Account, number]> {
    return Promise.all([this.account(chat), chat.kind === 'user' ? 1 : this.census.count(chat)]);
  }

  private async account(chat: ChatRef): Promise<Account> {
    const key = `${chat.platform}:${chat.account}`;
    const known = this.accounts.get(key);
    const now = this.settings.now();
    if (known && now - known.readAt < FRESH) return known;
    const { limit, used } = await this.platforms.of(chat).quota();
    // Its count lags behind ours: within a month the larger of the two is right.
    const sameMonth = known && new Date(known.readAt).getUTCMonth() === new Date(now).getUTCMonth();
    const account = { limit, readAt: now, used: sameMonth ? Math.max(used, known.used) : used };
    this.accounts.set(key, account);
    return account;
  }
}
