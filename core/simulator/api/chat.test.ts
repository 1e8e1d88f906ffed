import { describe, expect, it } from 'vitest';
import { Stage, text } from '../stage.fixture.ts';

const NOT_FOUND = { status: 404, body: { message: 'Not found' } };
const ABSENT = '0'.repeat(32);

async function club(options = {}) {
  const stage = await Stage.open(options);
  const { world } = stage.line;
  const yuki = world.createMember('Yuki ゆき');
  const ken = world.createMember('Ken', { identified: false });
  const mei = world.createMember('Mei 美玲');
  const group = world.createGroup('ランチ部', [yuki, ken]);
  const room = world.createRoom([yuki, ken]);
  return { stage, world, yuki, ken, mei, group, room };
}

describe('what the API tells of chats and members', () => {
  it('is a summary of a group, and none of a room', async () => {
    const { stage, group, room } = await club();
    expect((await stage.get(`/v2/bot/group/${group}/summary`)).body).toEqual({ groupId: group, groupName: 'ランチ部' });
    expect(await stage.get(`/v2/bot/room/${room}/summary`)).toMatchObject(NOT_FOUND);
    expect(await stage.get(`/v2/bot/group/C${ABSENT}/summary`)).toMatchObject(NOT_FOUND);
    expect((await stage.get('/v2/bot/group/lunch/summary')).body).toEqual({
      message: "The value for the 'groupId' parameter is invalid",
    });
  });

  it('is a count that holds those whom nobody names', async () => {
    const { stage, group, room } = await club();
    expect((await stage.get(`/v2/bot/group/${group}/members/count`)).body).toEqual({ count: 2 });
    expect((await stage.get(`/v2/bot/room/${room}/members/count`)).body).toEqual({ count: 2 });
    expect(await stage.get(`/v2/bot/room/R${ABSENT}/members/count`)).toMatchObject(NOT_FOUND);
    expect((await stage.get(`/v2/bot/room/${group}/members/count`)).body).toEqual({
      message: "The value for the 'roomId' parameter is invalid",
    });
  });

  it('is the profile of a member who is there and has agreed', async () => {
    const { stage, world, yuki, ken, mei, group, room } = await club();
    const of = (kind: string, chat: string, id: string) => stage.get(`/v2/bot/${kind}/${chat}/member/${id}`);
    expect((await of('group', group, yuki)).body).toEqual({ userId: yuki, displayName: 'Yuki ゆき' });
    expect((await of('room', room, yuki)).body).toEqual({ userId: yuki, displayName: 'Yuki ゆき' });
    expect(await of('group', group, ken)).toMatchObject(NOT_FOUND);
    expect(await of('group', group, mei)).toMatchObject(NOT_FOUND);
    expect((await of('group', group, 'Yuki')).body).toEqual({
      message: "The value for the 'userId' parameter is invalid",
    });
    world.renameMember(yuki, 'Yuki 🎉');
    expect((await of('group', group, yuki)).body).toMatchObject({ displayName: 'Yuki 🎉' });
    world.removeMember(group, yuki);
    expect(await of('group', group, yuki)).toMatchObject(NOT_FOUND);
  });

  it('is the profile of a friend, and of nobody else', async () => {
    const { stage, world, yuki, mei } = await club();
    world.createUserChat(yuki);
    expect((await stage.get(`/v2/bot/profile/${yuki}`)).body).toMatchObject({ userId: yuki, displayName: 'Yuki ゆき' });
    expect(await stage.get(`/v2/bot/profile/${mei}`)).toMatchObject(NOT_FOUND);
    world.unfollow(yuki);
    expect(await stage.get(`/v2/bot/profile/${yuki}`)).toMatchObject(NOT_FOUND);
  });

  it('is nothing once the bot is out', async () => {
    const { stage, world, yuki, group } = await club();
    world.removeBot(group);
    for (const path of ['summary', 'members/count', 'members/ids', `member/${yuki}`]) {
      expect(await stage.get(`/v2/bot/group/${group}/${path}`)).toMatchObject(NOT_FOUND);
    }
  });
});

describe('the list of member ids', () => {
  it('is for verified accounts only', async () => {
    const { stage, group } = await club();
    expect(await stage.get(`/v2/bot/group/${group}/members/ids`)).toMatchObject({
      status: 403,
      body: { message: 'Access to this API is not available for your account' },
    });
    stage.line.do({ do: 'set', settings: { verified: true } });
    expect((await stage.get(`/v2/bot/group/${group}/members/ids`)).status).toBe(200);
  });

  it('comes in pages of a hundred, without those who are not identified', async () => {
    const { stage, world, yuki, group, room } = await club({ verified: true });
    const many = Array.from({ length: 230 }, (_, n) => world.createMember(`Member ${n}`));
    world.addMember(group, ...many);
    const pages: string[][] = [];
    let next: string | undefined;
    do {
      const query = next === undefined ? '' : `?start=${encodeURIComponent(next)}`;
      const { body } = await stage.get(`/v2/bot/group/${group}/members/ids${query}`);
      pages.push(body['memberIds'] as string[]);
      next = body['next'] as string | undefined;
    } while (next !== undefined);
    expect(pages.map(({ length }) => length)).toEqual([100, 100, 31]);
    expect(pages.flat()).toEqual([yuki, ...many]);
    expect((await stage.get(`/v2/bot/room/${room}/members/ids`)).body).toEqual({ memberIds: [yuki] });
  });

  it('refuses a page token that is made up, a day old, or of another chat', async () => {
    const { stage, world, group, room } = await club({ verified: true });
    world.addMember(group, ...Array.from({ length: 100 }, (_, n) => world.createMember(`Member ${n}`)));
    const { body } = await stage.get(`/v2/bot/group/${group}/members/ids`);
    const next = encodeURIComponent(String(body['next']));
    const refused = { status: 400, body: { message: 'Invalid start param' } };
    expect(await stage.get(`/v2/bot/group/${group}/members/ids?start=100`)).toMatchObject(refused);
    expect(await stage.get(`/v2/bot/room/${room}/members/ids?start=${next}`)).toMatchObject(refused);
    expect((await stage.get(`/v2/bot/group/${group}/members/ids?start=${next}`)).status).toBe(200);
    stage.clock += 24 * 60 * 60_000 + 1;
    expect(await stage.get(`/v2/bot/group/${group}/members/ids?start=${next}`)).toMatchObject(refused);
  });
});

describe('leaving', () => {
  it('a group is told by a leave event, and is possible once', async () => {
    const { stage, world, yuki, group } = await club();
    const leave = () => stage.call('POST', `/v2/bot/group/${group}/leave`);
    expect(await leave()).toMatchObject({ status: 200, body: {} });
    expect(await stage.lastEvent()).toMatchObject({ type: 'leave', source: { type: 'group', groupId: group } });
    expect(await stage.lastEvent()).not.toHaveProperty('replyToken');
    expect(await leave()).toMatchObject(NOT_FOUND);
    world.say(group, yuki, 'is it gone?');
    expect((await stage.lastEvent()).type).toBe('leave');
  });

  it('a room is possible again and again, if there is one', async () => {
    const { stage, room } = await club();
    expect((await stage.call('POST', `/v2/bot/room/${room}/leave`)).status).toBe(200);
    expect((await stage.call('POST', `/v2/bot/room/${room}/leave`)).status).toBe(200);
    await stage.line.settled();
    expect(stage.types.filter((type) => type === 'leave')).toHaveLength(1);
    expect(await stage.call('POST', `/v2/bot/room/R${ABSENT}/leave`)).toMatchObject(NOT_FOUND);
    expect((await stage.push(room, [text('a')])).status).toBe(400);
  });
});
