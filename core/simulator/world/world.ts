import type { SentMessage } from '../api/retry-keys.ts';
import type { ReplyTokens } from '../api/reply-tokens.ts';
import type { Channel } from '../channel.ts';
import type { ChatView, MemberView, MessageView } from '../view.ts';
import type { WebhookEvent } from '../webhook/event.ts';
import { Alone } from './alone.ts';
import type { Changes } from './changes.ts';
import { Hearing } from './hearing.ts';
import { Herald } from './herald.ts';
import { LinkTokens } from './link-tokens.ts';
import { Membership } from './membership.ts';
import { Population, type Person, type Place } from './population.ts';
import { Talk, type Medium, type Saying } from './talk.ts';
import { actionsIn, Taps, type Action } from './tap.ts';
import { Timeline, type Content, type Post } from './timeline.ts';

/** What a bot sends: a message object of LINE's, quick replies and all. */
export type OutgoingMessage = Content & { readonly quickReply?: { readonly items?: readonly unknown[] } };

export interface WorldSettings {
  readonly channel: Channel;
  readonly tokens: ReplyTokens;
  readonly changes: Changes;
  readonly send: (chatId: string, event: WebhookEvent) => void;
}

/**
 * The people, their chats and what they say, with nothing of HTTP in it. Every method does what a person would do in LINE's app,
 * throws `Impossible` for what they could not do, and sends the webhooks that LINE would send.
 */
export class World {
  /** What members do in their 1:1 chats besides talking. */
  readonly alone: Alone;
  readonly linkTokens: LinkTokens;
  readonly #channel: Channel;
  readonly #population = new Population();
  readonly #timeline: Timeline;
  readonly #membership: Membership;
  readonly #talk: Talk;
  readonly #taps: Taps;
  readonly #hearing: Hearing;

  constructor({ channel, tokens, changes, send }: WorldSettings) {
    const herald = new Herald(channel, tokens, send);
    this.#channel = channel;
    this.#timeline = new Timeline(changes);
    this.#membership = new Membership(channel, this.#population, this.#timeline, herald, changes);
    this.#talk = new Talk(channel, this.#population, this.#timeline, herald);
    this.#taps = new Taps(this.#timeline, this.#talk, herald);
    this.#hearing = new Hearing(this.#timeline, changes);
    this.linkTokens = new LinkTokens(channel.now);
    this.alone = new Alone(this.#population, herald, this.linkTokens);
  }

  // ── Members and chats. Each that makes something returns its id.

  /** `identified: false`: someone on a PC who never agreed to share an id; no webhook and no list names them. */
  createMember(name: string, { identified = true }: { readonly identified?: boolean } = {}): string {
    return this.#membership.createMember(name, identified);
  }

  renameMember(memberId: string, name: string): void {
    this.#membership.rename(memberId, name);
  }

  /** Whoever makes the group invites the bot at once, unless `bot` is false. */
  createGroup(name: string, memberIds: readonly string[], { bot = true }: { readonly bot?: boolean } = {}): string {
    return this.#membership.createChat('group', name, memberIds, bot);
  }

  createRoom(memberIds: readonly string[], { bot = true }: { readonly bot?: boolean } = {}): string {
    return this.#membership.createChat('room', '', memberIds, bot);
  }

  /** The member adds the bot as a friend. The chat's id is the member's. */
  createUserChat(memberId: string): string {
    return this.#membership.createChat('user', '', [memberId], true);
  }

  /** Several who join together come in one event. */
  addMember(chatId: string, ...memberIds: readonly string[]): void {
    this.#hearing.acted(chatId);
    this.#membership.add(chatId, memberIds);
  }

  removeMember(chatId: string, ...memberIds: readonly string[]): void {
    this.#hearing.acted(chatId);
    this.#membership.remove(chatId, memberIds);
  }

  /** In a 1:1 chat the same as `follow`. */
  addBot(chatId: string): void {
    this.#hearing.acted(chatId);
    this.#membership.addBot(chatId);
  }

  /** In a 1:1 chat the same as `unfollow`. */
  removeBot(chatId: string): void {
    this.#hearing.acted(chatId);
    this.#membership.removeBot(chatId);
  }

  /** Adds the bot as a friend, or stops blocking it. */
  follow(memberId: string): void {
    if (this.#population.findPlace(memberId)) this.addBot(memberId);
    else this.createUserChat(memberId);
  }

  /** Blocks the bot. */
  unfollow(memberId: string): void {
    this.removeBot(memberId);
  }

  // ── What members say and do. Each that posts returns the message's id.

  say(chatId: string, memberId: string, text: string, saying: Saying = {}): string {
    this.#hearing.acted(chatId);
    return this.#talk.say(chatId, memberId, text, saying);
  }

  sendSticker(chatId: string, memberId: string): string {
    this.#hearing.acted(chatId);
    return this.#talk.sendSticker(chatId, memberId);
  }

  sendImage(chatId: string, memberId: string): string {
    this.#hearing.acted(chatId);
    return this.#talk.sendImage(chatId, memberId);
  }

  /** A file of your own making; LINE's API hands its bytes out as they are. */
  sendMedium(chatId: string, memberId: string, medium: Medium): string {
    this.#hearing.acted(chatId);
    return this.#talk.sendMedium(chatId, memberId, medium);
  }

  sendLocation(chatId: string, memberId: string): string {
    this.#hearing.acted(chatId);
    return this.#talk.sendLocation(chatId, memberId);
  }

  edit(chatId: string, memberId: string, messageId: string, text: string): void {
    this.#hearing.acted(chatId);
    this.#talk.edit(chatId, memberId, messageId, text);
  }

  unsend(chatId: string, memberId: string, messageId: string): void {
    this.#hearing.acted(chatId);
    this.#talk.unsend(chatId, memberId, messageId);
  }

  /** `action` exactly as it stands in the message; `picked` for a date picker, in the form of its `mode`. */
  tap(chatId: string, memberId: string, messageId: string, action: Action, picked?: string): void {
    this.#hearing.acted(chatId);
    this.#taps.tap(chatId, memberId, messageId, action, picked);
  }

  // ── Looking on.

  members(): readonly MemberView[] {
    return this.#population.members();
  }

  chats(): readonly ChatView[] {
    return this.#population.chats();
  }

  /** Oldest first: what members and the bot said, and the lines in the middle. */
  messages(chatId: string): readonly MessageView[] {
    return this.#timeline.messages(chatId);
  }

  allMessages(): readonly MessageView[] {
    return this.#timeline.all();
  }

  /** What can be tapped in a message, quick replies last. */
  actions(messageId: string): readonly Action[] {
    const post = this.#timeline.find(messageId);
    return post ? actionsIn(post.view) : [];
  }

  /**
   * The first message of the bot that came after the last thing somebody did in this chat, and that no earlier call returned.
   * Rejects after `timeout` milliseconds, telling what the bot said instead.
   */
  waitForReply(
    chatId: string,
    predicate: (message: MessageView) => boolean = () => true,
    timeout = 5_000,
  ): Promise<MessageView> {
    return this.#hearing.waitForReply(chatId, predicate, timeout);
  }

  // ── The bot's side, for LINE's API.

  findPlace(chatId: string): Place | undefined {
    return this.#population.findPlace(chatId);
  }

  findPerson(memberId: string): Person | undefined {
    return this.#population.findPerson(memberId);
  }

  findPost(messageId: string): Post | undefined {
    return this.#timeline.find(messageId);
  }

  quoted(token: string): Post | undefined {
    return this.#timeline.quoted(token);
  }

  hasMarkAsReadToken(token: string): boolean {
    return this.#timeline.hasMarkAsReadToken(token);
  }

  botLeaves(chatId: string): void {
    this.#membership.removeBot(chatId);
  }

  botSays(chatId: string, messages: readonly OutgoingMessage[], sentBy: 'reply' | 'push'): readonly SentMessage[] {
    const at = this.#channel.now();
    return messages.map(({ quickReply, ...content }, index) => {
      const quoted = typeof content['quoteToken'] === 'string' ? this.quoted(content['quoteToken']) : undefined;
      // Of several messages only the last one's quick replies are shown (LINE reference, "Quick reply").
      const offered = index === messages.length - 1 ? quickReply?.items : undefined;
      const { view, quoteTokens } = this.#timeline.add({
        chatId,
        at,
        from: 'bot',
        content,
        sentBy,
        ...(offered ? { quickReply: offered } : {}),
        ...(quoted ? { quotedMessageId: quoted.view.id } : {}),
      });
      const [quoteToken] = quoteTokens;
      return { id: view.id, ...(quoteToken ? { quoteToken } : {}) };
    });
  }
}
