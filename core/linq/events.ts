import { chatRef, type ChatKind, type ChatRef } from '../chat/chat.ts';
import type { ChatEvent, EventOf, ReplyToken } from '../chat/event.ts';
import { fields, string, type Fields } from '../chat/shape.ts';
import { chatName } from './chat-facts.ts';
import { normalHandle } from './handles.ts';
import { incomingMessage, isService, type People } from './incoming.ts';

/** What the reader of webhooks has to know. */
export interface Reading extends People {
  /** The own line, in E.164: the account of every chat. */
  readonly account: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** The host speaks to chats by ids that others chose: what cannot be part of an address is none. */
const CHAT_ID = /^[A-Za-z\d][\w.~:-]{0,127}$/;
const REACTIONS = ['love', 'like', 'dislike', 'laugh', 'emphasize', 'question'] as const;

/** The line that a webhook is about, where it tells that. */
export function lineOf(data: Fields): string | undefined {
  const owner = string(fields(fields(data['chat'])['owner_handle'])['handle']) ?? string(data['phone_number']);
  return owner === undefined ? undefined : normalHandle(owner);
}

/** The chat that a webhook is about. */
export const chatIdOf = (data: Fields): string | undefined =>
  string(fields(data['chat'])['id']) ?? string(data['chat_id']);

/**
 * The events of one webhook in today's shape that the host may act on: one, or none. Linq adds types, parts and values without notice:
 * what nobody had heard of, what this account itself did, what other lines of the account hear, and history that is delivered late
 * (`reconciled_at`) is nothing. Never throws.
 */
export function toEvents(webhook: Fields, reading: Reading): readonly ChatEvent[] {
  const data = fields(webhook['data']);
  const line = lineOf(data);
  if (line !== undefined && line !== reading.account) return [];
  const id = string(webhook['event_id']);
  const chat = chatOf(webhook, data, reading.account);
  if (id === undefined || chat === undefined || isSet(data['reconciled_at'])) return [];
  const event = new Told(webhook, data, { id, chat, redelivered: false }, reading).event();
  return event === undefined ? [] : [event];
}

function chatOf(webhook: Fields, data: Fields, account: string): ChatRef | undefined {
  // `chat.created` is the chat itself.
  const id = webhook['event_type'] === 'chat.created' ? string(data['id']) : chatIdOf(data);
  if (id === undefined || !CHAT_ID.test(id)) return undefined;
  const isGroup = fields(data['chat'])['is_group'] ?? data['is_group'];
  return chatRef('linq', account, kindOf(isGroup), id);
}

const kindOf = (isGroup: unknown): ChatKind | undefined =>
  typeof isGroup === 'boolean' ? (isGroup ? 'group' : 'user') : undefined;

/** One of Linq's numbers, which may come as a word. */
export function codeIn(data: Fields, key: string): string {
  const value = data[key];
  return typeof value === 'number' || typeof value === 'string' ? String(value).slice(0, 20) : 'unknown';
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

interface Common {
  readonly id: string;
  readonly chat: ChatRef;
  readonly redelivered: boolean;
}

/** One webhook, read by its type. */
class Told {
  constructor(
    private readonly webhook: Fields,
    private readonly data: Fields,
    private readonly common: Common,
    private readonly reading: Reading,
  ) {}

  event(): ChatEvent | undefined {
    const { data } = this;
    switch (this.webhook['event_type']) {
      case 'message.received':
        return this.message();
      case 'message.edited':
        return this.edited();
      case 'reaction.added':
      case 'reaction.removed':
        return this.reaction(this.webhook['event_type'] === 'reaction.added');
      case 'participant.added':
        return this.participant('memberJoined', 'added_at');
      case 'participant.removed':
        return this.participant('memberLeft', 'removed_at');
      case 'chat.created':
        return { type: 'join', ...this.common, at: this.at(data['created_at']) };
      case 'chat.group_name_updated': {
        const name = chatName(data['new_value']);
        return { type: 'chatRenamed', ...this.changed(), ...(name === undefined ? {} : { name }) };
      }
      case 'chat.group_icon_updated':
        return { type: 'chatIconChanged', ...this.changed() };
      case 'chat.group_name_update_failed':
        return this.failed('name');
      case 'chat.group_icon_update_failed':
        return this.failed('icon');
      default:
        return undefined;
    }
  }

  private message(): EventOf<'message'> | undefined {
    const { data, reading } = this;
    const sender = this.someone(data['sender_handle']);
    const message = incomingMessage(data, reading);
    if (isService(data['direction'], 'outbound') || sender?.isOwn || message === undefined) return undefined;
    return {
      type: 'message',
      ...this.common,
      ...this.by(sender),
      at: this.at(data['sent_at']),
      reply: this.token(),
      message,
    };
  }

  /** Of an edit only the changed part is told. */
  private edited(): EventOf<'messageEdited'> | undefined {
    const { data } = this;
    const sender = this.someone(data['sender_handle']);
    const id = string(data['id']);
    if (isService(data['direction'], 'outbound') || sender?.isOwn || id === undefined) return undefined;
    const text = string(fields(data['part'])['text']) ?? '';
    const at = this.at(data['edited_at']);
    return {
      type: 'messageEdited',
      ...this.common,
      ...this.by(sender),
      at,
      message: { type: 'text', id, text, mentions: [] },
    };
  }

  private reaction(added: boolean): EventOf<'reaction'> | undefined {
    const { data } = this;
    const from = this.someone(data['from_handle'], data['from']);
    const messageId = string(data['message_id']);
    if (data['is_from_me'] === true || from?.isOwn || messageId === undefined) return undefined;
    const told = string(data['reaction_type'])?.toLowerCase();
    const reaction = REACTIONS.find((one) => one === told) ?? 'other';
    const at = this.at(data['reacted_at']);
    return { type: 'reaction', ...this.common, ...this.by(from), at, reply: this.token(), messageId, reaction, added };
  }

  /** One person came or went, and nobody tells who asked for it. Where it is the bot's line, the bot came or went. */
  private participant(type: 'memberJoined' | 'memberLeft', when: 'added_at' | 'removed_at'): ChatEvent | undefined {
    const { data } = this;
    const whom = this.someone(data['participant'], data['handle']);
    if (whom === undefined) return undefined;
    const told = { ...this.common, at: this.at(data[when]) };
    if (whom.isOwn) return type === 'memberJoined' ? { type: 'join', ...told } : { type: 'leave', ...told };
    return { type, ...told, reply: this.token(), memberIds: [whom.id], unnamed: 0 };
  }

  private changed(): Common & { readonly at: number; readonly memberId?: string } {
    const { data } = this;
    return { ...this.common, ...this.by(this.someone(data['changed_by_handle'])), at: this.at(data['updated_at']) };
  }

  private failed(what: 'name' | 'icon'): EventOf<'chatUpdateFailed'> {
    const { data } = this;
    const code = codeIn(data, 'error_code');
    return { type: 'chatUpdateFailed', ...this.common, at: this.at(data['failed_at']), what, code };
  }

  /** Whose handle it is: `{ handle, is_me }`, or the handle alone where newer fields are missing. */
  private someone(value: unknown, otherwise?: unknown): { readonly id: string; readonly isOwn: boolean } | undefined {
    const { handle, is_me: isMe } = fields(value);
    const told = string(handle) ?? string(otherwise);
    if (told === undefined) return isMe === true ? { id: '', isOwn: true } : undefined;
    return { id: this.reading.idOf(told), isOwn: isMe === true || this.reading.isOwn(told) };
  }

  private by(someone: { readonly id: string; readonly isOwn: boolean } | undefined): { readonly memberId?: string } {
    return someone === undefined || someone.isOwn ? {} : { memberId: someone.id };
  }

  /** A message of ours needs no leave: the token is the key under which it is sent once. */
  private token(): ReplyToken {
    return { token: this.common.id, receivedAt: this.reading.receivedAt };
  }

  private at(value: unknown): number {
    return moment(value) ?? moment(this.webhook['created_at']) ?? this.reading.receivedAt;
  }
}

/** RFC 3339 with any number of digits behind the second; milliseconds since 1970. */
function moment(value: unknown): number | undefined {
  const time = Date.parse(string(value) ?? '');
  return Number.isNaN(time) || time < 0 ? undefined : time;
}
