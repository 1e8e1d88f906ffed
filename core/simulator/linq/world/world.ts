import type { ChatView, MemberView, MessageView, ReactionType, ReactionView, Service } from '../../view.ts';
import type { Changes } from '../../world/changes.ts';
import { Hearing } from '../../world/hearing.ts';
import type { Account } from '../account.ts';
import type { Later } from '../later.ts';
import type { EventType } from '../webhook/event.ts';
import type { WebhookFaults } from '../webhook/faults.ts';
import { Bot } from './bot.ts';
import { Herald } from './herald.ts';
import { Membership } from './membership.ts';
import { Population } from './population.ts';
import { Talk } from './talk.ts';
import { Timeline } from './timeline.ts';

export interface WorldSettings {
  readonly account: Account;
  readonly changes: Changes;
  readonly faults: WebhookFaults;
  readonly later: Later;
  readonly send: (chatId: string, type: EventType, data: object) => void;
}

/**
 * The people with their phones, their chats and what they say, with nothing of HTTP in it. A member's id is their number or address.
 * Every method does what a person would do on a phone, throws `Impossible` for what they could not do, and sends the webhooks that Linq
 * would send.
 */
export class World {
  readonly population: Population;
  readonly timeline: Timeline;
  readonly talk: Talk;
  /** What the API does. */
  readonly bot: Bot;
  readonly #membership: Membership;
  readonly #hearing: Hearing;

  constructor({ account, changes, faults, later, send }: WorldSettings) {
    this.population = new Population(account);
    const herald = new Herald(account, this.population, faults, send);
    this.timeline = new Timeline(changes);
    this.#membership = new Membership(account, this.population, this.timeline, herald, changes);
    this.talk = new Talk(account, this.population, this.timeline, herald, faults);
    this.bot = new Bot(account, this.population, this.timeline, this.#membership, herald, faults, later);
    this.#hearing = new Hearing(this.timeline, changes);
  }

  // ── Members and chats. Each that makes something returns its id.

  createMember(
    name: string,
    { handle, service = 'iMessage' }: { readonly handle?: string; readonly service?: Service } = {},
  ): string {
    return this.#membership.createMember(name, service, handle);
  }

  renameMember(memberId: string, name: string): void {
    this.#membership.rename(memberId, name);
  }

  /** Whoever makes the group has the bot in it at once, unless `bot` is false. */
  createGroup(
    name: string,
    memberIds: readonly string[],
    { bot = true, service = 'iMessage' }: { readonly bot?: boolean; readonly service?: Service } = {},
  ): string {
    return this.#membership.createGroup(name, memberIds, service, bot);
  }

  createUserChat(memberId: string, { service = 'iMessage' }: { readonly service?: Service } = {}): string {
    return this.#membership.createDirect(memberId, service);
  }

  renameChat(chatId: string, memberId: string, name: string): void {
    this.#hearing.acted(chatId);
    this.#membership.renameChat(chatId, memberId, name);
  }

  addMember(chatId: string, ...memberIds: readonly string[]): void {
    this.#hearing.acted(chatId);
    this.#membership.add(chatId, memberIds);
  }

  removeMember(chatId: string, ...memberIds: readonly string[]): void {
    this.#hearing.acted(chatId);
    this.#membership.remove(chatId, memberIds);
  }

  addBot(chatId: string): void {
    this.#hearing.acted(chatId);
    this.#membership.addBot(chatId);
  }

  removeBot(chatId: string): void {
    this.#hearing.acted(chatId);
    this.#membership.removeBot(chatId);
  }

  // ── What members say and do. Each that posts returns the message's id.

  say(
    chatId: string,
    memberId: string,
    text: string,
    { quotedMessageId }: { readonly quotedMessageId?: string } = {},
  ): string {
    this.#hearing.acted(chatId);
    return this.talk.say(chatId, memberId, text, quotedMessageId);
  }

  sendImage(chatId: string, memberId: string): string {
    this.#hearing.acted(chatId);
    return this.talk.sendImage(chatId, memberId);
  }

  edit(chatId: string, memberId: string, messageId: string, text: string): void {
    this.#hearing.acted(chatId);
    this.talk.edit(chatId, memberId, messageId, text);
  }

  unsend(chatId: string, memberId: string, messageId: string): void {
    this.#hearing.acted(chatId);
    this.talk.unsend(chatId, memberId, messageId);
  }

  /** A tapback. A new one takes the place of the member's last. */
  react(chatId: string, memberId: string, messageId: string, type: ReactionType, emoji?: string): void {
    this.#react(chatId, messageId, { from: memberId, type, ...(emoji === undefined ? {} : { emoji }) }, true);
  }

  unreact(chatId: string, memberId: string, messageId: string): void {
    this.#react(chatId, messageId, { from: memberId, type: 'like' }, false);
  }

  #react(chatId: string, messageId: string, reaction: ReactionView, on: boolean): void {
    this.#hearing.acted(chatId);
    this.talk.react(chatId, messageId, reaction, on);
  }

  // ── Looking on.

  members(): readonly MemberView[] {
    return this.population.members();
  }

  chats(): readonly ChatView[] {
    return this.population.chats();
  }

  /** Oldest first: what members and the bot said, and the lines in the middle. */
  messages(chatId: string): readonly MessageView[] {
    return this.timeline.messages(chatId);
  }

  allMessages(): readonly MessageView[] {
    return this.timeline.all();
  }

  /** As in the virtual LINE. */
  waitForReply(
    chatId: string,
    predicate: (message: MessageView) => boolean = () => true,
    timeout = 5_000,
  ): Promise<MessageView> {
    return this.#hearing.waitForReply(chatId, predicate, timeout);
  }
}
