import type { IncomingMedia, IncomingMessage, IncomingText, Mention } from '../chat/event.ts';
import { fields, list, number, present, string, type Fields } from './shape.ts';

const MEDIA: ReadonlySet<string> = new Set(['image', 'video', 'audio', 'file', 'sticker', 'location']);

/** A webhook's `message` (LINE reference, "Message event"); `undefined` without an id, and for a text without its text. */
export function incomingMessage(value: unknown, destination: string): IncomingMessage | undefined {
  const message = fields(value);
  const id = string(message['id']);
  const type = string(message['type']);
  if (id === undefined || type === undefined) return undefined;
  const quoted = present<{ quotedMessageId: string; quoteToken: string }>({
    quotedMessageId: string(message['quotedMessageId']),
    quoteToken: string(message['quoteToken']),
  });
  if (type !== 'text') return { type: mediaType(type), id, ...quoted, ...mediaDetails(type, message) };
  const text = message['text'];
  if (typeof text !== 'string') return undefined;
  return { type: 'text', id, text, mentions: mentions(message, text, destination), ...quoted } satisfies IncomingText;
}

/** LINE may add kinds of content without notice. */
const mediaType = (type: string): IncomingMedia['type'] =>
  MEDIA.has(type) ? (type as IncomingMedia['type']) : 'other';

function mentions(message: Fields, text: string, destination: string): readonly Mention[] {
  const mentionees = list(fields(message['mention'])['mentionees']);
  if (mentionees.length === 0) return [];
  return mentionees.map((value) => mention(fields(value), text, destination)).filter((found) => found !== undefined);
}

function mention(mentionee: Fields, text: string, destination: string): Mention | undefined {
  const index = position(mentionee['index']);
  const length = position(mentionee['length']);
  // A span that runs over the text's end would make whoever cuts it out cut something else.
  if (index === undefined || !length || index + length > text.length) return undefined;
  if (mentionee['type'] === 'all') return { index, length, all: true };
  const memberId = string(mentionee['userId']);
  const isSelf = mentionee['isSelf'] === true || memberId === destination;
  return {
    index,
    length,
    ...(memberId === undefined ? {} : { memberId }),
    ...(isSelf ? { isSelf } : {}),
  };
}

const position = (value: unknown): number | undefined =>
  Number.isInteger(value) && (value as number) >= 0 ? (value as number) : undefined;

type MediaDetails = Pick<IncomingMedia, 'duration' | 'file' | 'sticker' | 'location'>;

function mediaDetails(type: string, message: Fields): MediaDetails {
  switch (type) {
    case 'audio':
    case 'video':
      return present<{ duration: number }>({ duration: number(message['duration']) });
    case 'file':
      return file(message);
    case 'sticker':
      return sticker(message);
    case 'location':
      return location(message);
    default:
      return {};
  }
}

function file(message: Fields): MediaDetails {
  const name = string(message['fileName']);
  const size = number(message['fileSize']);
  return name === undefined || size === undefined ? {} : { file: { name, size } };
}

function sticker(message: Fields): MediaDetails {
  const packageId = string(message['packageId']);
  const stickerId = string(message['stickerId']);
  if (packageId === undefined || stickerId === undefined) return {};
  const keywords = list(message['keywords']).filter((word) => typeof word === 'string');
  return { sticker: { packageId, stickerId, keywords } };
}

function location(message: Fields): MediaDetails {
  const latitude = number(message['latitude']);
  const longitude = number(message['longitude']);
  if (latitude === undefined || longitude === undefined) return {};
  const named = present<{ title: string; address: string }>({
    title: string(message['title']),
    address: string(message['address']),
  });
  return { location: { latitude, longitude, ...named } };
}
