import { Failure } from '../errors.ts';
import type { Bar, Button, Card, Field } from './card.ts';
import type { OutgoingMessage, TextPart } from './message.ts';

/** What a plugin hands over is not trusted to be what its type says: it may come from JavaScript, or from an isolate. */
const bad = (what: string): Failure => new Failure('BAD_CALL', `a message is wrong: ${what}`);

function text(value: unknown, where: string): string {
  if (typeof value !== 'string') throw bad(`${where} should be a string`);
  return value;
}

function optional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === undefined || value === null ? undefined : read(value);
}

function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(`${where} should be an object`);
  return value as Record<string, unknown>;
}

function many<T>(value: unknown, where: string, read: (value: unknown, where: string) => T): readonly T[] {
  if (!Array.isArray(value)) throw bad(`${where} should be a list`);
  return value.map((item, index) => read(item, `${where}[${index}]`));
}

/** Leaves out what is `undefined`: an absent key and an undefined one are the same on the way to a platform. */
function defined<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

function button(value: unknown, where: string): Button {
  const { label, command, style, prefill, pick } = record(value, where);
  if (style !== undefined && style !== 'primary' && style !== 'secondary') throw bad(`${where}.style is unknown`);
  if (pick !== undefined && pick !== 'date' && pick !== 'time' && pick !== 'datetime')
    throw bad(`${where}.pick should be date, time or datetime`);
  const line = text(command, `${where}.command`);
  if (!line.startsWith('/') || line.length > 5_000)
    throw bad(`${where}.command should be a command line that starts with /`);
  return defined<Button>({
    label: text(label, `${where}.label`),
    command: line,
    style,
    prefill: optional(prefill, (given) => text(given, `${where}.prefill`)),
    pick,
  });
}

function bar(value: unknown, where: string): Bar {
  const { label, share, value: words, note, button: tap } = record(value, where);
  if (typeof share !== 'number' || !(share >= 0 && share <= 1))
    throw bad(`${where}.share should be a number from 0 to 1`);
  return defined<Bar>({
    label: text(label, `${where}.label`),
    share,
    value: text(words, `${where}.value`),
    note: optional(note, (given) => text(given, `${where}.note`)),
    button: optional(tap, (given) => button(given, `${where}.button`)),
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

function card(value: Record<string, unknown>): Card {
  return defined<Card>({
    type: 'card',
    title: text(value['title'], 'title'),
    text: optional(value['text'], (given) => text(given, 'text')),
    fields: optional(value['fields'], (given) => many(given, 'fields', field)),
    bars: optional(value['bars'], (given) => many(given, 'bars', bar)),
    buttons: optional(value['buttons'], (given) => many(given, 'buttons', button)),
    footer: optional(value['footer'], (given) => text(given, 'footer')),
    alt: optional(value['alt'], (given) => text(given, 'alt')),
    subject: optional(value['subject'], subject),
  });
}

function part(value: unknown, where: string): TextPart {
  if (typeof value === 'string') return value;
  const { mention, name } = record(value, where);
  if (typeof mention !== 'string' || mention === '') throw bad(`${where}.mention should be a member id`);
  return { mention, name: text(name, `${where}.name`) };
}

function quoted(value: unknown): true | undefined {
  if (value !== undefined && value !== null && typeof value !== 'boolean')
    throw bad('quote should be true or left out');
  return value === true ? true : undefined;
}

/** A message as a platform gets it, made of what a plugin gave. Throws BAD_CALL with the place that is wrong. */
export function checkMessage(value: unknown): OutgoingMessage {
  if (typeof value === 'string') return { type: 'text', text: value };
  const given = record(value, 'it');
  if (given['type'] === 'card') return card(given);
  if (given['type'] !== 'text')
    throw bad(`its type ${JSON.stringify(given['type'])} is unknown; take a string, text or card`);
  const words = given['text'];
  return defined<OutgoingMessage & { type: 'text' }>({
    type: 'text',
    text: Array.isArray(words) ? many(words, 'text', part) : text(words, 'text'),
    buttons: optional(given['buttons'], (buttons) => many(buttons, 'buttons', button)),
    quote: quoted(given['quote']),
    quoteToken: undefined,
  });
}

/** What a handler returned: a message, a list of them, or nothing. */
export function checkReply(value: unknown): readonly OutgoingMessage[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map(checkMessage) : [checkMessage(value)];
}
