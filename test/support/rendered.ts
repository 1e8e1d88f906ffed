import type { messagingApi } from '@line/bot-sdk';
import { expect } from 'vitest';
import { openapi } from './openapi.ts';
import type { Bar, Button, Card } from '../../core/chat/card.ts';
import type { OutgoingMessage } from '../../core/chat/message.ts';
import { renderMessages } from '../../core/line/render.ts';
import { problemsOf } from '../../core/line/rules/message.ts';

export const sign = (command: string) => `${command}#tag`;
const judge = openapi();
const MANNER = { mentions: true, quotes: true };

/** Renders, and holds whatever comes out against LINE's own description and limits. */
export function render(...messages: OutgoingMessage[]): messagingApi.Message[] {
  const rendered = renderMessages(messages, sign, MANNER);
  expect(rendered.length).toBeLessThanOrEqual(5);
  const body = { to: 'C1', messages: rendered };
  expect(rendered.length === 0 ? [] : judge.request('POST', '/v2/bot/message/push', body)).toEqual([]);
  expect(rendered.length === 0 ? [] : problemsOf(rendered)).toEqual([]);
  for (const message of rendered) expect(faults(message)).toEqual([]);
  return rendered;
}

const count = (text: string) => [...new Intl.Segmenter().segment(text)].length;

/** What LINE refuses and its OpenAPI does not say. */
function faults(message: messagingApi.Message): string[] {
  const found: string[] = [];
  const tooLong = (what: string, length: number, most: number) => {
    if (length === 0 || length > most) found.push(`${what}: ${length}, at most ${most}`);
  };
  const visit = (node: unknown, labels: number): void => {
    if (typeof node === 'string' && !node.isWellFormed()) found.push('half a character');
    if (typeof node !== 'object' || node === null) return;
    const { type, text, label, data, fillInText, altText, contents, items } = node as Record<string, unknown>;
    if (type === 'text') tooLong('text', (text as string).trim().length && (text as string).length, 5000);
    if (type === 'postback') {
      tooLong('label', count(label as string), labels);
      tooLong('data', (data as string).length, 300);
      if (fillInText !== undefined) tooLong('fillInText', count(fillInText as string), 300);
    }
    if (type === 'flex') tooLong('altText', (altText as string).length, 1500);
    if (type === 'bubble') tooLong('bubble', Buffer.byteLength(JSON.stringify(node)), 30_000);
    if (type === 'box') tooLong('box', (contents as unknown[]).length, Infinity);
    if (type === 'carousel') {
      tooLong('carousel', Buffer.byteLength(JSON.stringify(node)), 50_000);
      tooLong('bubbles', (contents as unknown[]).length, 12);
    }
    if (Array.isArray(items)) tooLong('quick replies', items.length, 13);
    for (const [key, value] of Object.entries(node)) visit(value, key === 'quickReply' ? 20 : labels);
  };
  visit(message, 40);
  return found;
}

/** Everything of one `type` inside a message, from top to bottom. */
export function all(node: unknown, type: string): Record<string, unknown>[] {
  if (typeof node !== 'object' || node === null) return [];
  const inside = Object.values(node).flatMap((value) => all(value, type));
  return (node as Record<string, unknown>)['type'] === type ? [node as Record<string, unknown>, ...inside] : inside;
}
export const words = (node: unknown) => all(node, 'text').map(({ text }) => text);
export const card = (parts: Partial<Card>): Card => ({ type: 'card', title: '', ...parts });
export const text = (words: string, buttons?: Button[]): OutgoingMessage => ({
  type: 'text',
  text: words,
  ...(buttons === undefined ? {} : { buttons }),
});
export const bars = (count: number, more: Partial<Bar> = {}): Bar[] =>
  Array.from({ length: count }, (_, n) => ({
    label: `Choice ${n + 1}`,
    share: n / count,
    value: `${n} · ${Math.round((n / count) * 100)} %`,
    button: { label: 'Vote', command: `/poll vote ${n + 1} --poll 3` },
    ...more,
  }));
export const postback = (command: string, label: string) => ({ type: 'postback', label, data: `${command}#tag` });

export const YUKI = `U${'a'.repeat(32)}`;
