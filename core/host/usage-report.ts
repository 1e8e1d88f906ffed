import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { Usage } from '../plugin/administration.ts';
import { PushBudget } from './push-budget.ts';
import { SentCounts } from './sent-counts.ts';
import { PLATFORMS, SETTINGS, type HostSettings, type Platforms } from './tokens.ts';

/** LINE counts its months in Japan's time (reference, limit of the current month). */
const JAPAN = 9 * 3_600_000;

/** The month that a moment is in: when it began, and when it ends, milliseconds since 1970. */
function monthOf(time: number): { readonly start: number; readonly end: number } {
  const there = new Date(time + JAPAN);
  const [year, month] = [there.getUTCFullYear(), there.getUTCMonth()];
  return { start: Date.UTC(year, month) - JAPAN, end: Date.UTC(year, month + 1) - JAPAN };
}

/** What the month costs: the platform's own count, where it leads to, and what we sent by which way. */
@injectable()
export class UsageReport {
  constructor(
    @inject(PushBudget) private readonly budget: PushBudget,
    @inject(SentCounts) private readonly counts: SentCounts,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(PLATFORMS) private readonly platforms: Platforms,
  ) {}

  /** Rejects with a platform code. */
  async of(chat: ChatRef): Promise<Usage> {
    const now = this.settings.now();
    const { start, end } = monthOf(now);
    const [{ limit, used }, sent, yesterday] = await Promise.all([
      this.budget.of(chat),
      this.counts.since(chat, start),
      this.platforms.of(chat).sentTheDayBefore?.(now),
    ]);
    // In the first hours a single push would foretell a month of them.
    const gone = Math.max(now - start, 86_400_000) / (end - start);
    const forecast = Math.max(used, Math.round(used / gone));
    return { ...(limit === undefined ? {} : { limit }), used, forecast, sent, ...(yesterday ? { yesterday } : {}) };
  }
}
