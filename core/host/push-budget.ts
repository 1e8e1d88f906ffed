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
  /** Used when read, and spent by us since. */
  used: number;
  /** What each chat has cost this month, as far as this host has pushed. */
  readonly spentIn: Map<string, number>;
}

/** Messages that are kept for one notice or one push. */
interface Promised {
  readonly account: string;
  readonly chat: string;
  readonly cost: number;
}

const accountOf = ({ platform, account }: ChatRef): string => `${platform}:${account}`;
const monthOf = (time: number): number => new Date(time).getUTCFullYear() * 12 + new Date(time).getUTCMonth();

/**
 * What a push costs and whether the month still holds it. A cost is promised before it is spent: to a notice as soon as it waits with a
 * time from which it may be pushed, first come, first served. What is promised to one is not spent on another.
 */
@injectable()
export class PushBudget {
  private readonly accounts = new Map<string, Account>();
  /** By the id of the notice. */
  private readonly promised = new Map<number, Promised>();

  constructor(
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(Census) private readonly census: Census,
    @inject(SETTINGS) private readonly settings: HostSettings,
  ) {}

  /**
   * Promises the cost of a push to this chat, as many messages as it has members, to the notice `id`; what was promised to it before
   * stays promised. False when the month does not hold it after what is promised to others, or when it is more than the chat's share.
   * Rejects with a platform code.
   */
  async promise(id: number, chat: ChatRef): Promise<boolean> {
    const [account, cost] = await this.look(chat);
    const before = this.promised.get(id);
    this.promised.delete(id);
    const fits = before
      ? this.isLeft(chat, account, cost)
      : this.isLeft(chat, account, cost) && this.isFair(chat, account, cost);
    if (fits) this.promised.set(id, { account: accountOf(chat), chat: chat.key, cost });
    return fits;
  }

  has(id: number): boolean {
    return this.promised.has(id);
  }

  /** It went out for free, was dropped, or was not pushed after all. */
  release(id: number): void {
    this.promised.delete(id);
  }

  /** It was pushed, or may have been. What that cost. */
  spend(id: number): number {
    const promised = this.promised.get(id);
    const account = promised && this.accounts.get(promised.account);
    this.promised.delete(id);
    if (!promised || !account) return 0;
    account.used += promised.cost;
    account.spentIn.set(promised.chat, (account.spentIn.get(promised.chat) ?? 0) + promised.cost);
    return promised.cost;
  }

  /** Releases what is promised to any notice that is not among these. */
  keep(ids: ReadonlySet<number>): void {
    for (const id of this.promised.keys()) if (!ids.has(id)) this.promised.delete(id);
  }

  /** What a push to this chat would cost now, and what the month has left after what is promised. Rejects with a platform code. */
  async cost(chat: ChatRef): Promise<PushCost> {
    const [{ limit, used }, people] = await this.look(chat);
    return limit === undefined ? { people } : { people, left: Math.max(0, limit - used - this.promisedOf(chat)) };
  }

  /** What the month holds and what it has used. Rejects with a platform code. */
  async month(chat: ChatRef): Promise<{ readonly limit: number | undefined; readonly used: number }> {
    const { limit, used } = await this.account(chat);
    return { limit, used };
  }

  /** The platform says that the month is used up. */
  usedUp(chat: ChatRef): void {
    const account = this.accounts.get(accountOf(chat));
    if (account?.limit !== undefined) account.used = account.limit;
  }

  private isLeft(chat: ChatRef, { limit, used }: Account, cost: number): boolean {
    return limit === undefined || used + this.promisedOf(chat) + cost <= limit;
  }

  /** While others wait for their share, no chat gets more than half of the month. */
  private isFair(chat: ChatRef, { limit, spentIn }: Account, cost: number): boolean {
    if (limit === undefined) return true;
    let own = (spentIn.get(chat.key) ?? 0) + cost;
    let othersWait = false;
    for (const promised of this.promised.values()) {
      if (promised.account !== accountOf(chat)) continue;
      if (promised.chat === chat.key) own += promised.cost;
      else othersWait = true;
    }
    return !othersWait || own <= limit / 2;
  }

  private promisedOf(chat: ChatRef): number {
    let sum = 0;
    for (const { account, cost } of this.promised.values()) if (account === accountOf(chat)) sum += cost;
    return sum;
  }

  private look(chat: ChatRef): Promise<[Account, number]> {
    return Promise.all([this.account(chat), chat.kind === 'user' ? 1 : this.census.count(chat)]);
  }

  private async account(chat: ChatRef): Promise<Account> {
    const key = accountOf(chat);
    const known = this.accounts.get(key);
    const now = this.settings.now();
    if (known && now - known.readAt < FRESH) return known;
    const { limit, used } = await this.platforms.of(chat).quota();
    // Its count lags behind ours: within a month the larger of the two is right.
    const sameMonth = known && monthOf(known.readAt) === monthOf(now);
    const account: Account = {
      limit,
      readAt: now,
      used: sameMonth ? Math.max(used, known.used) : used,
      spentIn: sameMonth ? known.spentIn : new Map<string, number>(),
    };
    this.accounts.set(key, account);
    return account;
  }
}
