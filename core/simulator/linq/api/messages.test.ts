import { describe, expect, it } from 'vitest';
import { Stage, text } from '../stage.fixture.ts';

const idOf = (answer: { readonly body: Record<string, unknown> }): string =>
  (answer.body['message'] as { readonly id: string }).id;

describe('messages of the virtual Linq', () => {
  it('are edited five times, within a quarter of an hour, by the bot that sent them', async () => {
    const stage = await Stage.open();
    const { chat, yuki } = stage.group();
    const id = idOf(await stage.send(chat, text('0')));
    for (let n = 1; n <= 5; n++) await stage.client.messages.update(id, { text: `${n}` });
    expect(stage.linq.world.messages(chat)[0]).toMatchObject({ edited: true, content: { parts: [{ value: '5' }] } });
    expect(await stage.last('message.edited')).toMatchObject({
      id,
      direction: 'outbound',
      part: { index: 0, text: '5' },
    });
    const edit = (messageId: string) => stage.call('PATCH', `/v3/messages/${messageId}`, { text: 'x' });
    expect((await edit(id)).code).toBe(2015);
    const late = idOf(await stage.send(chat, text('0')));
    stage.clock += 15 * 60_000 + 1;
    expect((await edit(late)).code).toBe(2015);
    expect((await edit(stage.linq.world.say(chat, yuki, 'mine'))).code).toBe(2005);
    const { chat: rcs } = stage.group({ service: 'RCS' });
    expect((await edit(idOf(await stage.send(rcs, text('0'))))).code).toBe(2017);
  });

  it('get tapbacks from both sides, one of each person', async () => {
    const stage = await Stage.open();
    const { chat, yuki, ken } = stage.group();
    const { world } = stage.linq;
    const id = idOf(await stage.send(chat, text('Lunch?')));
    world.react(chat, yuki, id, 'like');
    const told = await stage.last('reaction.added');
    expect(told).toMatchObject({ reaction_type: 'like', message_id: id, chat_id: chat, from_handle: { handle: yuki } });
    world.react(chat, yuki, id, 'dislike');
    world.react(chat, ken, id, 'custom', '🍜');
    await stage.client.messages.addReaction(id, { operation: 'add', type: 'love' });
    await stage.linq.settled();
    expect(stage.types.filter((type) => type === 'reaction.removed')).toEqual([]);
    const { parts } = await stage.client.messages.retrieve(id);
    expect(parts?.[0]?.reactions?.map(({ type, is_me: isMe, custom_emoji: emoji }) => [type, isMe, emoji])).toEqual([
      ['dislike', false, null],
      ['custom', false, '🍜'],
      ['love', true, null],
    ]);
    world.unreact(chat, yuki, id);
    expect(await stage.last('reaction.removed')).toMatchObject({ reaction_type: 'dislike', is_from_me: false });
    stage.linq.faults.webhooks.tellsReplaced = true;
    world.react(chat, ken, id, 'laugh');
    await stage.linq.settled();
    expect(stage.types.slice(-2)).toEqual(['reaction.removed', 'reaction.added']);
    expect((await stage.call('POST', `/v3/messages/${id}/reactions`, { operation: 'add', type: 'wow' })).code).toBe(
      1005,
    );
  });

  it('have what their service has: SMS neither tapbacks nor replies, RCS tapbacks alone', async () => {
    const stage = await Stage.open();
    const { world } = stage.linq;
    for (const [service, reactions] of [
      ['RCS', true],
      ['SMS', false],
    ] as const) {
      const { chat, yuki } = stage.group({ service });
      const asked = world.say(chat, yuki, '/help');
      const reply = { parts: [text('hi')], reply_to: { message_id: asked } };
      expect((await stage.sendMessage(chat, reply)).code).toBe(2017);
      const shiny = { parts: [text('hi')], effect: { type: 'screen', name: 'confetti' } };
      expect((await stage.sendMessage(chat, shiny)).code).toBe(2017);
      const bold = { ...text('hi'), text_decorations: [{ range: [0, 2], style: 'bold' }] };
      const plain = await stage.send(chat, bold);
      expect(plain.body).toMatchObject({ message: { service, parts: [{ value: 'hi', text_decorations: null }] } });
      const react = { operation: 'add', type: 'like' };
      const answer = await stage.call('POST', `/v3/messages/${asked}/reactions`, react);
      expect(answer.code).toBe(reactions ? undefined : 2017);
      if (reactions) world.react(chat, yuki, idOf(plain), 'like');
      expect(() => world.say(chat, yuki, 'x', { quotedMessageId: asked })).toThrow('no replies');
      expect(() => world.addMember(chat, world.createMember('Ann'))).toThrow('keeps the people');
      expect(() => world.edit(chat, yuki, asked, 'x')).toThrow('neither edited nor unsent');
    }
  });
});

describe('people on their phones', () => {
  it('edit, unsend and answer messages; of an unsent one Linq says nothing', async () => {
    const stage = await Stage.open();
    const { chat, yuki, ken } = stage.group();
    const { world } = stage.linq;
    const id = world.say(chat, yuki, '/pol');
    world.edit(chat, yuki, id, '/poll');
    expect(await stage.last('message.edited')).toMatchObject({ id, direction: 'inbound', part: { text: '/poll' } });
    world.say(chat, ken, '1', { quotedMessageId: id });
    expect(await stage.last('message.received')).toMatchObject({ reply_to: { message_id: id, part_index: 0 } });
    world.sendImage(chat, ken);
    expect(await stage.last('message.received')).toMatchObject({ parts: [{ type: 'media', mime_type: 'image/png' }] });
    const before = stage.heard.length;
    world.unsend(chat, yuki, id);
    await stage.linq.settled();
    expect(stage.heard).toHaveLength(before);
    expect(() => world.edit(chat, ken, id, 'x')).toThrow('was unsent');
  });

  it('cannot do what no phone can', async () => {
    const stage = await Stage.open();
    const sms = stage.group({ service: 'SMS' });
    const words = idOf(await stage.send(sms.chat, text('hi')));
    expect(() => stage.linq.world.react(sms.chat, sms.yuki, words, 'like')).toThrow('SMS has no tapbacks');
    const { chat, yuki, ken, mei } = stage.group();
    const { world } = stage.linq;
    expect(() => world.createGroup('Two', [yuki])).toThrow('begins with three');
    expect(() => world.removeMember(chat, yuki, ken)).toThrow('Three must stay');
    expect(() => world.say(chat, world.createMember('Ann'), 'hi')).toThrow('is not in this chat');
    expect(() => world.say(chat, mei, ' ')).toThrow('A text is missing');
    expect(() => stage.linq.do({ do: 'set', settings: {} })).toThrow('`do` is one of');
    stage.linq.do({ do: 'say', chatId: chat, as: yuki, text: 'hi' });
    const said = world.messages(chat).at(-1)!;
    stage.linq.do({ do: 'react', chatId: chat, as: ken, messageId: said.id, reaction: 'laugh', on: true });
    expect(world.messages(chat).at(-1)?.reactions).toEqual([{ from: ken, type: 'laugh' }]);
    stage.linq.do({ do: 'createChat', platform: 'linq', service: 'SMS', kind: 'user', name: '', memberIds: [ken] });
    expect(world.chats().at(-1)).toMatchObject({ kind: 'user', service: 'SMS', name: 'Ken' });
  });
});
