import { bad, defined, number, optional, record, text, url, words } from './given.ts';
import type {
  AudioMessage,
  ImageMessage,
  LineNative,
  LocationMessage,
  NativeMessage,
  StickerMessage,
  VideoMessage,
} from './message.ts';
import { wellFormed } from './well-formed.ts';

type Given = Readonly<Record<string, unknown>>;

/** A day: nobody listens longer, and it is far from where numbers lose their last digits. */
const LONGEST_SOUND = 86_400_000;
const DIGITS = /^\d{1,20}$/;
/** Outer keys of LINE's own messages; `quickReply` and `sender` would speak for other messages, and for somebody else. */
const NATIVE_KEYS: Readonly<Record<LineNative['type'], readonly string[]>> = {
  imagemap: ['baseUrl', 'altText', 'baseSize', 'actions', 'video'],
  template: ['altText', 'template'],
  flex: ['altText', 'contents'],
  coupon: ['couponId', 'deliveryTag'],
};

const alt = (given: Given): string | undefined => optional(given['alt'], (value) => text(value, 'alt'));

export const image = (given: Given): ImageMessage =>
  defined<ImageMessage>({
    type: 'image',
    url: url(given['url'], 'url'),
    previewUrl: optional(given['previewUrl'], (value) => url(value, 'previewUrl')),
    alt: alt(given),
  });

export const video = (given: Given): VideoMessage =>
  defined<VideoMessage>({
    type: 'video',
    url: url(given['url'], 'url'),
    previewUrl: url(given['previewUrl'], 'previewUrl'),
    alt: alt(given),
  });

export const audio = (given: Given): AudioMessage =>
  defined<AudioMessage>({
    type: 'audio',
    url: url(given['url'], 'url'),
    duration: Math.round(number(given['duration'], 'duration', 1, LONGEST_SOUND)),
    alt: alt(given),
  });

export const location = (given: Given): LocationMessage =>
  defined<LocationMessage>({
    type: 'location',
    title: words(given['title'], 'title'),
    address: optional(given['address'], (value) => text(value, 'address')),
    latitude: number(given['latitude'], 'latitude', -90, 90),
    longitude: number(given['longitude'], 'longitude', -180, 180),
  });

export function sticker(given: Given, quote: true | undefined): StickerMessage {
  const [packageId, stickerId] = ['packageId', 'stickerId'].map((key) => {
    const id = text(given[key], key);
    if (!DIGITS.test(id)) throw bad(`${key} should be the digits of LINE's list of stickers`);
    return id;
  }) as [string, string];
  return defined<StickerMessage>({ type: 'sticker', packageId, stickerId, alt: words(given['alt'], 'alt'), quote });
}

/** Its inside is the platform's to check, which knows the limits. */
export function native(given: Given): NativeMessage {
  const line = record(given['line'], 'line');
  const type = line['type'];
  const keys = Object.hasOwn(NATIVE_KEYS, String(type)) ? NATIVE_KEYS[type as LineNative['type']] : undefined;
  if (keys === undefined) throw bad(`line.type should be one of ${Object.keys(NATIVE_KEYS).join(', ')}`);
  const unknown = Object.keys(line).find((key) => key !== 'type' && !keys.includes(key));
  if (unknown !== undefined)
    throw bad(`line.${unknown} is not for a plugin to set; of ${String(type)}: ${keys.join(', ')}`);
  return { type: 'native', line: cleaned(line) as LineNative, text: words(given['text'], 'text') };
}

/** Members' words may stand anywhere in it. */
function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleaned(inner)]));
}
