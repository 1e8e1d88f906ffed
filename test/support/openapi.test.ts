import { beforeEach, describe, expect, it } from 'vitest';
import { openapi } from './openapi.ts';

const { available, reason, webhook, request, response } = openapi();

const bubble = (component: object) => ({
  to: `C${'0'.repeat(32)}`,
  messages: [
    {
      type: 'flex',
      altText: 'x',
      contents: { type: 'bubble', body: { type: 'box', layout: 'vertical', contents: [component] } },
    },
  ],
});
const push = (body: unknown) => request('POST', '/v2/bot/message/push', body);

const body = (event: object) => ({
  destination: `U${'0'.repeat(32)}`,
  events: [{ mode: 'active', timestamp: 1, webhookEventId: 'x', deliveryContext: { isRedelivery: false }, ...event }],
});

describe("LINE's OpenAPI as a judge", () => {
  beforeEach(({ skip }) => skip(!available, reason));

  it('lets a right message pass', () => {
    expect(push(bubble({ type: 'text', text: 'a', weight: 'bold' }))).toEqual([]);
    expect(
      request('POST', '/v2/bot/message/reply', { replyToken: 'a', messages: [{ type: 'text', text: 'a' }] }),
    ).toEqual([]);
    expect(request('GET', '/v2/bot/info', undefined)).toEqual([]);
  });

  it.each([
    ['an unknown component', { type: 'txt', text: 'a' }],
    ['a mistyped property', { type: 'text', text: 'a', wieght: 'bold' }],
    ['a value that is not listed', { type: 'text', text: 'a', weight: 'heavy' }],
    ['a box without a layout', { type: 'box', contents: [] }],
    ['a property of the wrong type', { type: 'text', text: 7 }],
    [
      'a mistake deep inside',
      { type: 'box', layout: 'vertical', contents: [{ type: 'button', action: { type: 'tap' } }] },
    ],
    [
      'postback data that is too long',
      { type: 'button', action: { type: 'postback', label: 'a', data: 'x'.repeat(301) } },
    ],
  ])('catches %s', (_, component) => {
    expect(push(bubble(component))).not.toEqual([]);
  });

  it('catches six messages, none, and a body that is missing', () => {
    const text = { type: 'text', text: 'a' };
    expect(push({ to: 'C', messages: Array.from({ length: 6 }, () => text) })).not.toEqual([]);
    expect(push({ to: 'C', messages: [] })).not.toEqual([]);
    expect(push(undefined)).not.toEqual([]);
  });

  it('knows the endpoints, their answers and their errors', () => {
    expect(request('POST', '/v2/bot/message/shout', {})).not.toEqual([]);
    expect(response('GET', '/v2/bot/group/C1/summary', 200, { groupId: 'C1', groupName: 'a' })).toEqual([]);
    expect(response('GET', '/v2/bot/group/C1/summary', 200, { groupId: 'C1' })).not.toEqual([]);
    expect(response('GET', '/v2/bot/group/C1/summary', 404, { message: 'Not found' })).toEqual([]);
    expect(response('GET', '/v2/bot/group/C1/summary', 404, { error: 'Not found' })).not.toEqual([]);
    expect(response('GET', '/v2/bot/group/C1/summary', 302, {})).not.toEqual([]);
  });

  it('judges webhooks, each event by its type', () => {
    expect(webhook(body({ type: 'unfollow', source: { type: 'user', userId: 'U' } }))).toEqual([]);
    expect(webhook(body({ type: 'unsend' }))).not.toEqual([]);
    expect(webhook(body({ type: 'unsend', unsend: { messageId: '1' }, source: { type: 'group' } }))).not.toEqual([]);
    expect(webhook(body({ type: 'unheard-of' }))).not.toEqual([]);
    expect(webhook({ destination: 'me', events: [] })).not.toEqual([]);
  });
});
