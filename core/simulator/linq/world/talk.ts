import { randomUUID } from 'node:crypto';
import { Impossible } from '../../impossible.ts';
import type { ReactionView } from '../../view.ts';
import { ABILITIES } from '../abilities.ts';
import type { Account } from '../account.ts';
import type { WebhookFaults } from '../webhook/faults.ts';
import type { Herald } from './herald.ts';
import type { Chat, Population } from './population.ts';
import type { Part, Post, Timeline } from './timeline.ts';

const LONGEST_TEXT = 10_000;
/** Apple: five times, within a quarter of an hour. */
export const MOST_EDITS = 5;
export const EDITABLE_FOR = 15 * 60_000;

/** What members write and send, and what they do to messages afterwards. */
export class Talk {
  constructor(
    private readonly account: Account,
    private readonly population: Population,
    private readonly timeline: Timeline,
    private readonly herald: Herald,
    private readonly faults: WebhookFaults,
  ) {}

  say(chatId: string, handle: string, text: string, quotedMessageId: string | undefined): string {
    checkText(text);
    return this.#send(chatId, handle, [{ type: 'text', value: text }], quotedMessageId);
  }

  sendImage(chatId: string, handle: string): string {
    const id = randomUUID();
    const file = { filename: 'IMG_0042.png', mime_type: 'image/png', size_bytes: 1_024 };
    const url = `https://cdn.linqapp.com/attachments/${id}/IMG_0042.png`;
    return this.#send(chatId, handle, [{ type: 'media', id, ...file, url }], undefined);
  }

  edit(chatId: string, handle: string, messageId: string, text: string): void {
    const { chat, post } = this.#own(chatId, handle, messageId);
    checkText(text);
    if (post.parts[0]?.type !== 'text') throw new Impossible('Only texts can be edited.');
    if (post.edits >= MOST_EDITS || this.account.now() - post.sentAt > EDITABLE_FOR)
      throw new Impossible('A message can be edited five times, within 15 minutes.');
    this.timeline.edit(post, 0, text, this.account.now());
    this.herald.edited(chat, post, 0, text);
  }

  /** Linq says nothing of it. */
  unsend(chatId: string, handle: string, messageId: string): void {
    this.timeline.unsend(this.#own(chatId, handle, messageId).post);
  }

  react(chatId: string, messageId: string, reaction: ReactionView, on: boolean): void {
    const { chat } = this.speaker(chatId, reaction.from);
    this.reacted(chat, this.timeline.post(chatId, messageId), reaction, on);
  }

  /** Whoever does it, the bot too. */
  reacted(chat: Chat, post: Post, reaction: ReactionView, on: boolean, partIndex = 0): void {
    if (!ABILITIES[chat.service].reactions) throw new Impossible(`${chat.service} has no tapbacks.`);
    const { from } = reaction;
    if (!on) {
      const before = this.timeline.react(post, from, undefined);
      if (before) this.herald.reaction(false, chat, post, partIndex, before);
      return;
    }
    const before = this.timeline.react(post, from, reaction);
    if (before && this.faults.tellsReplaced) this.herald.reaction(false, chat, post, partIndex, before);
    this.herald.reaction(true, chat, post, partIndex, reaction);
  }

  speaker(chatId: string, handle: string): { readonly chat: Chat; readonly handle: string } {
    const chat = this.population.chat(chatId);
    return { chat, handle: this.population.participant(chat, handle).handle };
  }

  #own(chatId: string, handle: string, messageId: string): { readonly chat: Chat; readonly post: Post } {
    const { chat } = this.speaker(chatId, handle);
    const post = this.timeline.post(chatId, messageId);
    if (post.from !== handle) throw new Impossible(`${this.population.nameOf(handle)} did not write this message.`);
    if (!ABILITIES[chat.service].threads)
      throw new Impossible(`What was sent on ${chat.service} can be neither edited nor unsent.`);
    return { chat, post };
  }

  #send(chatId: string, from: string, parts: readonly Part[], quotedMessageId: string | undefined): string {
    const { chat } = this.speaker(chatId, from);
    if (quotedMessageId !== undefined) {
      if (!ABILITIES[chat.service].threads) throw new Impossible(`${chat.service} has no replies to one message.`);
      this.timeline.post(chatId, quotedMessageId);
    }
    const post = this.timeline.add({
      chatId,
      at: this.account.now(),
      shownAs: from,
      from,
      parts,
      status: 'received',
      ...(quotedMessageId === undefined ? {} : { replyTo: { messageId: quotedMessageId, partIndex: 0 } }),
    });
    this.herald.message('message.received', chat, post);
    return post.view.id;
  }
}

function checkText(text: string): void {
  if (text.trim() === '') throw new Impossible('A text is missing.');
  if (text.length > LONGEST_TEXT) throw new Impossible(`A text has at most ${LONGEST_TEXT} characters.`);
}
