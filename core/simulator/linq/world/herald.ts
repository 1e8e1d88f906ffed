import type { ReactionView } from '../../view.ts';
import type { Account } from '../account.ts';
import { eventChat, messageEvent, participantOf, chatOf } from '../shape.ts';
import { stamp } from '../stamp.ts';
import type { WebhookFaults } from '../webhook/faults.ts';
import type { EventType } from '../webhook/event.ts';
import type { Chat, Population } from './population.ts';
import type { Post } from './timeline.ts';

/** Tells the host what happens in the chats that its line is in: one event for each thing, in the shapes that Linq gives them. */
export class Herald {
  constructor(
    private readonly account: Account,
    private readonly population: Population,
    private readonly faults: WebhookFaults,
    private readonly send: (chatId: string, type: EventType, data: object) => void,
  ) {}

  message(type: 'message.received' | 'message.sent' | 'message.delivered', chat: Chat, post: Post): void {
    const data = messageEvent(this.account, chat, post, this.faults.healthWord());
    const { is_group: _, ...unsaid } = data.chat;
    this.#tell(chat, type, this.faults.bare ? { ...data, chat: unsaid } : data);
  }

  edited(chat: Chat, post: Post, index: number, text: string): void {
    this.#tell(chat, 'message.edited', {
      id: post.view.id,
      chat: eventChat(this.account, chat, this.faults.healthWord()),
      direction: post.from === this.account.line ? 'outbound' : 'inbound',
      edited_at: stamp(post.updatedAt),
      part: { index, text },
      sender_handle: participantOf(this.account, chat, post.from, stamp),
    });
  }

  failed(chat: Chat, post: Post, code: number): void {
    this.#tell(chat, 'message.failed', {
      code,
      reason: 'The message could not be delivered.',
      chat_id: chat.id,
      message_id: post.view.id,
      failed_at: stamp(this.account.now()),
    });
  }

  reaction(added: boolean, chat: Chat, post: Post, partIndex: number, { from, type, emoji }: ReactionView): void {
    const handle = from === 'bot' ? this.account.line : from;
    this.#tell(chat, added ? 'reaction.added' : 'reaction.removed', {
      is_from_me: from === 'bot',
      reaction_type: type,
      custom_emoji: emoji ?? null,
      chat_id: chat.id,
      message_id: post.view.id,
      part_index: partIndex,
      reacted_at: stamp(this.account.now()),
      service: chat.service,
      from: handle,
      from_handle: participantOf(this.account, chat, handle, stamp),
    });
  }

  /** Nobody says who did it. */
  participant(added: boolean, chat: Chat, handle: string): void {
    const at = stamp(this.account.now());
    const data = {
      chat_id: chat.id,
      handle,
      ...(added ? { added_at: at } : { removed_at: at }),
      participant: participantOf(this.account, chat, handle, stamp),
    };
    const { participant: _, ...bare } = data;
    this.#always(chat, added ? 'participant.added' : 'participant.removed', this.faults.bare ? bare : data);
  }

  created(chat: Chat): void {
    this.#tell(chat, 'chat.created', chatOf(this.account, chat, stamp));
  }

  changed(what: 'name' | 'icon', chat: Chat, before: string | undefined, by: string): void {
    const after = what === 'name' ? chat.name : chat.icon;
    this.#tell(chat, `chat.group_${what}_updated`, {
      chat_id: chat.id,
      updated_at: stamp(chat.updatedAt),
      old_value: before ?? null,
      new_value: after ?? null,
      changed_by_handle: participantOf(this.account, chat, by, stamp),
    });
  }

  notChanged(what: 'name' | 'icon', chat: Chat, code: number): void {
    const failed = { chat_id: chat.id, error_code: code, failed_at: stamp(this.account.now()) };
    this.#tell(chat, `chat.group_${what}_update_failed`, failed);
  }

  #tell(chat: Chat, type: EventType, data: object): void {
    if (this.population.hasBot(chat)) this.#always(chat, type, data);
  }

  /** The one event that comes although the line is out: that it is out. */
  #always(chat: Chat, type: EventType, data: object): void {
    this.send(chat.id, type, data);
  }
}
