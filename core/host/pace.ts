import { LRUCache } from 'lru-cache';
import { inject, injectable } from 'tsyringe';
import { Census } from '../chat/census.ts';
import type { ChatRef } from '../chat/chat.ts';
import type { Pace as Rule } from '../chat/platform.ts';
import { Patience } from './patience.ts';
import type { Store } from './store.ts';
import { PLATFORMS, SETTINGS, STORE, type HostSettings, type Platforms } from './tokens.ts';

/** People whose messages are counted at a time. */
const PEOPLE = 50_000;
/** The platform counts from when a message reaches it. */
const MARGIN = 500;

/**
 * Keeps to a platform's pace, so that it need not refuse: so many messages to one person within a time, in whatever chats they are. A
 * message to a group is one to each of its people. Hosts that share a store count together. What the platform refuses all the same waits.
 */
@injectable()
export class Pace {
  /** When messages went to each person, the oldest first. */
  private readonly sent = new LRUCache<string, number[]>({ max: PEOPLE });

  constructor(
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(Census) private readonly census: Census,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(STORE) private readonly store: Store,
    @inject(Patience) private readonly patience: Patience,
  ) {}

  /** Milliseconds until so many messages may go to a chat; with 0 they count as sent. Rejects with `Stopping`. */
  async wait(chat: ChatRef, messages: number): Promise<number> {
    const rule = this.platforms.find(chat)?.pace;
    if (!rule || messages === 0) return 0;
    const people = await this.people(chat);
    const { sharing } = this.store;
    if (sharing) {
      const { within, ...most } = rule;
      return this.patience.untilThere(() => sharing.pace(people, messages, { ...most, within: within + MARGIN }));
    }
    const now = this.settings.now();
    const wait = Math.max(0, ...people.map((one) => this.waitFor(one, messages, rule, now)));
    if (wait > 0) return wait;
    for (const one of people) this.timesOf(one).push(...Array.from({ length: messages }, () => now));
    return 0;
  }

  private waitFor(one: string, messages: number, { messages: most, within }: Rule, now: number): number {
    const times = this.timesOf(one);
    while (times.length > 0 && now - times[0]! >= within + MARGIN) times.shift();
    // What is more than the pace allows at all goes when nothing went before it.
    const over = times.length - Math.max(0, most - messages);
    return over <= 0 ? 0 : times[Math.min(over, times.length) - 1]! + within + MARGIN - now;
  }

  private timesOf(one: string): number[] {
    let times = this.sent.get(one);
    if (!times) this.sent.set(one, (times = []));
    return times;
  }

  /** Where nobody tells who is there, the chat counts as one. */
  private async people(chat: ChatRef): Promise<readonly string[]> {
    const ids = chat.kind === 'user' && !chat.isGuessed ? undefined : await this.census.ids(chat);
    const { platform, account, key } = chat;
    return ids === undefined || ids.length === 0 ? [key] : ids.map((id) => `${platform}:${account} ${id}`);
  }
}
