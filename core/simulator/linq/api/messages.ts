import type { Call, Endpoint, Success } from '../../http/endpoint.ts';
import type { ReactionType } from '../../view.ts';
import { ABILITIES } from '../abilities.ts';
import { messageOf } from '../shape.ts';
import type { Chat } from '../world/population.ts';
import { EDITABLE_FOR, MOST_EDITS } from '../world/talk.ts';
import type { Part, Post } from '../world/timeline.ts';
import { chatOfCall, type Backstage } from './backstage.ts';
import { accepted } from './chats.ts';
import { textOf } from './message-rules.ts';
import { pageOf } from './pages.ts';
import { refuse } from './refusal.ts';

const MESSAGE = '/v3/messages/:messageId';
const REACTIONS: ReadonlySet<unknown> = new Set<ReactionType>([
  'love',
  'like',
  'dislike',
  'laugh',
  'emphasize',
  'question',
  'custom',
]);

/** Linq reference, "Messages": reading, editing, deleting, reacting. */
export function messageEndpoints(backstage: Backstage): readonly Endpoint[] {
  const { account } = backstage;
  return [
    { method: 'GET', path: '/v3/chats/:chatId/messages', handle: (call) => list(backstage, call) },
    {
      method: 'GET',
      path: MESSAGE,
      handle: (call) => {
        const { chat, post } = found(backstage, call);
        return { body: messageOf(account, chat, post) };
      },
    },
    { method: 'GET', path: `${MESSAGE}/thread`, handle: (call) => thread(backstage, call) },
    { method: 'PATCH', path: MESSAGE, handle: (call) => edit(backstage, call) },
    {
      method: 'DELETE',
      path: MESSAGE,
      handle: (call) => {
        // Linq forgets it; the phones keep it.
        found(backstage, call).post.deleted = true;
        return { status: 204 };
      },
    },
    { method: 'POST', path: `${MESSAGE}/reactions`, handle: (call) => react(backstage, call) },
  ];
}

function found(backstage: Backstage, call: Call): { readonly chat: Chat; readonly post: Post } {
  const post = backstage.world.timeline.find(call.params['messageId'] ?? '');
  if (!post || post.deleted) throw refuse(2002, 'Message not found');
  return { chat: chatOfCall(backstage, { ...call, params: { chatId: post.view.chatId } }), post };
}

/** Newest first: in which order they come is in no document. */
function list(backstage: Backstage, call: Call): Success {
  const chat = chatOfCall(backstage, call);
  const posts = backstage.world.timeline.posts(chat.id).filter(({ deleted }) => !deleted);
  const { items, nextCursor } = pageOf(posts.toReversed(), call.query);
  return { body: { messages: items.map((post) => messageOf(backstage.account, chat, post)), next_cursor: nextCursor } };
}

/** The message that a thread began with, and all that answer it, oldest first. */
function thread(backstage: Backstage, call: Call): Success {
  const { chat, post } = found(backstage, call);
  const first = post.replyTo?.messageId ?? post.view.id;
  const posts = backstage.world.timeline
    .posts(chat.id)
    .filter(({ deleted, view, replyTo }) => !deleted && (view.id === first || replyTo?.messageId === first));
  const { items, nextCursor } = pageOf(call.query['order'] === 'desc' ? posts.toReversed() : posts, call.query);
  return { body: { messages: items.map((one) => messageOf(backstage.account, chat, one)), next_cursor: nextCursor } };
}

function edit(backstage: Backstage, call: Call): Success {
  const { account, world } = backstage;
  const { chat, post } = found(backstage, call);
  const text = textOf(call.body['text'], 'text');
  const { part_index: index = 0 } = call.body;
  if (post.from !== account.line) throw refuse(2005, 'The message is not yours');
  if (!ABILITIES[chat.service].threads) throw refuse(2017, `Messages cannot be edited on ${chat.service}`);
  if (partAt(post, index)?.type !== 'text') throw refuse(1004, 'part_index is not a text part');
  if (post.edits >= MOST_EDITS) throw refuse(2015, `A message can be edited at most ${MOST_EDITS} times`);
  if (account.now() - post.sentAt > EDITABLE_FOR) throw refuse(2015, 'A message can be edited for 15 minutes');
  world.bot.edits(chat, post, index as number, text);
  return { body: messageOf(account, chat, post) };
}

/** `index` comes from outside, and may be the name of anything that a list has. */
const partAt = ({ parts }: Post, index: unknown): Part | undefined =>
  typeof index === 'number' ? parts[index] : undefined;

function react(backstage: Backstage, call: Call): Success {
  const { world } = backstage;
  const { chat, post } = found(backstage, call);
  const { operation, type, custom_emoji: emoji, part_index: index = 0 } = call.body;
  if (operation !== 'add' && operation !== 'remove') throw refuse(1005, 'operation is add or remove');
  if (!REACTIONS.has(type)) throw refuse(1005, `type is one of ${[...REACTIONS].join(', ')}`);
  if (type === 'custom' && (typeof emoji !== 'string' || emoji === '')) throw refuse(1001, 'custom_emoji is required');
  if (partAt(post, index) === undefined) throw refuse(1005, 'part_index is not a part of the message');
  if (!ABILITIES[chat.service].reactions) throw refuse(2017, `Reactions are not supported on ${chat.service}`);
  const custom = type === 'custom' ? { emoji: String(emoji) } : {};
  const reaction = { from: 'bot', type: type as ReactionType, ...custom };
  world.talk.reacted(chat, post, reaction, operation === 'add', index as number);
  return accepted('Reaction processed', call);
}
