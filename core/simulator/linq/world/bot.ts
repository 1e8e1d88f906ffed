import type { Service } from '../../view.ts';
import { ABILITIES } from '../abilities.ts';
import type { Account } from '../account.ts';
import type { Later } from '../later.ts';
import type { WebhookFaults } from '../webhook/faults.ts';
import type { Herald } from './herald.ts';
import { FEWEST, type Membership } from './membership.ts';
import { active, type Chat, type Population } from './population.ts';
import type { Draft, Post, Timeline } from './timeline.ts';

/** A message group without a name of its own takes none: that is found out on the phones. */
const NOT_DELIVERED = 4_001;

export type Outgoing = Pick<Draft, 'parts' | 'effect' | 'replyTo' | 'preferredService' | 'idempotencyKey'>;

/** What the bot does through the API, once Linq has accepted it. All but the sending comes later, and an event tells its outcome. */
export class Bot {
  constructor(
    private readonly account: Account,
    private readonly population: Population,
    private readonly timeline: Timeline,
    private readonly membership: Membership,
    private readonly herald: Herald,
    private readonly faults: WebhookFaults,
    private readonly later: Later,
  ) {}

  says(chat: Chat, outgoing: Outgoing): Post {
    const post = this.timeline.add({
      ...outgoing,
      chatId: chat.id,
      at: this.account.now(),
      from: this.account.line,
      shownAs: 'bot',
      status: 'queued',
    });
    const code = this.faults.failNextMessages.shift();
    this.later.do(() => {
      if (code === undefined) this.#sent(chat, post);
      else {
        this.timeline.fail(post);
        this.herald.failed(chat, post, code);
      }
    });
    return post;
  }

  creates(handles: readonly string[], service: Service): Chat {
    const chat = this.population.addChat(service, handles, handles.length > 1, true);
    chat.ready = false;
    this.membership.show();
    this.later.do(() => {
      chat.ready = true;
      this.herald.created(chat);
    });
    return chat;
  }

  edits(chat: Chat, post: Post, index: number, text: string): void {
    this.timeline.edit(post, index, text, this.account.now());
    this.herald.edited(chat, post, index, text);
  }

  names(chat: Chat, name: string): void {
    const code = this.faults.failNextUpdates.shift() ?? (ABILITIES[chat.service].hasName ? undefined : NOT_DELIVERED);
    this.later.do(() => {
      if (code !== undefined) this.herald.notChanged('name', chat, code);
      else this.membership.named(chat, name, this.account.line);
    });
  }

  pictures(chat: Chat, url: string): void {
    const code = this.faults.failNextUpdates.shift() ?? (ABILITIES[chat.service].hasName ? undefined : NOT_DELIVERED);
    this.later.do(() => {
      if (code !== undefined) return this.herald.notChanged('icon', chat, code);
      const before = chat.icon;
      chat.icon = url;
      chat.updatedAt = this.account.now();
      this.herald.changed('icon', chat, before, this.account.line);
    });
  }

  adds(chat: Chat, handle: string): void {
    const person = this.population.personAt(handle);
    this.later.do(() => {
      if (chat.participants.get(person.handle)?.status !== 'active') this.membership.joined(chat, person.handle);
    });
  }

  /** What has changed since it was accepted may have made it impossible: then nothing happens, and nobody says so. */
  removes(chat: Chat, handle: string): void {
    this.later.do(() => {
      if (this.#mayGo(chat, handle)) this.membership.gone(chat, handle, 'removed');
    });
  }

  leaves(chat: Chat): void {
    this.later.do(() => {
      if (this.#mayGo(chat, this.account.line)) this.membership.gone(chat, this.account.line, 'left');
    });
  }

  #mayGo = (chat: Chat, handle: string): boolean =>
    chat.participants.get(handle)?.status === 'active' && active(chat).length > FEWEST;

  #sent(chat: Chat, post: Post): void {
    post.status = 'sent';
    this.herald.message('message.sent', chat, post);
    // Neither groups nor SMS say that a message has arrived (Linq docs, "Group chats", "Protocols").
    if (chat.isGroup || chat.service === 'SMS') return;
    post.status = 'delivered';
    post.updatedAt = this.account.now();
    this.herald.message('message.delivered', chat, post);
  }
}
