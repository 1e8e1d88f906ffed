import { beforeEach, describe, expect, it } from 'vitest';
import { openapi } from '../../test/support/openapi.ts';
import { Stage, text } from './stage.fixture.ts';
import type { VirtualLine } from './virtual-line.ts';

const { available, reason, webhook, request, response } = openapi();
// oxlint-disable-next-line no-console -- a test that is skipped says so

/** The file does not list it, but the reference does: content that is not ready yet ("Get content"). */
const isNotReadyYet = (path: string, status: number): boolean => path.endsWith('/content') && status === 202;

/** Every mistake in what went over the wire, by LINE's own description of it. */
function mistakes(line: VirtualLine): string[] {
  const inWebhooks = line.webhooks.flatMap(({ body }) => webhook(JSON.parse(body)));
  const inCalls = line.requests.flatMap(({ method, path, body, status, answer }) => [
    ...(status < 400 ? request(method, path, body) : []),
    ...(isNotReadyYet(path, status) ? [] : response(method, path, status, answer)),
  ]);
  return [...inWebhooks, ...inCalls];
}

const button = { type: 'postback', label: 'Sushi', data: '/poll vote 1', displayText: 'Sushi!' };
const picker = { type: 'datetimepicker', label: 'When', data: '/remind', mode: 'datetime' };
const card = {
  type: 'flex',
  altText: 'poll',
  contents: {
    type: 'bubble',
    body: { type: 'box', layout: 'vertical', contents: [text('Lunch?'), { type: 'button', action: button }] },
  },
};

describe("what the virtual LINE sends and answers, by LINE's OpenAPI", () => {
  beforeEach(({ skip }) => skip(!available, reason));

  it('is right for everything that members do', async () => {
    const stage = await Stage.open({ redelivery: true, redeliveryDelays: [1] });
    const { world } = stage.line;
    const [yuki, mei] = [world.createMember('Yuki'), world.createMember('Mei')];
    const ken = world.createMember('Ken', { identified: false });
    const group = world.createGroup('ランチ部', [yuki, ken]);
    const room = world.createRoom([yuki, ken]);
    world.createUserChat(yuki);
    stage.status = () => (stage.heard.length === 1 ? 500 : 200);
    for (const chat of [group, room]) {
      const id = world.say(chat, yuki, '@Tenko @Ken @All 🍣', {
        mentions: [
          { index: 0, length: 6, memberId: 'bot' },
          { index: 7, length: 4, memberId: ken },
          { index: 12, length: 4, memberId: 'all' },
        ],
      });
      world.say(chat, ken, 'who am I?', { quotedMessageId: id });
      for (const deed of ['sendSticker', 'sendImage', 'sendLocation'] as const) world[deed](chat, yuki);
      world.addMember(chat, mei);
      world.removeMember(chat, ken, mei);
      const { replyToken } = await stage.lastEvent();
      expect(replyToken).toBeUndefined();
      world.say(chat, yuki, '/poll');
      const poll = await stage.lastEvent();
      const items = [{ type: 'action', action: picker }];
      const { body } = await stage.reply(poll.replyToken, card, { ...text('when?'), quickReply: { items } });
      const [first, second] = body['sentMessages'] as [{ id: string }, { id: string }];
      world.tap(chat, yuki, second.id, picker, '2026-11-22T18:00');
      world.tap(chat, yuki, first.id, button);
      if (chat === group) world.edit(chat, yuki, id, 'edited');
      world.unsend(chat, yuki, id);
      world.removeBot(chat);
    }
    world.say(yuki, yuki, 'just us');
    world.unfollow(yuki);
    world.follow(yuki);
    await stage.line.settled();
    await stage.line.deliver([]);
    expect(new Set(stage.types)).toEqual(
      new Set([
        'join',
        'follow',
        'message',
        'memberJoined',
        'memberLeft',
        'postback',
        'messageEdited',
        'unsend',
        'leave',
        'unfollow',
      ]),
    );
    expect(stage.line.webhooks.some(({ redelivery }) => redelivery)).toBe(true);
    expect(mistakes(stage.line)).toEqual([]);
  });

  it('is right for everything that a host asks', async () => {
    const stage = await Stage.open({ verified: true, quota: 10 });
    const { world } = stage.line;
    const yuki = world.createMember('Yuki');
    const many = Array.from({ length: 7 }, (_, n) => world.createMember(`Member ${n}`));
    const group = world.createGroup('Lunch', [yuki, ...many]);
    const room = world.createRoom([yuki]);
    world.createUserChat(yuki);
    const image = world.sendImage(group, yuki);
    const { message } = (await stage.lastEvent()) as unknown as { message: { markAsReadToken: string } };
    const key = { 'x-line-retry-key': '123e4567-e89b-12d3-a456-426614174000' };
    const { markAsReadToken } = message;
    const absent = '0'.repeat(32);
    const statuses: number[] = [];
    const call = async (...args: Parameters<Stage['call']>): Promise<void> => {
      statuses.push((await stage.call(...args)).status);
    };
    await call('POST', '/v2/bot/message/push', { to: group, messages: [card] }, key);
    await call('POST', '/v2/bot/message/push', { to: group, messages: [card] }, key);
    await call('POST', '/v2/bot/message/push', { to: group, messages: [card] });
    await call('POST', '/v2/bot/message/push', { to: `C${absent}`, messages: [card] });
    await call('POST', '/v2/bot/message/push', { to: group, messages: [text('')] });
    await call('POST', '/v2/bot/message/validate/reply', { messages: [card] });
    for (const path of [
      'info',
      `profile/${yuki}`,
      `profile/U${absent}`,
      `group/${group}/summary`,
      `group/${group}/members/count`,
      `group/${group}/members/ids`,
      `group/${group}/member/${yuki}`,
      `group/C${absent}/summary`,
      'group/lunch/summary',
      `room/${room}/members/count`,
      `room/${room}/members/ids`,
      `room/${room}/member/${yuki}`,
      'message/quota',
      'message/quota/consumption',
      'message/delivery/reply?date=20261101',
      'message/delivery/push?date=yesterday',
      `message/${image}/content`,
      `message/${image}/content/transcoding`,
      'channel/webhook/endpoint',
    ]) {
      await call('GET', `/v2/bot/${path}`);
    }
    await call('POST', '/v2/bot/channel/webhook/test', {});
    await call('PUT', '/v2/bot/channel/webhook/endpoint', { endpoint: stage.url });
    await call('POST', '/v2/bot/chat/loading/start', { chatId: yuki });
    await call('POST', '/v2/bot/chat/loading/start', { chatId: group });
    await call('POST', '/v2/bot/chat/markAsRead', { markAsReadToken });
    await call('POST', `/v2/bot/group/${group}/leave`);
    await call('POST', `/v2/bot/group/${group}/leave`);
    await call('POST', `/v2/bot/room/${room}/leave`);
    stage.line.set({ verified: false });
    await call('GET', `/v2/bot/room/${room}/members/ids`, undefined, { authorization: 'Bearer x' });
    expect(new Set(statuses)).toEqual(new Set([200, 409, 429, 400, 404, 202, 401]));
    expect(mistakes(stage.line)).toEqual([]);
  });
});
