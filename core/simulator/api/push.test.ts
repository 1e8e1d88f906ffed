import { describe, expect, it } from 'vitest';
import { Stage, text } from '../stage.fixture.ts';

const KEY = { 'x-line-retry-key': '123e4567-e89b-12d3-a456-426614174000' };
const FAILED = { message: 'Failed to send messages' };

async function group(options = {}) {
  const stage = await Stage.open(options);
  const { world } = stage.line;
  const members = ['Yuki', 'Ken', 'Mei'].map((name) => world.createMember(name));
  const chat = world.createGroup('Lunch', members);
  return { stage, world, members, yuki: members[0] ?? '', chat };
}

describe('a push', () => {
  it('costs one message of the quota for each member, whatever it carries', async () => {
    const { stage, world, chat } = await group({ quota: 7 });
    expect((await stage.push(chat, [text('a'), text('b')])).status).toBe(200);
    expect((await stage.get('/v2/bot/message/quota')).body).toEqual({ type: 'limited', value: 7 });
    expect((await stage.get('/v2/bot/message/quota/consumption')).body).toEqual({ totalUsage: 3 });
    expect((await stage.push(chat, [text('c')])).status).toBe(200);
    expect(await stage.push(chat, [text('d')])).toMatchObject({
      status: 429,
      body: { message: 'You have reached your monthly limit.' },
    });
    expect(world.messages(chat).filter(({ sentBy }) => sentBy === 'push')).toHaveLength(3);
    expect((await stage.get('/v2/bot/message/quota/consumption')).body).toEqual({ totalUsage: 6 });
  });

  it('has a new quota when the month turns in Japan', async () => {
    const { stage, chat } = await group({ quota: 3 });
    stage.clock = Date.UTC(2026, 10, 30, 14, 59);
    expect((await stage.push(chat, [text('a')])).status).toBe(200);
    expect((await stage.push(chat, [text('a')])).status).toBe(429);
    stage.clock = Date.UTC(2026, 10, 30, 15, 0);
    expect((await stage.push(chat, [text('a')])).status).toBe(200);
  });

  it('has no limit where the account has none', async () => {
    const { stage, chat } = await group({ quota: null });
    expect((await stage.get('/v2/bot/message/quota')).body).toEqual({ type: 'none' });
    expect((await stage.push(chat, [text('a')])).status).toBe(200);
  });

  it('is sent once for one retry key, for a day', async () => {
    const { stage, world, chat } = await group();
    const first = await stage.push(chat, [text('a')], KEY);
    expect(first.status).toBe(200);
    const second = await stage.push(chat, [text('a')], KEY);
    expect(second.status).toBe(409);
    expect(second.body).toEqual({
      message: 'The retry key is already accepted',
      sentMessages: first.body['sentMessages'],
    });
    expect(second.headers.get('x-line-accepted-request-id')).toBe(first.headers.get('x-line-request-id'));
    expect(second.headers.get('x-line-request-id')).not.toBe(first.headers.get('x-line-request-id'));
    stage.clock += 24 * 60 * 60_000 + 1;
    expect((await stage.push(chat, [text('a')], KEY)).status).toBe(200);
    expect(world.messages(chat).filter(({ from }) => from === 'bot')).toHaveLength(2);
    expect((await stage.get('/v2/bot/message/quota/consumption')).body).toEqual({ totalUsage: 6 });
  });

  it('may use a retry key again when the request was refused', async () => {
    const { stage, chat } = await group({ quota: 2 });
    expect((await stage.push(chat, [text('a')], KEY)).status).toBe(429);
    stage.line.do({ do: 'set', settings: { quota: 3 } });
    expect((await stage.push(chat, [text('a')], KEY)).status).toBe(200);
    expect((await stage.push(chat, [text('a')], { 'x-line-retry-key': 'not a uuid' })).status).toBe(400);
  });

  it('fails for a chat that is unknown, or that the bot is not in', async () => {
    const { stage, world, chat, members } = await group();
    for (const letter of ['U', 'C', 'R']) {
      expect(await stage.push(letter + '0'.repeat(32), [text('a')])).toMatchObject({ status: 400, body: FAILED });
    }
    world.removeBot(chat);
    expect((await stage.push(chat, [text('a')])).body).toEqual(FAILED);
    expect((await stage.push('Lunch', [text('a')])).body).toEqual({
      message: 'The property, to, in the request body is invalid (line: -, column: -)',
    });
    const room = world.createRoom(members, { bot: false });
    expect((await stage.push(room, [text('a')])).body).toEqual(FAILED);
    expect((await stage.call('POST', '/v2/bot/message/push', { messages: [text('a')] })).body).toEqual({
      message: 'The request body has 1 error(s)',
      details: [{ message: 'May not be empty', property: 'to' }],
    });
  });

  it('to someone who blocks the bot or never added it is accepted, unheard and free', async () => {
    const { stage, world, members } = await group();
    const [yuki = '', ken = ''] = members;
    world.createUserChat(yuki);
    expect((await stage.push(yuki, [text('a')])).status).toBe(200);
    world.unfollow(yuki);
    expect((await stage.push(yuki, [text('b')])).status).toBe(200);
    expect((await stage.push(ken, [text('c')])).status).toBe(200);
    expect(world.messages(yuki).map(({ content }) => content['text'])).toEqual(['a']);
    expect((await stage.get('/v2/bot/message/quota/consumption')).body).toEqual({ totalUsage: 1 });
  });

  it('is counted by the day, in Japan', async () => {
    const { stage, chat } = await group();
    await stage.push(chat, [text('a')]);
    const on = async (date: string) => (await stage.get(`/v2/bot/message/delivery/push?date=${date}`)).body;
    expect(await on('20261122')).toEqual({ status: 'unready' });
    stage.clock += 24 * 60 * 60_000;
    expect(await on('20261122')).toEqual({ status: 'ready', success: 3 });
    expect(await on('20261121')).toEqual({ status: 'ready', success: 0 });
    expect(await on('20180330')).toEqual({ status: 'out_of_service' });
    for (const date of ['20260231', '2026-11-22', '', 'today']) {
      expect(await on(date)).toEqual({ message: "The value for the 'date' parameter is invalid" });
    }
  });
});
