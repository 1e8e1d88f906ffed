import type { Call, Endpoint, Success } from '../../http/endpoint.ts';
import { ABILITIES } from '../abilities.ts';
import { isHandle, plainHandle } from '../handle.ts';
import { chatOf } from '../shape.ts';
import { FEWEST } from '../world/membership.ts';
import { active, type Chat } from '../world/population.ts';
import { chatOfCall, type Backstage } from './backstage.ts';
import { pageOf } from './pages.ts';
import { refuse } from './refusal.ts';

const CHAT = '/v3/chats/:chatId';

/** Linq reference, "Chats" and "Participants". What changes a group is accepted, and happens later. */
export function chatEndpoints(backstage: Backstage): readonly Endpoint[] {
  const { account } = backstage;
  return [
    { method: 'GET', path: '/v3/chats', handle: (call) => list(backstage, call) },
    { method: 'GET', path: CHAT, handle: (call) => ({ body: chatOf(account, chatOfCall(backstage, call)) }) },
    { method: 'PUT', path: CHAT, handle: (call) => update(backstage, call) },
    { method: 'POST', path: `${CHAT}/leave`, handle: (call) => leave(backstage, call) },
    { method: 'POST', path: `${CHAT}/participants`, handle: (call) => add(backstage, call) },
    { method: 'DELETE', path: `${CHAT}/participants`, handle: (call) => remove(backstage, call) },
    {
      method: 'POST',
      path: `${CHAT}/read`,
      handle: (call) => {
        chatOfCall(backstage, call);
        return { status: 204 };
      },
    },
    ...(['POST', 'DELETE'] as const).map((method): Endpoint => ({
      method,
      path: `${CHAT}/typing`,
      handle: (call) => {
        const { isGroup } = chatOfCall(backstage, call);
        if (isGroup) throw refuse(2011, 'Typing indicators are not supported in group chats');
        return { status: 204 };
      },
    })),
  ];
}

function list(backstage: Backstage, { query }: Call): Success {
  const { account, world } = backstage;
  const { from, to } = query;
  const chats = world.population.allChats().filter((chat) => {
    const own = chat.participants.get(account.line);
    if (own === undefined || (from !== undefined && from !== account.line)) return false;
    return to === undefined || (typeof to === 'string' && chat.participants.has(plainHandle(to)));
  });
  const { items, nextCursor } = pageOf(chats, query);
  return { body: { chats: items.map((chat) => chatOf(account, chat)), next_cursor: nextCursor } };
}

function update(backstage: Backstage, call: Call): Success {
  const { world } = backstage;
  const chat = chatOfCall(backstage, call);
  if (!chat.isGroup) throw refuse(1006, 'Only group chats can be updated');
  const { display_name: name, group_chat_icon: icon } = call.body;
  if (name === undefined && icon === undefined) throw refuse(1001, 'display_name or group_chat_icon is required');
  if (name !== undefined && (typeof name !== 'string' || name.trim() === ''))
    throw refuse(1005, 'display_name must not be empty');
  if (icon !== undefined && (typeof icon !== 'string' || !/^https:\/\/\S+$/.test(icon)))
    throw refuse(1005, 'group_chat_icon must be a public HTTPS URL');
  if (name !== undefined) world.bot.names(chat, name.trim());
  if (icon !== undefined) world.bot.pictures(chat, icon);
  return { status: 202, body: { chat_id: chat.id, status: 'pending' } };
}

function leave(backstage: Backstage, call: Call): Success {
  const chat = changingGroup(backstage, call);
  if (active(chat).length <= FEWEST) throw refuse(2015, 'A group of fewer than four participants cannot be left');
  backstage.world.bot.leaves(chat);
  return accepted('Leave group chat queued', call);
}

function add(backstage: Backstage, call: Call): Success {
  const { world } = backstage;
  const chat = changingGroup(backstage, call);
  const handle = handleOfCall(call);
  if (active(chat).length < FEWEST) throw refuse(2015, 'A group needs three participants before others are added');
  if (chat.participants.get(handle)?.status === 'active') throw refuse(2015, 'Already a participant');
  const person = world.population.findPerson(handle);
  if (person && person.service !== 'iMessage') throw refuse(2017, 'The new participant is not on iMessage');
  world.bot.adds(chat, handle);
  return accepted('Participant addition queued', call);
}

function remove(backstage: Backstage, call: Call): Success {
  const chat = changingGroup(backstage, call);
  const handle = handleOfCall(call);
  if (handle === backstage.account.line) throw refuse(1005, 'Leave the chat to remove your own line');
  if (chat.participants.get(handle)?.status !== 'active') throw refuse(1005, 'Not a participant of this chat');
  // Which code this has is in no document.
  if (active(chat).length <= FEWEST) throw refuse(2015, 'Three participants must remain');
  backstage.world.bot.removes(chat, handle);
  return accepted('Participant removal queued', call);
}

function changingGroup(backstage: Backstage, call: Call): Chat {
  const chat = chatOfCall(backstage, call);
  if (!chat.isGroup) throw refuse(1006, 'Not a group chat');
  if (!ABILITIES[chat.service].changesMembers) throw refuse(2017, `Not supported on ${chat.service}`);
  return chat;
}

function handleOfCall({ body }: Call): string {
  const { handle } = body;
  if (handle === undefined) throw refuse(1001, 'handle is required');
  if (!isHandle(handle)) throw refuse(1002, 'handle is neither in E.164 format nor a mail address');
  return plainHandle(handle);
}

export const accepted = (message: string, { requestId }: Call): Success => ({
  status: 202,
  body: { message, status: 'accepted', trace_id: requestId },
});
