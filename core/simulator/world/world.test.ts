import { describe, expect, it } from 'vitest';
import { Stage, text } from '../stage.fixture.ts';
import type { Change } from '../view.ts';

async function lunch(options = {}) {
  const stage = await Stage.open(options);
  const { world } = stage.line;
  const yuki = world.createMember('Yuki');
  const ken = world.createMember('Ken', { identified: false });
  const chat = world.createGroup('Lunch', [yuki, ken]);
  await stage.line.settled();
  return { stage, world, yuki, ken, chat };
}

/** The bot answers the last event of the stage. */
async function answer(stage: Stage, ...messages: object[]): Promise<string> {
  const { replyToken } = await stage.lastEvent();
  const { body } = await stage.reply(replyToken, ...messages);
  return (body['sentMessages'] as { id: string }[]).at(-1)?.id ?? '';
}

const quickReply = (...actions: object[]): object => ({
  quickReply: { items: actions.map((action) => ({ type: 'action', action })) },
});

describe('coming and going', () => {
  it('is told of the bot in a group at once, and without a name', async () => {
    const { stage, world, chat } = await lunch();
    expect(stage.events).toMatchObject([
      { type: 'join', source: { type: 'group', groupId: chat }, replyToken: expect.any(String) },
    ]);
    expect(stage.events[0]?.source).not.toHaveProperty('userId');
    world.removeBot(chat);
    world.addBot(chat);
    await stage.line.settled();
    expect(stage.types).toEqual(['join', 'leave', 'join']);
  });

  it('is told of the bot in a room when something happens there', async () => {
    const { stage, world, yuki, ken } = await lunch();
    const room = world.createRoom([yuki, ken]);
    await stage.line.settled();
    expect(stage.types).toEqual(['join']);
    world.say(room, yuki, 'hello');
    await stage.line.settled();
    expect(stage.events.slice(1)).toMatchObject([
      { type: 'join', source: { type: 'room', roomId: room } },
      { type: 'message', source: { type: 'room', roomId: room, userId: yuki } },
    ]);
  });

  it('is told of members, several in one event, named only where they have agreed', async () => {
    const { stage, world, chat, ken } = await lunch();
    const mei = world.createMember('Mei');
    world.removeMember(chat, ken);
    world.addMember(chat, mei, ken);
    await stage.line.settled();
    const [left, joined] = stage.events.slice(1);
    expect(left).toMatchObject({ type: 'memberLeft', left: { members: [{ type: 'user' }] } });
    expect(left).not.toHaveProperty('replyToken');
    expect(joined).toMatchObject({
      type: 'memberJoined',
      replyToken: expect.any(String),
      source: { type: 'group', groupId: chat },
    });
    expect(joined?.['joined']).toEqual({ members: [{ type: 'user', userId: mei }, { type: 'user' }] });
    expect(world.messages(chat).map(({ from, content }) => [from, content['text']])).toEqual([
      ['system', 'Tenko joined'],
      ['system', 'Ken left'],
      ['system', 'Mei, Ken joined'],
    ]);
  });

  it('of a friend is a follow, a block an unfollow, and a return says so', async () => {
    const { stage, world, yuki } = await lunch();
    expect(world.createUserChat(yuki)).toBe(yuki);
    world.unfollow(yuki);
    expect(() => world.say(yuki, yuki, 'hello')).toThrow('Yuki blocks the bot.');
    world.follow(yuki);
    await stage.line.settled();
    expect(stage.events.slice(1)).toMatchObject([
      { type: 'follow', source: { type: 'user', userId: yuki }, follow: { isUnblocked: false } },
      { type: 'unfollow', source: { type: 'user', userId: yuki } },
      { type: 'follow', follow: { isUnblocked: true } },
    ]);
  });

  it('adds all who are named, or nobody', async () => {
    const { world, chat, yuki, ken } = await lunch();
    const mei = world.createMember('Mei');
    expect(() => world.addMember(chat, mei, yuki)).toThrow('Yuki is in this chat already.');
    expect(() => world.removeMember(chat, ken, mei)).toThrow('Mei is not in this chat.');
    expect(world.chats()[0]?.memberIds).toEqual([yuki, ken]);
  });
});

describe('talking', () => {
  it('carries mentions, each only as far as LINE tells', async () => {
    const { stage, world, yuki, ken, chat } = await lunch();
    world.say(chat, yuki, '@Tenko @Ken @All hi', {
      mentions: [
        { index: 7, length: 4, memberId: ken },
        { index: 0, length: 6, memberId: 'bot' },
        { index: 12, length: 4, memberId: 'all' },
      ],
    });
    expect((await stage.lastEvent())['message']).toMatchObject({
      mention: {
        mentionees: [
          { type: 'user', index: 0, length: 6, userId: stage.line.botId, isSelf: true },
          { type: 'user', index: 7, length: 4, isSelf: false },
          { type: 'all', index: 12, length: 4 },
        ],
      },
    });
    for (const [mention, wrong] of [
      [{ index: 0, length: 9, memberId: 'bot' }, 'A mention is not in the text.'],
      [{ index: -1, length: 1, memberId: 'bot' }, 'A mention is not in the text.'],
      [{ index: 0, length: 1, memberId: 'nobody' }, 'There is no member nobody.'],
    ] as const) {
      expect(() => world.say(chat, yuki, '@Tenko', { mentions: [mention] })).toThrow(wrong);
    }
  });

  it('names nobody who has not agreed', async () => {
    const { stage, world, ken, chat } = await lunch();
    world.say(chat, ken, 'from my PC');
    expect((await stage.lastEvent()).source).toEqual({ type: 'group', groupId: chat });
  });

  it('knows stickers, pictures and places', async () => {
    const { stage, world, yuki, chat } = await lunch();
    world.sendSticker(chat, yuki);
    world.sendImage(chat, yuki);
    world.sendLocation(chat, yuki);
    await stage.line.settled();
    expect(stage.events.slice(1).map(({ message }) => message)).toMatchObject([
      { type: 'sticker', stickerResourceType: 'STATIC', quoteToken: expect.any(String) },
      { type: 'image', contentProvider: { type: 'line' }, quoteToken: expect.any(String) },
      { type: 'location', latitude: expect.any(Number) },
    ]);
  });

  it('edits in groups: the same id, new tokens, and the old quote token works', async () => {
    const { stage, world, yuki, ken, chat } = await lunch();
    const id = world.say(chat, yuki, 'first');
    const before = await stage.lastEvent();
    world.edit(chat, yuki, id, 'second');
    const event = await stage.lastEvent();
    const { quoteToken } = before['message'] as { quoteToken: string };
    expect(event).toMatchObject({ type: 'messageEdited', message: { type: 'text', id, text: 'second' } });
    expect(event['message']).not.toMatchObject({ quoteToken });
    expect(event['message']).not.toHaveProperty('markAsReadToken');
    expect(event.replyToken).not.toBe(before.replyToken);
    expect((await stage.reply(event.replyToken, { ...text('a'), quoteToken })).status).toBe(200);
    expect(world.messages(chat).find((message) => message.id === id)).toMatchObject({
      content: { text: 'second' },
      edited: true,
    });
    expect(() => world.edit(chat, ken, id, 'third')).toThrow('Ken did not write this message.');
    const room = world.createRoom([yuki, ken]);
    const inRoom = world.say(room, yuki, 'a');
    expect(() => world.edit(room, yuki, inRoom, 'b')).toThrow('in groups only');
  });

  it('unsends, once, and leaves no word of it', async () => {
    const { stage, world, yuki, chat } = await lunch();
    const id = world.say(chat, yuki, 'a secret');
    world.unsend(chat, yuki, id);
    expect(await stage.lastEvent()).toMatchObject({ type: 'unsend', unsend: { messageId: id } });
    expect(await stage.lastEvent()).not.toHaveProperty('replyToken');
    expect(JSON.stringify(stage.line.view())).not.toContain('a secret');
    expect(() => world.unsend(chat, yuki, id)).toThrow('The message was unsent.');
  });

  it('quotes what is in the chat', async () => {
    const { stage, world, yuki, ken, chat } = await lunch();
    const id = world.say(chat, yuki, 'a');
    world.say(chat, ken, 'b', { quotedMessageId: id });
    expect((await stage.lastEvent())['message']).toMatchObject({ quotedMessageId: id });
    expect(() => world.say(chat, ken, 'c', { quotedMessageId: '1' })).toThrow('There is no message 1');
    const place = world.sendLocation(chat, yuki);
    expect(() => world.say(chat, ken, 'c', { quotedMessageId: place })).toThrow('cannot be quoted');
  });

  it('is for those who are in the chat, and have something to say', async () => {
    const { world, yuki, chat } = await lunch();
    const mei = world.createMember('Mei');
    expect(() => world.say(chat, mei, 'hello')).toThrow('Mei is not in this chat.');
    expect(() => world.say(chat, 'nobody', 'hello')).toThrow('There is no member nobody.');
    expect(() => world.say('nowhere', yuki, 'hello')).toThrow('There is no chat nowhere.');
    expect(() => world.say(chat, yuki, ' \u3000')).toThrow('A text is missing.');
    expect(() => world.say(chat, yuki, 'x'.repeat(10_001))).toThrow('at most 10000');
  });

  it('is forgotten after 500 messages', async () => {
    const { world, yuki, chat } = await lunch();
    for (let n = 0; n < 600; n++) world.say(chat, yuki, `${n}`);
    const messages = world.messages(chat);
    expect(messages).toHaveLength(500);
    expect(messages.at(-1)?.content['text']).toBe('599');
  });
});

describe('buttons', () => {
  const vote = { type: 'postback', label: 'Sushi', data: '/poll vote 1', displayText: 'I take sushi' };

  it('of a card send a postback, and show their text as the member', async () => {
    const { stage, world, yuki, chat } = await lunch();
    world.say(chat, yuki, '/poll');
    const card = await answer(stage, {
      type: 'flex',
      altText: 'poll',
      contents: {
        type: 'bubble',
        body: { type: 'box', layout: 'vertical', contents: [{ type: 'button', action: vote }] },
      },
    });
    expect(world.actions(card)).toEqual([vote]);
    world.tap(chat, yuki, card, structuredClone(vote));
    const event = await stage.lastEvent();
    expect(event).toMatchObject({
      type: 'postback',
      postback: { data: '/poll vote 1' },
      source: { userId: yuki },
      replyToken: expect.any(String),
    });
    expect(world.messages(chat).at(-1)).toMatchObject({ from: yuki, content: { text: 'I take sushi' } });
    expect(stage.types.filter((type) => type === 'message')).toHaveLength(1);
    expect(() => world.tap(chat, yuki, card, { ...vote, data: '/poll close' })).toThrow('no such button');
  });

  it('of the quick reply vanish when anyone posts', async () => {
    const { stage, world, yuki, ken, chat } = await lunch();
    world.say(chat, yuki, '/poll');
    const id = await answer(
      stage,
      { ...text('never shown'), ...quickReply(vote) },
      { ...text('pick'), ...quickReply(vote, { type: 'message', label: 'Help', text: '/help' }) },
    );
    expect(world.messages(chat).map(({ quickReply: offered }) => offered?.length)).toEqual([
      undefined,
      undefined,
      undefined,
      2,
    ]);
    expect(world.actions(id)).toHaveLength(2);
    world.tap(chat, ken, id, { type: 'message', label: 'Help', text: '/help' });
    expect(await stage.lastEvent()).toMatchObject({ type: 'message', message: { text: '/help' } });
    expect(world.actions(id)).toEqual([]);
    expect(() => world.tap(chat, yuki, id, vote)).toThrow('or no longer');
  });

  it('pick a time in the form and the range that they ask for', async () => {
    const { stage, world, yuki, chat } = await lunch();
    const pick = { type: 'datetimepicker', label: 'When', data: '/remind', mode: 'date', min: '2026-11-22' };
    world.say(chat, yuki, '/remind');
    const id = await answer(stage, { ...text('when?'), ...quickReply(pick) });
    world.tap(chat, yuki, id, pick, '2026-11-23');
    expect((await stage.lastEvent())['postback']).toEqual({ data: '/remind', params: { date: '2026-11-23' } });
    for (const picked of [undefined, '18:00', 'soon']) {
      expect(() => world.tap(chat, yuki, id, pick, picked)).toThrow('Pick a date first.');
    }
    expect(() => world.tap(chat, yuki, id, pick, '2026-11-21')).toThrow('out of the range');
  });

  it('that open something tell nobody', async () => {
    const { stage, world, yuki, chat } = await lunch();
    const link = { type: 'uri', label: 'Open', uri: 'https://example.com/' };
    world.say(chat, yuki, '/open');
    const id = await answer(stage, { ...text('here'), ...quickReply(link) });
    const before = stage.types.length;
    world.tap(chat, yuki, id, link);
    await stage.line.settled();
    expect(stage.types).toHaveLength(before);
  });
});

describe('waiting for a reply', () => {
  it('gives the messages of the bot since the last act, one after the other', async () => {
    const { stage, world, yuki, chat } = await lunch();
    await answer(stage, text('welcome'));
    world.say(chat, yuki, 'hello');
    const first = world.waitForReply(chat);
    await answer(stage, text('one'), text('two'), text('three'));
    expect((await first).content['text']).toBe('one');
    expect((await world.waitForReply(chat, ({ content }) => content['text'] !== 'two')).content['text']).toBe('three');
    await expect(world.waitForReply(chat, () => true, 10)).rejects.toThrow('The bot said: nothing');
  });

  it('says what the bot said instead', async () => {
    const { stage, world, yuki, chat } = await lunch();
    world.say(chat, yuki, 'hello');
    await answer(stage, text('one'));
    await expect(world.waitForReply(chat, () => false, 10)).rejects.toThrow('"text":"one"');
  });
});

describe('whoever looks on', () => {
  it('is told of every change, until they have seen enough', async () => {
    const { stage, world, yuki, chat } = await lunch();
    const seen: Change[] = [];
    const unfollow = stage.line.follow((change) => seen.push(change));
    world.say(chat, yuki, 'a');
    await answer(stage, text('b'));
    await stage.push(chat, [text('c')]);
    stage.line.do({ do: 'set', settings: { verified: true } });
    stage.line.do({ do: 'createMember', name: 'Mei', identified: true });
    expect(seen.map(({ type }) => type)).toEqual([
      'message',
      'traffic',
      'message',
      'traffic',
      'quota',
      'message',
      'traffic',
      'settings',
      'chats',
    ]);
    unfollow();
    world.say(chat, yuki, 'd');
    expect(seen).toHaveLength(9);
  });
});
