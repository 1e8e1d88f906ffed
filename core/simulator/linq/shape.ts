import type { ReactionView } from '../view.ts';
import type { Account } from './account.ts';
import { stamp, time } from './stamp.ts';
import type { Chat, Participant } from './world/population.ts';
import { active } from './world/population.ts';
import type { Part, Post } from './world/timeline.ts';

/** The JSON of Linq's API and webhooks, version 2026-02-03, in the shapes of `@linqapp/sdk` 0.28.2. */

type When = (at: number) => string;

const HEALTH = 'https://docs.linqapp.com/guides/chats/chat-health#healthy';

export const handleOf = (account: Account, chat: Chat, who: Participant, when: When = time): object => ({
  id: who.id,
  handle: who.handle,
  is_me: who.handle === account.line,
  status: who.status,
  service: chat.service,
  joined_at: when(who.joinedAt),
  left_at: who.leftAt === undefined ? null : when(who.leftAt),
});

export function participantOf(account: Account, chat: Chat, handle: string, when: When = time): object | null {
  const participant = chat.participants.get(handle);
  return participant ? handleOf(account, chat, participant, when) : null;
}

const health = (chat: Chat, status: string, when: When = time) => ({
  status,
  doc_url: HEALTH,
  updated_at: when(chat.createdAt),
});

/** Without a name of its own a group is called after the numbers in it. */
const displayName = (account: Account, chat: Chat): string =>
  chat.name ??
  active(chat)
    .map(({ handle }) => handle)
    .filter((handle) => handle !== account.line)
    .join(', ');

export const chatOf = (account: Account, chat: Chat, when: When = time) => ({
  id: chat.id,
  created_at: when(chat.createdAt),
  updated_at: when(chat.updatedAt),
  display_name: displayName(account, chat),
  handles: Array.from(chat.participants.values(), (who) => handleOf(account, chat, who, when)),
  is_group: chat.isGroup,
  is_archived: false,
  group_chat_icon: chat.icon ?? null,
  service: chat.service,
  health_status: health(chat, 'HEALTHY', when),
});

const reactionsOf = (account: Account, chat: Chat, reactions: readonly ReactionView[]) =>
  reactions.map(({ from, type, emoji }) => ({
    handle: participantOf(account, chat, from === 'bot' ? account.line : from),
    is_me: from === 'bot',
    type,
    custom_emoji: emoji ?? null,
  }));

/** A text's decorations are null where there are none. */
const partOf = (part: Part): object => (part.type === 'text' ? { text_decorations: null, ...part } : part);

const replyTo = ({ replyTo: to }: Post) => (to ? { message_id: to.messageId, part_index: to.partIndex } : null);

/** As the API has a message that was sent by it. */
export const sentMessageOf = (account: Account, chat: Chat, post: Post) => ({
  id: post.view.id,
  created_at: time(post.sentAt),
  delivery_status: post.status,
  is_read: false,
  parts: post.parts.map((part) => ({ ...partOf(part), reactions: null })),
  sent_at: post.status === 'queued' ? null : time(post.sentAt),
  delivered_at: post.status === 'delivered' ? time(post.updatedAt) : null,
  effect: post.effect ?? null,
  from_handle: participantOf(account, chat, post.from),
  preferred_service: post.preferredService ?? null,
  reply_to: replyTo(post),
  service: chat.service,
});

/** As the API has any message. */
export const messageOf = (account: Account, chat: Chat, post: Post) => ({
  ...sentMessageOf(account, chat, post),
  parts: post.parts.map((part, index) => ({
    ...partOf(part),
    reactions: index === 0 ? reactionsOf(account, chat, post.view.reactions ?? []) : null,
  })),
  chat_id: chat.id,
  updated_at: time(post.updatedAt),
  is_from_me: post.from === account.line,
  is_delivered: post.status === 'delivered' || post.status === 'received',
  from: post.from,
  read_at: null,
});

/** The chat inside an event: neither its name nor its members. `status` comes in small letters as often as in capitals. */
export const eventChat = (account: Account, chat: Chat, status: string) => ({
  id: chat.id,
  is_group: chat.isGroup,
  owner_handle: participantOf(account, chat, account.line, stamp),
  health_status: health(chat, status, stamp),
});

export const messageEvent = (account: Account, chat: Chat, post: Post, status: string) => ({
  id: post.view.id,
  chat: eventChat(account, chat, status),
  parts: post.parts.map(partOf),
  effect: post.effect ?? null,
  read_at: null,
  sent_at: stamp(post.sentAt),
  service: chat.service,
  reply_to: replyTo(post),
  direction: post.from === account.line ? 'outbound' : 'inbound',
  delivered_at: post.status === 'delivered' ? stamp(post.updatedAt) : null,
  sender_handle: participantOf(account, chat, post.from, stamp),
  idempotency_key: post.idempotencyKey ?? null,
  preferred_service: post.preferredService ?? null,
});
