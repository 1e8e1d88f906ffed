import type { Call, Endpoint, Success } from '../../http/endpoint.ts';
import type { Service } from '../../view.ts';
import { isHandle, plainHandle } from '../handle.ts';
import { chatOf, handleOf, sentMessageOf } from '../shape.ts';
import type { Outgoing } from '../world/bot.ts';
import type { Chat } from '../world/population.ts';
import type { Post } from '../world/timeline.ts';
import { chatOfCall, recipients, type Backstage } from './backstage.ts';
import { Idempotency } from './idempotency.ts';
import { forService, outgoingOf, refuseLinks } from './message-rules.ts';
import { refuse } from './refusal.ts';

const MOST_RECIPIENTS = 31;

/** Everything that sends a message: into a chat, into a new one, or to people wherever they are written to. */
export function sendingEndpoints(backstage: Backstage): readonly Endpoint[] {
  return [
    { method: 'POST', path: '/v3/chats', handle: (call) => create(backstage, call) },
    { method: 'POST', path: '/v3/chats/:chatId/messages', handle: (call) => send(backstage, call) },
    { method: 'POST', path: '/v3/messages', handle: (call) => sendToPeople(backstage, call) },
  ];
}

/** The same key is answered as before, and nothing is sent. */
function once(backstage: Backstage, key: string | undefined, send: () => { post: Post; success: Success }): Success {
  const { idempotency, world } = backstage;
  const isDeleted = (id: string): boolean => world.timeline.find(id)?.deleted ?? true;
  const known = key === undefined ? undefined : idempotency.answer(key, isDeleted);
  if (known) return known;
  const { post, success } = send();
  if (key !== undefined) idempotency.keep(key, post.view.id, success);
  return success;
}

function send(backstage: Backstage, call: Call): Success {
  const outgoing = outgoingOf(call.body['message']);
  return once(backstage, outgoing.idempotencyKey, () => {
    const chat = chatOfCall(backstage, call);
    const post = sendInto(backstage, chat, outgoing);
    const message = sentMessageOf(backstage.account, chat, post);
    return { post, success: { status: 202, body: { chat_id: chat.id, message } } };
  });
}

function create(backstage: Backstage, { body }: Call): Success {
  const { account } = backstage;
  const outgoing = outgoingOf(body['message']);
  const people = peopleOf(backstage, body['to']);
  if (body['from'] === undefined) throw refuse(1001, 'from is required');
  if (!isHandle(body['from'])) throw refuse(1002, 'from is not in E.164 format');
  if (body['from'] !== account.line) throw refuse(2006, 'The from number does not belong to you');
  return once(backstage, outgoing.idempotencyKey, () => {
    const existing = existingChat(backstage, people);
    if (!existing) refuseLinks(outgoing);
    const { chat, post } = sendTo(backstage, existing, people, outgoing);
    const { id, display_name, handles, is_group, service, health_status } = chatOf(account, chat);
    const message = sentMessageOf(account, chat, post);
    const created = { id, display_name, handles, is_group, service, health_status, message };
    return { post, success: { status: 201, body: { chat: created } } };
  });
}

/** Linq chooses line and chat. The first message may have a link here (SDK, `messages.create`). */
function sendToPeople(backstage: Backstage, { body, headers }: Call): Success {
  const { account } = backstage;
  const outgoing = outgoingOf(body['message']);
  const people = peopleOf(backstage, body['to']);
  const key = Idempotency.check(headers['idempotency-key']) ?? outgoing.idempotencyKey;
  return once(backstage, key, () => {
    const existing = existingChat(backstage, people);
    const { chat, post } = sendTo(backstage, existing, people, outgoing);
    const reused = existing !== undefined;
    const answer = {
      chat_id: chat.id,
      created_new_chat: !reused,
      from: account.line,
      from_selection: { reason: reused ? 'reused_active_chat' : 'new_best_number', reused_existing_chat: reused },
      handles: Array.from(chat.participants.values(), (who) => handleOf(account, chat, who)),
      is_group: chat.isGroup,
      message: sentMessageOf(account, chat, post),
      service: chat.service,
      previous_chat_id: null,
    };
    return { post, success: { status: 202, body: answer } };
  });
}

function peopleOf({ account }: Backstage, to: unknown): readonly string[] {
  if (!Array.isArray(to) || to.length === 0) throw refuse(1001, 'to is required');
  if (to.length > MOST_RECIPIENTS) throw refuse(1005, `to has more than ${MOST_RECIPIENTS} recipients`);
  const handles = to.map((handle: unknown) => {
    if (!isHandle(handle)) throw refuse(1002, 'to has what is neither in E.164 format nor a mail address');
    return plainHandle(handle);
  });
  if (handles.includes(account.line)) throw refuse(1005, 'to has your own line');
  return [...new Set(handles)];
}

/** A chat of exactly these people, unless it was given a name, or somebody has come or gone since. */
const existingChat = (backstage: Backstage, people: readonly string[]): Chat | undefined =>
  backstage.world.population.allChats().find((chat) => {
    const others = recipients(backstage, chat);
    const all = [...chat.participants.values()];
    const untouched = chat.name === undefined && all.every(({ status }) => status === 'active');
    const same = others.length === people.length && people.every((handle) => others.includes(handle));
    return same && untouched && backstage.world.population.hasBot(chat);
  });

function sendTo(backstage: Backstage, existing: Chat | undefined, people: readonly string[], outgoing: Outgoing) {
  const { world } = backstage;
  if (existing && !existing.ready) throw refuse(2009, 'The chat is still being created');
  if (existing) return { chat: existing, post: sendInto(backstage, existing, outgoing) };
  const common = world.population.commonService(people);
  const service = serviceFor(outgoing, common);
  const fitting = forService(outgoing, service);
  spend(backstage, people);
  const chat = world.bot.creates(people, service);
  return { chat, post: world.bot.says(chat, fitting) };
}

/** `iMessage` has no fallback; the other two never take iMessage; nothing asked takes the best that all have. */
function serviceFor({ preferredService }: Outgoing, common: Service): Service {
  if (preferredService === undefined) return common;
  if (preferredService === 'iMessage' && common !== 'iMessage') throw refuse(2017, 'Not everybody is on iMessage');
  if (preferredService === 'RCS' && common === 'SMS') return 'SMS';
  return preferredService as Service;
}

function sendInto(backstage: Backstage, chat: Chat, outgoing: Outgoing): Post {
  const { world } = backstage;
  const fitting = forService(outgoing, chat.service);
  const about = fitting.replyTo && world.timeline.find(fitting.replyTo.messageId);
  if (fitting.replyTo && (about?.deleted !== false || about.view.chatId !== chat.id))
    throw refuse(2002, 'The message of reply_to is not in this chat');
  spend(backstage, recipients(backstage, chat));
  return world.bot.says(chat, fitting);
}

function spend({ rate }: Backstage, people: readonly string[]): void {
  const wait = rate.spend(people);
  if (wait !== undefined) throw refuse(1007, 'Rate limit exceeded for this recipient', wait);
}
