import { randomUUID } from 'node:crypto';
import { isObject, type Json } from '../../../line/rules/rule.ts';
import type { Service } from '../../view.ts';
import { ABILITIES, SERVICES } from '../abilities.ts';
import type { Outgoing } from '../world/bot.ts';
import type { Part } from '../world/timeline.ts';
import { Idempotency } from './idempotency.ts';
import { refuse } from './refusal.ts';

const MOST_PARTS = 100;
const MOST_BY_URL = 40;
const LONGEST_TEXT = 10_000;
const LONGEST_LINK = 2_048;
const EFFECTS: ReadonlyMap<unknown, ReadonlySet<unknown>> = new Map([
  [
    'screen',
    new Set(
      'confetti fireworks lasers sparkles celebration hearts love balloons happy_birthday echo spotlight'.split(' '),
    ),
  ],
  ['bubble', new Set(['slam', 'loud', 'gentle', 'invisible'])],
]);
const STYLES: ReadonlySet<unknown> = new Set(['bold', 'italic', 'strikethrough', 'underline']);
const ANIMATIONS: ReadonlySet<unknown> = new Set([
  'big',
  'small',
  'shake',
  'nod',
  'explode',
  'ripple',
  'bloom',
  'jitter',
]);
/** Linq docs, "Supported media". */
const UNSUPPORTED: ReadonlySet<string> = new Set(['webp', 'svg', 'flac', 'ogg']);
const MEDIA: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  heic: 'image/heic',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  m4a: 'audio/x-m4a',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  pdf: 'application/pdf',
  txt: 'text/plain',
  csv: 'text/csv',
  ics: 'text/calendar',
};
const LINK = /\bhttps?:\/\/|\bwww\.\S+\.\S/i;

/** The `message` of a call that sends one, as far as it can be judged by itself. Throws Linq's refusal. */
export function outgoingOf(message: unknown): Outgoing {
  if (!isObject(message)) throw refuse(1001, 'message is required');
  const { parts } = message;
  if (!Array.isArray(parts) || parts.length === 0) throw refuse(1001, 'message.parts is required');
  if (parts.length > MOST_PARTS) throw refuse(1004, `message.parts has more than ${MOST_PARTS} parts`);
  const checked = parts.map((part: unknown, index) => partOf(part, `message.parts[${index}]`));
  if (checked.some(({ type }, index) => type === 'text' && checked[index + 1]?.type === 'text'))
    throw refuse(1004, 'Consecutive text parts are not allowed');
  if (checked.length > 1 && checked.some(({ type }) => type === 'link'))
    throw refuse(1004, 'A link part must be the only part of a message');
  if (checked.filter(({ type }) => type === 'media').length > MOST_BY_URL)
    throw refuse(1004, `At most ${MOST_BY_URL} media parts may be given by URL`);
  const effect = effectOf(message['effect']);
  const replyTo = replyToOf(message['reply_to']);
  const preferredService = serviceOf(message['preferred_service']);
  const idempotencyKey = Idempotency.check(message['idempotency_key']);
  return {
    parts: checked,
    ...(effect ? { effect } : {}),
    ...(replyTo ? { replyTo } : {}),
    ...(preferredService ? { preferredService } : {}),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
}

/** What this service does not carry. Decorations are simply not shown there. */
export function forService(outgoing: Outgoing, service: Service): Outgoing {
  if (outgoing.preferredService !== undefined && outgoing.preferredService !== service)
    throw refuse(2017, `This chat is on ${service}`);
  if (ABILITIES[service].threads) return outgoing;
  if (outgoing.replyTo) throw refuse(2017, `Replies to a message are not supported on ${service}`);
  if (outgoing.effect) throw refuse(2017, `Effects are not supported on ${service}`);
  const plain = (part: Part): Part => (part.type === 'text' ? { type: 'text', value: part['value'] } : part);
  return { ...outgoing, parts: outgoing.parts.map(plain) };
}

/** The first message of a new chat (Linq docs, "First-message link restriction"). */
export function refuseLinks({ parts }: Outgoing): void {
  if (parts.some(({ type, value }) => type === 'link' || (type === 'text' && LINK.test(String(value)))))
    throw refuse(1005, 'The first message of a new chat cannot contain a link');
}

function partOf(part: unknown, at: string): Part {
  if (!isObject(part)) throw refuse(1004, `${at} is not an object`);
  switch (part['type']) {
    case 'text':
      return { type: 'text', value: textOf(part['value'], `${at}.value`), ...decorations(part, at) };
    case 'link': {
      const { value } = part;
      if (typeof value !== 'string' || value.length > LONGEST_LINK || !URL.canParse(value))
        throw refuse(1004, `${at}.value is not a URL of at most ${LONGEST_LINK} characters`);
      return { type: 'link', value };
    }
    case 'media':
      return mediaOf(part, at);
    case 'imessage_app':
      throw refuse(2011, 'App cards are not enabled for this account');
    default:
      throw refuse(1004, `${at}.type is not one of text, media, link`);
  }
}

export function textOf(value: unknown, at: string): string {
  if (typeof value !== 'string' || value.trim() === '') throw refuse(1001, `${at} is required`);
  if (value.length > LONGEST_TEXT) throw refuse(1004, `${at} has more than ${LONGEST_TEXT} characters`);
  return value;
}

function decorations(part: Json, at: string): { readonly text_decorations?: readonly unknown[] } {
  const given = part['text_decorations'];
  if (given === undefined || given === null) return {};
  if (!Array.isArray(given)) throw refuse(1004, `${at}.text_decorations is not a list`);
  const { length } = String(part['value']);
  for (const decoration of given as readonly unknown[]) {
    const { range, style, animation } = isObject(decoration) ? decoration : {};
    const [start, end] = Array.isArray(range) ? (range as readonly unknown[]) : [];
    const inside = Number.isInteger(start) && Number.isInteger(end) && (start as number) >= 0;
    const known = style === undefined ? ANIMATIONS.has(animation) : STYLES.has(style);
    if (!inside || (start as number) >= (end as number) || (end as number) > length)
      throw refuse(1004, `${at}.text_decorations has a range outside the text`);
    if (!known || (style !== undefined && animation !== undefined))
      throw refuse(1004, `${at}.text_decorations needs exactly one style or animation`);
  }
  return { text_decorations: given };
}

function mediaOf(part: Json, at: string): Part {
  const { url } = part;
  if (part['attachment_id'] !== undefined) throw refuse(2011, 'Attachments are not enabled for this account');
  if (typeof url !== 'string' || !URL.canParse(url) || new URL(url).protocol !== 'https:')
    throw refuse(1005, `${at}.url must be a public HTTPS URL`);
  const name = new URL(url).pathname.split('/').at(-1) ?? '';
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (UNSUPPORTED.has(ending)) throw refuse(1005, `${at}.url has no supported type of file`);
  // Linq looks at what it fetches; here nothing is fetched, and what does not say what it is passes for a picture.
  const type = MEDIA[ending] ?? 'image/jpeg';
  return { type: 'media', id: randomUUID(), url, filename: name, mime_type: type, size_bytes: 1_024 };
}

function effectOf(effect: unknown): Outgoing['effect'] {
  if (effect === undefined || effect === null) return undefined;
  const { type, name } = isObject(effect) ? effect : {};
  if (!EFFECTS.get(type)?.has(name)) throw refuse(1005, 'message.effect is not a known effect');
  return { type: String(type), name: String(name) };
}

function replyToOf(replyTo: unknown): Outgoing['replyTo'] {
  if (replyTo === undefined || replyTo === null) return undefined;
  const { message_id: messageId, part_index: partIndex = 0 } = isObject(replyTo) ? replyTo : {};
  if (typeof messageId !== 'string') throw refuse(1001, 'message.reply_to.message_id is required');
  if (!Number.isInteger(partIndex) || (partIndex as number) < 0)
    throw refuse(1005, 'message.reply_to.part_index is not a place');
  return { messageId, partIndex: partIndex as number };
}

function serviceOf(service: unknown): Service | undefined {
  if (service === undefined || service === null) return undefined;
  const known = SERVICES.find((name) => name === service);
  if (!known) throw refuse(1005, 'message.preferred_service is one of iMessage, RCS, SMS');
  return known;
}
