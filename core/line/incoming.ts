import type { IncomingMedia, IncomingMessage, IncomingText, Mention, PlatformEmoji } from '../chat/event.ts';
import { fields, list, number, present, string, type Fields } from '../chat/shape.ts';

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
  const found = emojis(message, text);
  return {
    type: 'text',
    id,
    text,
    mentions: mentions(message, text, destination),
    ...(found.length === 0 ? {} : { emojis: found }),
    ...quoted,
  } satisfies IncomingText;
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
  const span = spanOf(mentionee, text);
  if (span === undefined) return undefined;
  const { index, length } = span;
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

function emojis(message: Fields, text: string): PlatformEmoji[] {
  return list(message['emojis']).flatMap((value) => {
    const emoji = fields(value);
    const span = spanOf(emoji, text);
    const name = [string(emoji['productId']), string(emoji['emojiId'])];
    return span === undefined || name.includes(undefined) ? [] : [{ ...span, name: name.join('/') }];
  });
}

/** A span that runs over the text's end would make whoever cuts it out cut something else. */
function spanOf(entry: Fields, text: string): { index: number; length: number } | undefined {
  const index = position(entry['index']);
  const length = position(entry['length']);
  return index === undefined || !length || index + length > text.length ? undefined : { index, length };
}

const position = (value: unknown): number | undefined =>
  Number.isInteger(value) && (value as number) >= 0 ? (value as number) : undefined;

type MediaDetails = Pick<IncomingMedia, 'duration' | 'external' | 'file' | 'location' | 'set' | 'sticker'>;

function mediaDetails(type: string, message: Fields): MediaDetails {
  switch (type) {
    case 'image':
      return { ...external(message), ...imageSet(message) };
    case 'audio':
    case 'video':
      return { ...external(message), ...present<{ duration: number }>({ duration: number(message['duration']) }) };
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

function external(message: Fields): MediaDetails {
  const provider = fields(message['contentProvider']);
  const url = string(provider['originalContentUrl']);
  if (provider['type'] !== 'external' || url === undefined) return {};
  return { external: { url, ...present<{ previewUrl: string }>({ previewUrl: string(provider['previewImageUrl']) }) } };
}

function imageSet(message: Fields): MediaDetails {
  const set = fields(message['imageSet']);
  const id = string(set['id']);
  if (id === undefined) return {};
  // LINE leaves both out for a phone whose app is too old to tell them ("Message event", image).
  const place = present<{ index: number; total: number }>({
    index: number(set['index']),
    total: number(set['total']),
  });
  return { set: { id, ...place } };
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
  const text = present<{ text: string }>({ text: string(message['text']) });
  return { sticker: { packageId, stickerId, keywords, ...text } };
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
