import { inject, injectable } from 'tsyringe';
import { Census } from '../chat/census.ts';
import type { ChatRef } from '../chat/chat.ts';
import type { Platform } from '../chat/platform.ts';
import type { PushCost } from '../plugin/tokens.ts';
import { monthOf, type Store } from './store.ts';
import { PLATFORMS, SETTINGS, STORE, type HostSettings, type Platforms } from './tokens.ts';

/** The platform's own count is approximate and slow to follow (LINE reference, consumption): it is asked again after this long. */
const FRESH = 60_000;

interface Account {
  readonly limit: number | undefined;
  /** As the platform told it. */
  readonly used: number;
  readonly readAt: number;
}

const accountOf = ({ platform, account }: ChatRef): string => `${platform}:${account}`;

/**
 * What a push costs and whether the month still holds it. A cost is promised before it is spent: to a notice as soon as it waits with a
 * time from which it may be pushed, first come, first served. What is promised to one is not spent on another. The store keeps what is
 * promised and what was spent, so that hosts that share it share the month.
 */
@injectable()
export class PushBudget {
  private readonly accounts = new Map<string, Account>();

  constructor(
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(Census) private readonly census: Census,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(STORE) private readonly store: Store,
  ) {}

  /**
   * Promises the cost of a push to this chat, as many messages as it has members, to the notice `id`; what was promised to it before
   * stays promised. False when the month does not hold it after what is promised to others, or when it is more than the chat's share.
   * Rejects with a platform code.
   */
  async promise(id: number, chat: ChatRef): Promise<boolean> {
    const [{ limit, used }, cost] = await this.look(chat);
    return this.store.promise({
      id,
      chat: chat.key,
      account: accountOf(chat),
      month: this.thisMonth,
      cost,
      limit,
      used,
    });
  }

  /** It was pushed, or may have been. What that cost. */
  spend(id: number): Promise<number> {
    return this.store.spend(id);
  }

  /** What a push to this chat would cost now, and what the month has left after what is promised. Rejects with a platform code. */
  async cost(chat: ChatRef): Promise<PushCost> {
    const [{ left }, people] = await Promise.all([this.left(chat), this.people(chat)]);
    return left === undefined ? { people } : { people, left };
  }

  /** What the month has left after what is promised; absent where it has no limit. Rejects with a platform code. */
  async left(chat: ChatRef): Promise<Pick<PushCost, 'left'>> {
    const { limit, used: told } = await this.account(chat);
    if (limit === undefined) return {};
    const { used, promised } = await this.store.monthSpent(accountOf(chat), this.thisMonth, told);
    return { left: Math.max(0, limit - used - promised) };
  }

  /** What the month holds and what it has used. Rejects with a platform code. */
  async of(chat: ChatRef): Promise<{ readonly limit: number | undefined; readonly used: number }> {
    const { limit, used } = await this.account(chat);
    return { limit, used: (await this.store.monthSpent(accountOf(chat), this.thisMonth, used)).used };
  }

  /** Of the bot's own account, whoever asks. Rejects with a platform code. */
  async month(
    platform: Platform,
  ): Promise<{ readonly limit: number | undefined; readonly used: number; readonly promised: number }> {
    const { id } = await platform.info();
    const { limit, used } = await platform.quota();
    return { limit, ...(await this.store.monthSpent(`${platform.name}:${id}`, this.thisMonth, used)) };
  }

  /** The platform says that the month is used up. */
  async usedUp(chat: ChatRef): Promise<void> {
    const limit = this.accounts.get(accountOf(chat))?.limit;
    if (limit !== undefined) await this.store.monthSpent(accountOf(chat), this.thisMonth, limit);
  }

  private get thisMonth(): number {
    return monthOf(this.settings.now());
  }

  private look(chat: ChatRef): Promise<[Account, number]> {
    return Promise.all([this.account(chat), this.people(chat)]);
  }

  private async people(chat: ChatRef): Promise<number> {
    return chat.kind === 'user' ? 1 : this.census.count(chat);
  }

  private async account(chat: ChatRef): Promise<Account> {
    const known = this.accounts.get(accountOf(chat));
    const readAt = this.settings.now();
    if (known && readAt - known.readAt < FRESH && monthOf(known.readAt) === monthOf(readAt)) return known;
    const { limit, used } = await this.platforms.of(chat).quota();
    const account: Account = { limit, used, readAt };
    this.accounts.set(accountOf(chat), account);
    return account;
  }
}
