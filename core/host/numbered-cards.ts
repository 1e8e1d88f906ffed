import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { EventOf } from '../chat/event.ts';
import type { NumberedCard } from './numbered-card.ts';
import { RESERVED } from './storage-view.ts';
import type { Store } from './store.ts';
import { SETTINGS, STORE, type HostSettings } from './tokens.ts';

/** How long a card can be answered with a number, or with a reaction. */
const LIVES = 86_400_000;
/** How long a card of the host's own that asks for taps, or for a yes, is open to bare numbers. It can be quoted for as long as others. */
const PASSES = 600_000;
/** Chats are looked through for cards that are too old when there are so many. */
const MANY = 1_000;

const SIGNS = { like: 'like', love: 'like', dislike: 'dislike' } as const;
const signOf = (reaction: string): 'like' | 'dislike' | undefined => SIGNS[reaction as keyof typeof SIGNS];

/**
 * What members answer with where there are no buttons: the number of a choice, or a reaction. A bare number counts while one card alone is
 * open in the chat; one that answers a card by quoting it counts for that card, whatever else is open.
 */
@injectable()
export class NumberedCards {
  /** Chats in which something may be open, and since when: an ordinary line is looked up nowhere else. */
  private readonly chats = new Map<string, number>();
  /** Cards that ask for a moment only, in the order in which they went out. */
  private readonly passing: { readonly card: NumberedCard; readonly until: number }[] = [];

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(SETTINGS) private readonly settings: HostSettings,
  ) {}

  async start(): Promise<void> {
    for (const { chat, at } of await this.store.numberedChats(this.since)) this.chats.set(chat, at);
  }

  /** Whether a number, or a reaction, may mean something in this chat. */
  mayMean(chat: ChatRef): boolean {
    // Another host may have sent the card.
    if (this.store.sharing) return true;
    const at = this.chats.get(chat.key);
    return at !== undefined && at >= this.since;
  }

  /** Cards that go out now. */
  sent(cards: readonly NumberedCard[]): void {
    const now = this.settings.now();
    for (const card of cards) {
      if (card.lines.length > 0) this.chats.set(card.chat, now);
      if (card.about.startsWith(RESERVED)) this.passing.push({ card, until: now + PASSES });
    }
    if (this.chats.size < MANY) return;
    for (const [chat, at] of this.chats) if (at < this.since) this.chats.delete(chat);
  }

  /** What asked for a moment is in the way of no other number when that is over. */
  tick(): void {
    const now = this.settings.now();
    while (this.passing[0] && this.passing[0].until <= now) {
      const { chat, plugin, about } = this.passing.shift()!.card;
      this.store.closeNumbered(chat, plugin, about);
    }
  }

  /** Whether a card about this, sent now, would be the only one that is open. */
  async isAlone(chat: ChatRef, plugin: string, about: string): Promise<boolean> {
    if (!this.mayMean(chat)) return true;
    const open = await this.store.numbered(chat.key, this.since);
    return open.every((card) => card.about === '' || (card.plugin === plugin && card.about === about));
  }

  /** The line that a number runs; `undefined` where it means nothing. `quoted`: the message that it answers. */
  async line(chat: ChatRef, number: number, quoted?: string): Promise<string | undefined> {
    const [card, ...others] = await this.store.numbered(chat.key, this.since, quoted);
    return others.length > 0 ? undefined : card?.lines[number - 1] || undefined;
  }

  /** The line that a reaction runs, or the end of one: the newest of each member counts. */
  async reacted(
    { messageId, reaction, added, memberId, at }: EventOf<'reaction'>,
    chat: ChatRef,
  ): Promise<string | undefined> {
    if (memberId === undefined) return undefined;
    const reacted = { chat: chat.key, messageId, memberId, sign: reaction, added, at };
    const { card: { signs } = {}, before } = (await this.store.react(reacted, this.since)) ?? {};
    const sign = added ? signOf(reaction) : undefined;
    const line = sign && signs?.[sign];
    const ended = before === undefined ? undefined : signOf(before);
    // A heart in place of a thumb says nothing new.
    if (line !== undefined) return ended === sign ? undefined : line;
    // One that ran nothing has nothing to take back.
    return ended !== undefined && signs?.[ended] !== undefined ? signs.takeBack : undefined;
  }

  /** What was asked is answered. */
  close(chat: ChatRef, plugin: string, about: string): void {
    if (this.mayMean(chat)) this.store.closeNumbered(chat.key, plugin, about);
  }

  private get since(): number {
    return this.settings.now() - LIVES;
  }
}
