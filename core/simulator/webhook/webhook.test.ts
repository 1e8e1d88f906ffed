import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { Stage, text } from '../stage.fixture.ts';
import { VirtualLine } from '../virtual-line.ts';
import { signatureOf, signedBody } from './signed-body.ts';

async function twoChats(options = {}) {
  const stage = await Stage.open(options);
  const { world } = stage.line;
  const yuki = world.createMember('Yuki');
  const lunch = world.createGroup('Lunch', [yuki]);
  const chess = world.createGroup('Chess', [yuki]);
  await stage.line.settled();
  stage.heard.length = 0;
  return { stage, world, yuki, lunch, chess };
}
const textOf = (event: object): unknown => (event as { message?: { text?: string } }).message?.text;

describe('the signature of a webhook', () => {
  it("is the one of LINE's example", () => {
    const body = '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}';
    expect(signatureOf('8c570fa6dd201bb328f1c1eac23a96d8', body)).toBe('GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=');
  });

  it('is over the bytes that are sent, in which emoji are escaped', async () => {
    const { stage, world, yuki, lunch } = await twoChats();
    world.say(lunch, yuki, '/poll 🍣 "ラーメン" \ud83d');
    await stage.line.settled();
    const [heard] = stage.heard;
    expect(heard?.body).toContain('\\uD83C\\uDF63');
    expect(heard?.body).not.toMatch(/[\ud800-\udfff]/);
    expect(heard?.signature).toBe(signatureOf(stage.line.channelSecret, heard?.body ?? ''));
    expect(heard?.destination).toBe(stage.line.botId);
    expect(textOf(heard?.events[0] ?? {})).toBe('/poll 🍣 "ラーメン" \ud83d');
    expect(JSON.parse(signedBody('x', ['👋🏻']).body)).toEqual(['👋🏻']);
  });
});

describe('webhooks', () => {
  it('carry what happened together in one POST, with the properties that every event has', async () => {
    const { stage, world, yuki, lunch, chess } = await twoChats();
    world.say(lunch, yuki, 'a');
    world.say(chess, yuki, 'b');
    await stage.line.settled();
    expect(stage.heard).toHaveLength(1);
    expect(stage.events.map(textOf)).toEqual(['a', 'b']);
    expect(stage.events[0]).toEqual({
      type: 'message',
      mode: 'active',
      timestamp: stage.clock,
      source: { type: 'group', groupId: lunch, userId: yuki },
      webhookEventId: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
      deliveryContext: { isRedelivery: false },
      replyToken: expect.stringMatching(/^[0-9a-f]{32}$/),
      message: {
        type: 'text',
        id: expect.stringMatching(/^\d+$/),
        text: 'a',
        quoteToken: expect.any(String),
        markAsReadToken: expect.any(String),
      },
    });
  });

  it('keep the order of a chat, and let no chat wait for another', async () => {
    const { stage, world, yuki, lunch, chess } = await twoChats();
    stage.status = ({ body }) => (body.includes('slow') ? 'hang' : 200);
    world.say(lunch, yuki, 'slow');
    await expect.poll(() => stage.heard.length).toBe(1);
    world.say(lunch, yuki, 'after');
    world.say(chess, yuki, 'meanwhile');
    await expect.poll(() => stage.heard.length).toBe(2);
    expect(stage.events.map(textOf)).toEqual(['slow', 'meanwhile']);
    await stage.line.settled();
    expect(stage.events.map(textOf)).toEqual(['slow', 'meanwhile', 'after']);
    expect(stage.line.webhooks.at(-2)).toMatchObject({ status: 0, reason: 'REQUEST_TIMEOUT' });
    expect(stage.line.webhooks.at(-1)).toMatchObject({ status: 200, reason: 'OK' });
  });

  it('are lost when nobody takes them', async () => {
    const { stage, world, yuki, lunch } = await twoChats();
    stage.status = 503;
    world.say(lunch, yuki, 'a');
    await stage.line.settled();
    expect(stage.heard).toHaveLength(1);
    expect(stage.line.view().traffic.at(-1)).toMatchObject({ direction: 'webhook', summary: 'message', status: 503 });
  });

  it('come again where redelivery is on, until they are taken', async () => {
    const { stage, world, yuki, lunch } = await twoChats({ redelivery: true, redeliveryDelays: [5, 5, 5] });
    stage.status = () => (stage.heard.length < 3 ? 500 : 200);
    world.say(lunch, yuki, 'a');
    await stage.line.settled();
    const [first, second, third] = stage.events;
    expect(stage.events).toHaveLength(3);
    expect(second).toEqual({ ...first, deliveryContext: { isRedelivery: true } });
    expect(third).toEqual(second);
    expect(stage.line.webhooks.map(({ status }) => status).slice(-3)).toEqual([500, 500, 200]);
  });

  it('are given up in the end', async () => {
    const { stage, world, yuki, lunch } = await twoChats({ redelivery: true, redeliveryDelays: [1, 1] });
    stage.status = 500;
    world.say(lunch, yuki, 'a');
    await stage.line.settled();
    expect(stage.heard).toHaveLength(3);
  });

  it('go to this machine only', async () => {
    await expect(VirtualLine.start({ webhookUrl: 'https://example.com/webhook' })).rejects.toThrow('this machine only');
    const stage = await Stage.open();
    expect(() => stage.line.setWebhookUrl('http://127.0.0.1.example.com/')).toThrow('this machine only');
    for (const { family, address } of Object.values(networkInterfaces()).flatMap((own = []) => own)) {
      expect(() => stage.line.setWebhookUrl(`http://${family === 'IPv6' ? `[${address}]` : address}/`)).not.toThrow();
    }
  });

  it('can be sent as they stand: several, or none to verify', async () => {
    const { stage, lunch } = await twoChats();
    const replyToken = stage.line.issueReplyToken(lunch);
    const event = {
      type: 'message',
      mode: 'active' as const,
      timestamp: 1,
      webhookEventId: 'x',
      deliveryContext: { isRedelivery: false },
      replyToken,
    };
    expect(await stage.line.deliver([event, { ...event, type: 'unheard of' }])).toMatchObject({ status: 200 });
    expect(await stage.line.deliver([])).toMatchObject({ reason: 'OK' });
    expect(stage.heard.map(({ events }) => events)).toEqual([[event, { ...event, type: 'unheard of' }], []]);
    expect((await stage.reply(replyToken, text('a'))).status).toBe(200);
  });
});

describe('the oddities that a test can switch on', () => {
  it('are duplicates, standby, missing ids, strangers, disorder and single events', async () => {
    const { stage, world, yuki, lunch } = await twoChats();
    const { webhooks } = stage.line.faults;
    const say = async (...lines: string[]) => {
      stage.heard.length = 0;
      for (const line of lines) world.say(lunch, yuki, line);
      await stage.line.settled();
      return stage.events;
    };
    webhooks.duplicate = true;
    const [event, again] = await say('twice');
    expect(again).toEqual(event);
    webhooks.duplicate = false;

    webhooks.standby = true;
    expect((await say('quiet'))[0]).toMatchObject({ mode: 'standby' });
    expect(stage.events[0]).not.toHaveProperty('replyToken');
    webhooks.standby = false;

    webhooks.anonymous = true;
    expect((await say('who'))[0]?.source).toEqual({ type: 'group', groupId: lunch });
    webhooks.anonymous = false;

    webhooks.strangers = true;
    expect((await say('new')).map(({ type }) => type)).toEqual(['eclipse', 'message']);
    expect(stage.events[1]).toHaveProperty('weather');
    webhooks.strangers = false;

    webhooks.outOfOrder = true;
    expect((await say('a', 'b')).map(textOf)).toEqual(['b', 'a']);
    webhooks.outOfOrder = false;

    webhooks.oneEach = true;
    await say('a', 'b');
    expect(stage.heard.map(({ events }) => events.length)).toEqual([1, 1]);
  });
});
