import { chatRef, type ChatKind, type ChatRef, type PlatformName } from '../chat/chat.ts';
import type { ChatEvent, Mention, ReplyToken } from '../chat/event.ts';
import type { Caller } from '../plugin/tokens.ts';
import { isReplayed, type InboxRow } from './store.ts';

/** What an inbox row says that is to be done: a command line, or an event for a plugin that listens. */
export interface Work {
  readonly by: Caller['by'];
  readonly chat: ChatRef;
  readonly memberId?: string;
  /** The command line; absent with an event. */
  readonly line?: string;
  /** The id of a stored command line that was too long for its button. */
  readonly lineId?: string;
  /** What a picker gave: it goes behind the line. */
  readonly picked?: string;
  /** Where the member is: an answer, if a plugin has asked them. */
  readonly spot?: string;
  readonly mentions?: readonly Mention[];
  /** Lets a reply quote the message that the line came with. */
  readonly quoteToken?: string;
  /** Marks the chat as read up to the message of the line; only for a plugin that may do that. */
  readonly readToken?: string;
  /** The message that a typed line quotes. */
  readonly quotes?: string;
  /** A member took this message back, and the plugin is to hear of it. */
  readonly unsent?: string;
  /** What a listening plugin is told: the event without the token that answers it. */
  readonly event?: ChatEvent;
  /** A member whom the plugin is to forget. */
  readonly forgotten?: string;
  readonly reply?: ReplyToken;
}

export const writeWork = (work: Work): string => JSON.stringify(work);
/** A body of the engine's own making: the store gives back what it was given. */
const readWork = (body: string): Work => JSON.parse(body) as Work;

/**
 * What a row says. A failure that is run again has no token: the honest line of its first run went out on it, or the chat's lane has it, and
 * a token answers once. What is said now waits for the next one, as any reply does that comes too late.
 */
export function workOf(row: Pick<InboxRow, 'eventId' | 'body'>): Work {
  const work = readWork(row.body);
  if (!isReplayed(row.eventId)) return work;
  const { reply: _spent, ...rest } = work;
  return rest;
}

/** The chat of a key that `chatRef` made. The kind stands in LINE's ids: C, R or U; Linq's do not tell it. */
export function chatOf(key: string): ChatRef {
  const colon = key.indexOf(':');
  const platform = key.slice(0, colon);
  const rest = key.slice(colon + 1);
  const slash = rest.indexOf('/');
  const id = rest.slice(slash + 1);
  const kinds: Readonly<Record<string, ChatKind>> = { C: 'group', R: 'room', U: 'user' };
  const kind = platform === 'line' ? (kinds[id[0] ?? ''] ?? 'group') : undefined;
  return chatRef(platform as PlatformName, rest.slice(0, slash), kind, id);
}
