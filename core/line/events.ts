import { chatRef, type ChatRef } from '../chat/chat.ts';
import type { ChatEvent, EventName, EventOf, PickedTime, ReplyToken } from '../chat/event.ts';
import { DO_NOTHING } from './action.ts';
import { incomingMessage } from './incoming.ts';
import { fields, isFields, list, number, present, string, type Fields } from '../chat/shape.ts';

/** Older consoles check a webhook with two made-up events whose reply tokens are 32 zeros and 32 f's. */
const MADE_UP = /^(?:0{32}|f{32})$/i;

/**
 * The events of one webhook that the host may act on (LINE reference, "Webhook Event Objects"). What LINE may send and Tenko does
 * not know (new types, new fields), events in standby (a module channel has the chat, and nobody else may speak) and events that
 * lack what their type is about are left out; they never hurt the others. Never throws.
 *
 * `receivedAt`: milliseconds since 1970 at which the webhook came in.
 */
export function toEvents(body: unknown, receivedAt: number): ChatEvent[] {
  const { destination, events } = fields(body);
  const account = string(destination);
  if (account === undefined) return [];
  const found: ChatEvent[] = [];
  for (const value of list(events)) {
    const event = isFields(value) ? toEvent(value, account, receivedAt) : undefined;
    if (event !== undefined) found.push(event);
  }
  return found;
}

function toEvent(event: Fields, account: string, receivedAt: number): ChatEvent | undefined {
  const id = string(event['webhookEventId']);
  const token = string(event['replyToken']);
  // Without an id an event cannot be told from its own redelivery.
  if (id === undefined || !isActive(event['mode']) || (token !== undefined && MADE_UP.test(token))) return undefined;
  const source = fields(event['source']);
  const chat = chatOf(source, account);
  const memberId = string(source['userId']);
  const common: Common = {
    id,
    at: moment(event['timestamp']) ?? receivedAt,
    redelivered: fields(event['deliveryContext'])['isRedelivery'] === true,
    ...(chat === undefined ? {} : { chat }),
    ...(memberId === undefined ? {} : { memberId }),
    ...(token === undefined ? {} : { reply: { token, receivedAt } }),
  };
  return withPayload(event, common, account);
}

/** Milliseconds since 1970 that a `Date` and a column of whole numbers can hold. */
function moment(value: unknown): number | undefined {
  const time = number(value);
  return time !== undefined && time >= 0 && time <= 8.64e15 ? Math.trunc(time) : undefined;
}

// LINE documents `active` and `standby`; in a mode that nobody has heard of, silence is the safe choice.
const isActive = (mode: unknown): boolean => mode === 'active' || mode === undefined;

function chatOf(source: Fields, account: string): ChatRef | undefined {
  switch (source['type']) {
    case 'group':
      return chatWith(account, 'group', source['groupId']);
    case 'room':
      return chatWith(account, 'room', source['roomId']);
    case 'user':
      return chatWith(account, 'user', source['userId']);
    default:
      return undefined;
  }
}

function chatWith(account: string, kind: ChatRef['kind'], value: unknown): ChatRef | undefined {
  const id = string(value);
  return id === undefined ? undefined : chatRef('line', account, kind, id);
}

interface Common {
  readonly id: string;
  readonly at: number;
  readonly redelivered: boolean;
  readonly chat?: ChatRef;
  readonly memberId?: string;
  readonly reply?: ReplyToken;
}

function withPayload(event: Fields, common: Common, account: string): ChatEvent | undefined {
  const { type } = event;
  switch (type) {
    case 'message':
    case 'messageEdited': {
      const message = incomingMessage(event['message'], account);
      if (message === undefined || type === 'messageEdited') return message && { type, ...common, message };
      const readToken = string(fields(event['message'])['markAsReadToken']);
      return { type, ...common, message, ...(readToken === undefined ? {} : { readToken }) };
    }
    case 'postback':
      return postback(fields(event['postback']), common);
    case 'join':
    case 'leave':
    case 'unfollow':
    case 'deactivated':
    case 'botSuspended':
    case 'botResumed':
      return { type, ...common };
    case 'memberJoined':
      return members(type, event['joined'], common);
    case 'memberLeft':
      return members(type, event['left'], common);
    case 'follow':
      return { type, ...common, returning: fields(event['follow'])['isUnblocked'] === true };
    case 'unsend': {
      const messageId = string(fields(event['unsend'])['messageId']);
      return messageId === undefined ? undefined : { type, ...common, messageId };
    }
    default:
      return rarePayload(event, common);
  }
}

function postback({ data, params }: Fields, common: Common): ChatEvent | undefined {
  // A button that only fills in the keyboard: its tap says nothing.
  if (typeof data !== 'string' || data === DO_NOTHING) return undefined;
  if (!isFields(params)) return { type: 'postback', ...common, data };
  const status = string(params['status']);
  const alias = string(params['newRichMenuAliasId']);
  if (status !== undefined || alias !== undefined) {
    const richMenu = alias === undefined ? {} : { richMenuAlias: alias };
    return { type: 'richMenuSwitched', ...common, data, ...richMenu, status: status ?? '' };
  }
  const picked = present<Required<PickedTime>>({
    date: string(params['date']),
    time: string(params['time']),
    datetime: string(params['datetime']),
  });
  return Object.keys(picked).length === 0
    ? { type: 'postback', ...common, data }
    : { type: 'postback', ...common, data, picked };
}

function members(type: 'memberJoined' | 'memberLeft', value: unknown, common: Common): ChatEvent | undefined {
  const people = fields(value)['members'];
  if (!Array.isArray(people)) return undefined;
  const ids = people.filter(isFields).map(({ userId }) => string(userId));
  const memberIds = [...new Set(ids.filter((id) => id !== undefined))];
  return { type, ...common, memberIds, unnamed: ids.filter((id) => id === undefined).length };
}

/** Events of 1:1 chats and of module channels. */
function rarePayload(event: Fields, common: Common): ChatEvent | undefined {
  const { type } = event;
  switch (type) {
    case 'videoPlayComplete': {
      const trackingId = string(fields(event['videoPlayComplete'])['trackingId']);
      return trackingId === undefined ? undefined : { type, ...common, trackingId };
    }
    case 'beacon': {
      const { hwid, type: action, dm } = fields(event['beacon']);
      const payload = { hardwareId: string(hwid), action: string(action) };
      return whole(type, common, payload, present<{ deviceMessage: string }>({ deviceMessage: string(dm) }));
    }
    case 'accountLink': {
      const { result, nonce } = fields(event['link']);
      return whole(type, common, { ok: result === 'ok', nonce: string(nonce) });
    }
    case 'membership': {
      const { type: action, membershipId } = fields(event['membership']);
      return whole(
        type,
        common,
        { action: string(action) },
        present<{ membershipId: number }>({ membershipId: number(membershipId) }),
      );
    }
    case 'module': {
      const { type: action, botId, reason } = fields(event['module']);
      const rest = present<{ botId: string; reason: string }>({ botId: string(botId), reason: string(reason) });
      return whole(type, common, { action: string(action) }, rest);
    }
    case 'activated': {
      const expiresAt = number(fields(event['chatControl'])['expireAt']);
      return { type, ...common, ...(expiresAt === undefined ? {} : { expiresAt }) };
    }
    case 'delivery':
      return whole(type, common, { data: string(fields(event['delivery'])['data']) });
    default:
      return undefined; // LINE adds types without notice
  }
}

/** The event, if nothing that it must have is missing. */
function whole<N extends EventName>(
  type: N,
  common: Common,
  required: Record<string, unknown>,
  optional: object = {},
): EventOf<N> | undefined {
  if (Object.values(required).includes(undefined)) return undefined;
  return { type, ...common, ...required, ...optional } as EventOf<N>;
}
