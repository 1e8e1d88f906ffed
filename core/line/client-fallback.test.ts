import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StandIn } from '../../test/support/stand-in.ts';
import { chatRef } from '../chat/chat.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { LinePlatform } from './client.ts';

const BOT = `U${'0'.repeat(32)}`;
const USER = 'U4af4980629fb2bfe3a5b1a9a2f7f1b7c';
const group = chatRef('line', BOT, 'group', 'Ca56f94637cc4347f90a25382909b24b9');
const alone = chatRef('line', BOT, 'user', USER);
const KEY = '123e4567-e89b-12d3-a456-426614174000';
const same = (command: string) => command;

let line: StandIn;
let platform: LinePlatform;
beforeEach(async () => {
  line = await StandIn.open();
  platform = new LinePlatform({ channelAccessToken: 'token', apiBaseUrl: line.url, timeouts: { pause: 1 } });
});
afterEach(async () => {
  await platform.close();
  await line.close();
});

describe('a mention or a quote that LINE refuses', () => {
  const refused = { status: 400, body: { message: 'The request body has 1 error(s)' } };
  const naming: OutgoingMessage[] = [
    { type: 'text', text: ['Late: ', { mention: USER, name: 'Aki {a}' }], quote: true, quoteToken: 'q' },
  ];
  const plain = [{ type: 'text', text: 'Late: @Aki {a}' }];
  const messages = () => line.received.map(({ body }) => (body as { messages: unknown[] }).messages);

  it('is left out, and the same reply goes again in plain words', async () => {
    line.plays.push(refused, { body: { sentMessages: [{ id: '7' }] } });
    expect(await platform.reply(group, 'token', naming, same)).toEqual([{ id: '7' }]);
    expect(messages()).toEqual([[expect.objectContaining({ type: 'textV2', quoteToken: 'q' })], plain]);
  });

  it('is left out of a push, under the same key', async () => {
    line.plays.push(refused, { body: { sentMessages: [{ id: '7' }] } });
    expect(await platform.push(group, KEY, naming, same)).toEqual([{ id: '7' }]);
    expect(line.received.map(({ headers }) => headers['x-line-retry-key'])).toEqual([KEY, KEY]);
    expect(messages()[1]).toEqual(plain);
  });

  it('is tried in no other way when the plain words are refused as well', async () => {
    line.fallback = refused;
    await expect(platform.reply(group, 'token', naming, same)).rejects.toMatchObject({ code: 'PLATFORM_REJECTED' });
    expect(line.received).toHaveLength(2);
  });

  it('is not even tried in a chat of two', async () => {
    await platform.reply(alone, 'token', [{ type: 'text', text: [{ mention: USER, name: 'Aki' }] }], same);
    expect(messages()).toEqual([[{ type: 'text', text: '@Aki' }]]);
  });

  it('is not blamed for another failure', async () => {
    line.fallback = { status: 400, body: { message: 'Invalid reply token' } };
    await expect(platform.reply(group, 'token', naming, same)).rejects.toMatchObject({ code: 'INVALID_REPLY_TOKEN' });
    expect(line.received).toHaveLength(1);
  });
});
