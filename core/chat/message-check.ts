import { bad, defined, many, number, optional, record, text, url } from './given.ts';
import { audio, image, location, native, sticker, video } from './media-check.ts';
import type { Bar, Button, Card, CardImage, Field } from './card.ts';
import { wellFormed } from './well-formed.ts';
import type { Platform } from './platform.ts';
import type { OutgoingMessage, TextMessage, TextPart } from './message.ts';

function button(value: unknown, where: string): Button {
  const { label, command, style, prefill, pick, copy, reaction, number: chosen } = record(value, where);
  if (style !== undefined && style !== 'primary' && style !== 'secondary') throw bad(`${where}.style is unknown`);
  if (pick !== undefined && pick !== 'date' && pick !== 'time' && pick !== 'datetime' && pick !== 'location')
    throw bad(`${where}.pick should be date, time, datetime or location`);
  if (reaction !== undefined && reaction !== 'like' && reaction !== 'dislike')
    throw bad(`${where}.reaction should be like or dislike`);
  return defined<Button>({
    label: text(label, `${where}.label`),
    command: commandLine(command, `${where}.command`),
    style,
    prefill: optional(prefill, (given) => text(given, `${where}.prefill`)),
    pick,
    copy: optional(copy, (given) => clipping(given, `${where}.copy`)),
    reaction,
    number: optional(chosen, (given) => whole(given, `${where}.number`)),
  });
}

function commandLine(value: unknown, where: string): string {
  // As it will be carried, so that all who sign, keep and read it see the same line.
  const line = wellFormed(text(value, where));
  if (!line.startsWith('/') || line.length > 5_000) throw bad(`${where} should be a command line that starts with /`);
  return line;
}

function whole(value: unknown, where: string): number {
  if (!Number.isInteger(value)) throw bad(`${where} should be a whole number from 1 to 99`);
  return number(value, where, 1, 99);
}

function clipping(value: unknown, where: string): string {
  const words = wellFormed(text(value, where));
  // LINE's bound ("Clipboard action").
  if (words.trim() === '' || words.length > 1_000) throw bad(`${where} should have 1 to 1000 characters`);
  return words;
}

function bar(value: unknown, where: string): Bar {
  const { label, share, value: words, note, button: tap, buttons, image } = record(value, where);
  return defined<Bar>({
    label: text(label, `${where}.label`),
    share: number(share, `${where}.share`, 0, 1),
    value: text(words, `${where}.value`),
    note: optional(note, (given) => text(given, `${where}.note`)),
    button: optional(tap, (given) => button(given, `${where}.button`)),
    buttons: optional(buttons, (given) => fewButtons(given, `${where}.buttons`)),
    image: optional(image, (given) => barPicture(given, `${where}.image`)),
  });
}

function fewButtons(value: unknown, where: string): readonly Button[] {
  const few = many(value, where, button);
  if (few.length > 5) throw bad(`${where} should be at most 5`);
  return few;
}

function barPicture(value: unknown, where: string): NonNullable<Bar['image']> {
  const given = record(value, where);
  return defined<NonNullable<Bar['image']>>({
    url: url(given['url'], `${where}.url`),
    alt: optional(given['alt'], (words) => text(words, `${where}.alt`)),
  });
}

function field(value: unknown, where: string): Field {
  const { name, value: words } = record(value, where);
  return { name: text(name, `${where}.name`), value: text(words, `${where}.value`) };
}

function subject(value: unknown): string {
  const words = text(value, 'subject');
  if (words.trim() === '' || words.length > 200) throw bad('subject should have 1 to 200 characters');
  return words;
}

/** LINE takes up to five digits on either side, and no picture higher than three times its width ("Flex", image). */
function aspect(value: unknown): string {
  const [, width, height] = /^(\d{1,5}):(\d{1,5})$/.exec(text(value, 'image.aspect')) ?? [];
  if (!Number(width) || !Number(height) || Number(height) > 3 * Number(width))
    throw bad('image.aspect should be width to height, such as 16:9, the height at most three times the width');
  return `${Number(width)}:${Number(height)}`;
}

function picture(value: unknown): CardImage {
  const given = record(value, 'image');
  return defined<CardImage>({
    url: url(given['url'], 'image.url'),
    alt: optional(given['alt'], (words) => text(words, 'image.alt')),
    aspect: optional(given['aspect'], aspect),
  });
}

function card(value: Record<string, unknown>): Card {
  const made = defined<Card>({
    type: 'card',
    title: text(value['title'], 'title'),
    image: optional(value['image'], picture),
    text: optional(value['text'], (given) => text(given, 'text')),
    fields: optional(value['fields'], (given) => many(given, 'fields', field)),
    bars: optional(value['bars'], (given) => many(given, 'bars', bar)),
    buttons: optional(value['buttons'], (given) => many(given, 'buttons', button)),
    footer: optional(value['footer'], (given) => text(given, 'footer')),
    alt: optional(value['alt'], (given) => text(given, 'alt')),
    subject: optional(value['subject'], subject),
    takeBack: optional(value['takeBack'], (given) => commandLine(given, 'takeBack')),
    settled: yes(value['settled'], 'settled'),
  });
  const taps = [...(made.buttons ?? []), ...(made.bars ?? []).flatMap(({ buttons = [] }) => buttons)];
  // LINE has it for quick replies alone ("Location action").
  if (taps.some(({ pick }) => pick === 'location')) throw bad('a button that picks a location stands under a text');
  return made;
}

function part(value: unknown, where: string): TextPart {
  if (typeof value === 'string') return value;
  const { mention, name } = record(value, where);
  if (typeof mention !== 'string' || mention === '') throw bad(`${where}.mention should be a member id`);
  return { mention, name: text(name, `${where}.name`) };
}

function yes(value: unknown, where: string): true | undefined {
  if (value !== undefined && value !== null && typeof value !== 'boolean')
    throw bad(`${where} should be true or left out`);
  return value === true ? true : undefined;
}

function textMessage(given: Readonly<Record<string, unknown>>): TextMessage {
  const words = given['text'];
  return defined<TextMessage>({
    type: 'text',
    text: Array.isArray(words) ? many(words, 'text', part) : text(words, 'text'),
    buttons: optional(given['buttons'], (buttons) => many(buttons, 'buttons', button)),
    quote: yes(given['quote'], 'quote'),
  });
}

/** Knows what messages of a platform's own making may be. */
type Judge = Pick<Platform, 'checkNative'>;

/**
 * A message as a platform gets it, made of what a plugin gave. Throws BAD_CALL with the place that is wrong. Without a platform (in an
 * isolate) the inside of one of its own making is left to the host, which checks everything again.
 */
export function checkMessage(value: unknown, platform?: Judge): OutgoingMessage {
  if (typeof value === 'string') return { type: 'text', text: value };
  const given = record(value, 'it');
  switch (given['type']) {
    case 'text':
      return textMessage(given);
    case 'card':
      return card(given);
    case 'image':
      return image(given);
    case 'video':
      return video(given);
    case 'audio':
      return audio(given);
    case 'location':
      return location(given);
    case 'sticker':
      return sticker(given, yes(given['quote'], 'quote'));
    case 'native': {
      const message = native(given);
      platform?.checkNative(message);
      return message;
    }
    default:
      throw bad(
        `its type ${JSON.stringify(given['type'])} is unknown; take a string, text, card, image, video, audio, location, sticker or native`,
      );
  }
}

/** What a handler returned: a message, a list of them, or nothing. */
export function checkReply(value: unknown, platform: Judge): readonly OutgoingMessage[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map((one: unknown) => checkMessage(one, platform));
}
