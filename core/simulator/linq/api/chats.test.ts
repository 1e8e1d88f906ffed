import { ConflictError, PermissionDeniedError } from '@linqapp/sdk';
import { describe, expect, it } from 'vitest';
import { Stage, text } from '../stage.fixture.ts';

describe('a chat of the virtual Linq', () => {
  it('tells who is in it by number alone, those who left among them', async () => {
    const stage = await Stage.open();
    const { chat, yuki, ken, mei } = stage.group();
    stage.linq.world.removeMember(chat, mei);
    const read = await stage.client.chats.retrieve(chat);
    expect(read).toMatchObject({ is_group: true, service: 'iMessage', display_name: 'Lunch' });
    expect(read.handles.map(({ handle, status, is_me: isMe }) => [handle, status, isMe])).toEqual([
      [stage.linq.line, 'active', true],
      [yuki, 'active', false],
      [ken, 'active', false],
      [mei, 'removed', false],
    ]);
    expect(read.handles[3]?.left_at).toEqual(expect.any(String));
    expect(JSON.stringify(read)).not.toContain('Yuki');
  });

  it('is called after its numbers until somebody names it', async () => {
    const stage = await Stage.open();
    const { world } = stage.linq;
    const people = ['Yuki', 'Ken'].map((name) => world.createMember(name));
    const chat = world.createGroup('', people);
    expect((await stage.client.chats.retrieve(chat)).display_name).toBe(people.join(', '));
    world.renameChat(chat, people[0]!, 'Camp');
    expect(await stage.last('chat.group_name_updated')).toMatchObject({
      old_value: null,
      new_value: 'Camp',
      changed_by_handle: { handle: people[0] },
    });
  });

  it('is listed page by page, by person and by line', async () => {
    const stage = await Stage.open();
    const { world, line } = stage.linq;
    const { yuki } = stage.group();
    for (let n = 0; n < 5; n++) stage.group();
    world.createGroup(
      'without the bot',
      ['a', 'b', 'c'].map((name) => world.createMember(name)),
      { bot: false },
    );
    const seen: string[] = [];
    for await (const { id } of stage.client.chats.listChats({ limit: 2, from: line })) seen.push(id);
    expect(new Set(seen).size).toBe(6);
    expect((await stage.client.chats.listChats({ to: yuki })).chats).toHaveLength(1);
  });

  it('takes a name and a picture, which come later or fail later', async () => {
    const stage = await Stage.open();
    const { chat } = stage.group();
    const release = stage.linq.holdOutcomes();
    const answer = await stage.client.chats.update(chat, {
      display_name: 'Camp',
      group_chat_icon: 'https://a.example/i.png',
    });
    expect(answer).toEqual({ chat_id: chat, status: 'pending' });
    expect((await stage.client.chats.retrieve(chat)).display_name).toBe('Lunch');
    release();
    expect(await stage.last('chat.group_name_updated')).toMatchObject({ old_value: 'Lunch', new_value: 'Camp' });
    expect(await stage.last('chat.group_icon_updated')).toMatchObject({ new_value: 'https://a.example/i.png' });
    stage.linq.faults.webhooks.failNextUpdates = [3007];
    await stage.client.chats.update(chat, { display_name: 'No' });
    expect(await stage.last('chat.group_name_update_failed')).toMatchObject({ chat_id: chat, error_code: 3007 });
    expect((await stage.client.chats.retrieve(chat)).display_name).toBe('Camp');
    const { chat: sms } = stage.group({ service: 'SMS' });
    await stage.client.chats.update(sms, { display_name: 'No' });
    expect(await stage.last('chat.group_name_update_failed')).toMatchObject({ chat_id: sms, error_code: 4001 });
    const direct = stage.linq.world.createUserChat(stage.linq.world.createMember('Ann'));
    expect((await stage.call('PUT', `/v3/chats/${direct}`, { display_name: 'x' })).code).toBe(1006);
    expect((await stage.call('PUT', `/v3/chats/${chat}`, { group_chat_icon: 'ftp://x' })).code).toBe(1005);
  });

  it('is left by four or more alone, later, and answers 2013 from then on', async () => {
    const stage = await Stage.open();
    const { chat, yuki, mei } = stage.group();
    const left = await stage.client.chats.leaveChat(chat);
    expect(left).toMatchObject({ status: 'accepted', message: 'Leave group chat queued' });
    expect(await stage.last('participant.removed')).toMatchObject({
      chat_id: chat,
      handle: stage.linq.line,
      participant: { is_me: true, status: 'left' },
    });
    for (const [method, path, body] of [
      ['POST', 'messages', { message: { parts: [text('hi')] } }],
      ['POST', 'read', undefined],
      ['PUT', '', { display_name: 'x' }],
      ['POST', 'leave', undefined],
    ] as const)
      expect((await stage.call(method, `/v3/chats/${chat}/${path}`.replace(/\/$/, ''), body)).code).toBe(2013);
    const heard = stage.heard.length;
    stage.linq.world.say(chat, yuki, 'gone?');
    await stage.linq.settled();
    expect(stage.heard).toHaveLength(heard);
    const small = stage.group();
    stage.linq.world.removeMember(small.chat, small.mei);
    expect((await stage.call('POST', `/v3/chats/${small.chat}/leave`)).code).toBe(2015);
    stage.linq.world.addBot(chat);
    expect(await stage.last('participant.added')).toMatchObject({ chat_id: chat, participant: { is_me: true } });
    expect((await stage.send(chat, text('back'))).status).toBe(202);
    expect(mei).toBeDefined();
  });

  it('takes people in and lets them go, three at least, on iMessage alone', async () => {
    const stage = await Stage.open();
    const { chat, yuki, ken } = stage.group();
    const { participants } = stage.client.chats;
    expect(await participants.add(chat, { handle: 'ann@example.org' })).toMatchObject({ status: 'accepted' });
    expect(await stage.last('participant.added')).toMatchObject({ handle: 'ann@example.org', chat_id: chat });
    expect(await participants.remove(chat, { handle: yuki })).toMatchObject({ message: 'Participant removal queued' });
    expect(await stage.last('participant.removed')).toMatchObject({ handle: yuki, participant: { status: 'removed' } });
    await participants.remove(chat, { handle: ken });
    await stage.last('participant.removed');
    await expect(participants.remove(chat, { handle: 'ann@example.org' })).rejects.toBeInstanceOf(ConflictError);
    const { chat: rcs } = stage.group({ service: 'RCS' });
    expect((await stage.call('POST', `/v3/chats/${rcs}/participants`, { handle: yuki })).code).toBe(2017);
    expect((await stage.call('POST', `/v3/chats/${rcs}/leave`)).code).toBe(2017);
    expect((await stage.call('DELETE', `/v3/chats/${chat}/participants`, { handle: 'nobody' })).code).toBe(1002);
  });

  it('shows nobody typing in a group, and knows no polls', async () => {
    const stage = await Stage.open();
    const { chat, yuki } = stage.group();
    await expect(stage.client.chats.typing.start(chat)).rejects.toBeInstanceOf(PermissionDeniedError);
    const direct = stage.linq.world.createUserChat(yuki);
    await stage.client.chats.typing.start(direct);
    await stage.client.chats.markAsRead(chat);
    expect(await stage.call('POST', `/v3/chats/${chat}/polls`, { poll: {} })).toMatchObject({
      status: 403,
      code: 2011,
    });
    expect((await stage.call('GET', '/v3/nothing')).status).toBe(404);
  });

  it('is nobody’s without the key, and nowhere under another id', async () => {
    const stage = await Stage.open();
    const { chat } = stage.group();
    const wrong = { authorization: 'Bearer no' };
    const refused = await stage.call('GET', `/v3/chats/${chat}`, undefined, wrong);
    expect(refused).toMatchObject({ status: 401, code: 2004, body: { trace_id: refused.headers.get('x-trace-id') } });
    expect((await stage.call('GET', '/v3/chats/unknown')).code).toBe(2001);
    expect((await stage.call('POST', `/v3/chats/${chat}/messages`, '{')).code).toBe(1003);
    expect(stage.linq.requests[0]?.headers['authorization']).toBe('[redacted]');
    const { phone_numbers: numbers } = await stage.client.phoneNumbers.list();
    expect(numbers.map(({ phone_number: number }) => number)).toEqual([stage.linq.line]);
  });
});
