import { describe, expect, it } from 'vitest';
import { Stage, text } from '../stage.fixture.ts';

async function group(options = {}) {
  const stage = await Stage.open(options);
  const { world } = stage.line;
  const yuki = world.createMember('Yuki');
  const chat = world.createGroup('Lunch', [yuki]);
  return { stage, world, yuki, chat };
}

const INVALID = { message: 'Invalid reply token' };

describe('a reply token', () => {
  it('answers its event once, for free, in its chat', async () => {
    const { stage, world, yuki, chat } = await group();
    world.say(chat, yuki, 'hello');
    const { replyToken } = await stage.lastEvent();
    const { status, body, headers } = await stage.reply(replyToken, text('one'), text('two'));
    expect(status).toBe(200);
    expect(headers.get('x-line-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(body).toEqual({
      sentMessages: [
        { id: expect.stringMatching(/^\d+$/), quoteToken: expect.any(String) },
        { id: expect.stringMatching(/^\d+$/), quoteToken: expect.any(String) },
      ],
    });
    expect(world.messages(chat).filter(({ from }) => from === 'bot')).toMatchObject([
      { content: { text: 'one' }, sentBy: 'reply' },
      { content: { text: 'two' }, sentBy: 'reply' },
    ]);
    expect(stage.line.view().quota.used).toBe(0);
    expect(await stage.reply(replyToken, text('again'))).toMatchObject({ status: 400, body: INVALID });
  });

  it('lives a minute from its delivery', async () => {
    const { stage, world, yuki, chat } = await group();
    world.say(chat, yuki, 'a');
    const first = await stage.lastEvent();
    world.say(chat, yuki, 'b');
    const second = await stage.lastEvent();
    stage.clock += 60_000;
    expect((await stage.reply(first.replyToken, text('in time'))).status).toBe(200);
    stage.clock += 1;
    expect(await stage.reply(second.replyToken, text('late'))).toMatchObject({ status: 400, body: INVALID });
  });

  it('lives another minute when its event is delivered again, but not beyond 20 minutes', async () => {
    const { stage, world, yuki, chat } = await group();
    world.say(chat, yuki, 'a');
    const event = await stage.lastEvent();
    stage.clock += 19 * 60_000;
    await stage.line.redeliver([event]);
    expect(stage.events.at(-1)).toEqual({ ...event, deliveryContext: { isRedelivery: true } });
    stage.clock += 60_000;
    expect((await stage.reply(event.replyToken, text('just in time'))).status).toBe(200);

    world.say(chat, yuki, 'b');
    const other = await stage.lastEvent();
    stage.clock += 20 * 60_000 + 1;
    await stage.line.redeliver([other]);
    expect((await stage.reply(other.replyToken, text('too late'))).body).toEqual(INVALID);
  });

  it('is not used up by a request that was refused', async () => {
    const { stage, world, yuki, chat } = await group();
    world.say(chat, yuki, 'a');
    const { replyToken } = await stage.lastEvent();
    expect((await stage.reply(replyToken, text(''))).status).toBe(400);
    expect((await stage.reply(replyToken)).body).toEqual({
      message: 'The request body has 1 error(s)',
      details: [{ message: 'Size must be between 1 and 5', property: 'messages' }],
    });
    expect((await stage.reply(replyToken, ...Array.from({ length: 6 }, () => text('a')))).status).toBe(400);
    expect(
      (await stage.reply(replyToken, { type: 'text', text: 'a', quoteToken: 'from elsewhere' })).body['details'],
    ).toEqual([{ message: 'Invalid quote token', property: 'messages[0].quoteToken' }]);
    expect((await stage.reply(replyToken, text('a'))).status).toBe(200);
  });

  it('takes no retry key, and is asked for by name', async () => {
    const { stage, world, yuki, chat } = await group();
    world.say(chat, yuki, 'a');
    const { replyToken } = await stage.lastEvent();
    const path = '/v2/bot/message/reply';
    const body = { replyToken, messages: [text('a')] };
    const key = { 'x-line-retry-key': '123e4567-e89b-12d3-a456-426614174000' };
    expect((await stage.call('POST', path, body, key)).status).toBe(400);
    expect((await stage.call('POST', path, { messages: [text('a')] })).body).toEqual({
      message: 'The request body has 1 error(s)',
      details: [{ message: 'May not be empty', property: 'replyToken' }],
    });
    expect((await stage.call('POST', path, {})).body['message']).toBe('The request body has 2 error(s)');
    expect((await stage.reply('made up', text('a'))).body).toEqual(INVALID);
    expect((await stage.reply(replyToken, text('a'))).status).toBe(200);
  });

  it('answers nothing once the bot has left', async () => {
    const { stage, world, yuki, chat } = await group();
    world.say(chat, yuki, 'a');
    const { replyToken } = await stage.lastEvent();
    world.removeBot(chat);
    expect((await stage.reply(replyToken, text('bye'))).body).toEqual({ message: 'Failed to send messages' });
  });

  it('hands out quote tokens for what can be quoted, and they quote', async () => {
    const { stage, world, yuki, chat } = await group();
    const messageId = world.say(chat, yuki, 'quote me');
    const { replyToken, message } = await stage.lastEvent();
    const { quoteToken } = message as { quoteToken: string };
    const location = { type: 'location', title: 'a', address: 'b', latitude: 1, longitude: 2 };
    const { body } = await stage.reply(replyToken, { ...text('here'), quoteToken }, location);
    expect((body['sentMessages'] as object[]).map((sent) => 'quoteToken' in sent)).toEqual([true, false]);
    expect(world.messages(chat).at(-2)?.quotedMessageId).toBe(messageId);
  });
});
