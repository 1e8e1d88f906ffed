import type { IncomingMedia, IncomingMessage, Mention } from '../chat/event.ts';
import { fields, isFields, list, number, string, type Fields } from '../chat/shape.ts';

/** Knows whose handle it is. */
export interface People {
  idOf(handle: string): string;
  isOwn(handle: string): boolean;
}

/**
 * A message as Linq tells it (`message.received`): the texts among its parts are what was written, one line each. A message without
 * words is what its first part is. `undefined` for one that has no id.
 */
export function incomingMessage(data: Fields, people: People): IncomingMessage | undefined {
  const id = string(data['id']);
  if (id === undefined) return undefined;
  const parts = list(data['parts']).filter(isFields);
  const quotedMessageId = string(fields(data['reply_to'])['message_id']);
  const common = {
    id,
    ...(quotedMessageId === undefined ? {} : { quotedMessageId }),
    // Only iMessage has replies that quote.
    ...(isService(data['service'], 'imessage') ? { quoteToken: id } : {}),
  };
  const texts = parts.filter(({ type }) => isService(type, 'text')).map(textOf);
  const written = texts.filter(({ text }) => text !== '');
  if (written.length === 0) return { ...common, ...mediaOf(parts[0]) };
  let text = '';
  const mentions: Mention[] = [];
  for (const part of written) {
    if (text !== '') text += '\n';
    mentions.push(...mentionsIn(part.part, part.text, text.length, people));
    text += part.text;
  }
  return { type: 'text', ...common, text, mentions };
}

/** Linq's words come in upper and in lower case. */
export const isService = (value: unknown, name: string): boolean =>
  typeof value === 'string' && value.toLowerCase() === name;

const textOf = (part: Fields): { part: Fields; text: string } => ({ part, text: string(part['value']) ?? '' });

/** Newer than the SDK's types, and so read with care: `{ range: [start, end), handle, is_me }`. */
function mentionsIn(part: Fields, text: string, offset: number, people: People): readonly Mention[] {
  return list(part['mentions'])
    .filter(isFields)
    .flatMap(({ range, handle, is_me: isMe }): Mention[] => {
      const [start, end] = list(range).map(number);
      if (start === undefined || end === undefined || !(start >= 0 && start < end && end <= text.length)) return [];
      const who = string(handle);
      const isSelf = isMe === true || (who !== undefined && people.isOwn(who));
      if (!isSelf && who === undefined) return [];
      const whom = isSelf ? { isSelf } : { memberId: people.idOf(who!) };
      return [{ index: offset + start, length: end - start, ...whom }];
    });
}

const KINDS = ['image', 'video', 'audio'] as const;

function mediaOf(part: Fields | undefined): Omit<IncomingMedia, 'id'> {
  if (part === undefined || !isService(part['type'], 'media')) return { type: 'other' };
  const kind = string(part['mime_type'])?.toLowerCase().split('/')[0];
  const type = KINDS.find((one) => one === kind) ?? 'file';
  const name = string(part['filename']);
  const size = number(part['size_bytes']);
  const file = name === undefined || size === undefined ? {} : { file: { name, size } };
  const url = string(part['url']);
  return { type, ...file, ...(url?.startsWith('https://') ? { external: { url } } : {}) };
}
