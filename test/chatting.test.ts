import { afterEach, describe, expect, test } from 'vitest';
import { startTenko, words, type Tenko, type TenkoOptions } from './support/tenko.ts';

let tenko: Tenko;
afterEach(() => tenko.stop());

/** A group of four: three on phones, and one on a PC whose id LINE tells nobody. */
async function group(options: TenkoOptions = {}) {
  tenko = await startTenko(options);
  const { world } = tenko;
  const [yuki, ken, mei] = ['ゆき', 'Ken', '美玲'].map((name) => world.createMember(name)) as [string, string, string];
  const pc = world.createMember('PC', { identified: false });
  return { chat: world.createGroup('Lunch club', [yuki, ken, mei, pc]), yuki, ken, mei, pc };
}

describe('a poll', () => {
  test('asked by one, tapped by two others, closed: the result is right', async () => {
    const { chat, yuki, ken, mei } = await group();
    const [card] = await tenko.say(chat, yuki, '/poll "Lunch?" sushi ramen');
    expect(card?.content).toMatchObject({ type: 'flex', altText: expect.stringContaining('Lunch?') });
    expect(card?.sentBy).toBe('reply');

    await tenko.tap(chat, ken, 'ramen');
    const afterMei = words(await tenko.tap(chat, mei, 'ramen'));
    expect(afterMei).toContain('2 people voted');
    expect(afterMei).toContain('Ken');

    const closed = words(await tenko.say(chat, yuki, '/poll close'));
    expect(closed).toContain('ramen wins with 2 votes');
  });

  test('asked in Japanese, with full-width slash and spaces, it answers in Japanese', async () => {
    const { chat, yuki, ken } = await group();
    expect(words(await tenko.say(chat, yuki, '／投票　昼ごはん　寿司　ラーメン'))).toContain('寿司');
    expect(words(await tenko.tap(chat, ken, 'ラーメン'))).toContain('1人が投票');
    expect(words(await tenko.say(chat, ken, '/投票 選ぶ 1'))).toContain('1票');
    expect(words(await tenko.say(chat, yuki, '/投票 締切'))).toContain('締め切りました');
  });

  test('an English group stays English though a choice is written in kana', async () => {
    const { chat, yuki } = await group();
    await tenko.say(chat, yuki, '/poll Lunch? すし ramen');
    expect(words(await tenko.say(chat, yuki, '/poll close'))).toContain('Nobody voted');
    expect(words(await tenko.say(chat, yuki, '/poll 昼ごはん すし ラーメン'))).toContain('まだ投票はありません');
  });

  test('voting by text counts like tapping, and the last vote wins', async () => {
    const { chat, yuki, ken } = await group();
    await tenko.say(chat, yuki, '/poll Lunch? sushi ramen');
    await tenko.say(chat, ken, '/poll vote 1');
    await tenko.say(chat, ken, '/poll vote ramen');
    expect(words(await tenko.say(chat, yuki, '/poll close'))).toContain('ramen wins with 1 vote');
  });

  test('a tap on a closed poll says that it is closed', async () => {
    const { chat, yuki, ken } = await group();
    await tenko.say(chat, yuki, '/poll Lunch? sushi ramen');
    const open = tenko.fromBot(chat)[0]!;
    await tenko.say(chat, yuki, '/poll close');
    tenko.world.tap(
      chat,
      ken,
      open.id,
      tenko.world.actions(open.id).find(({ label }) => label === 'sushi')!,
    );
    await tenko.quiet();
    expect(words(tenko.fromBot(chat).slice(-1))).toContain('is closed');
  });

  test('only who started it closes it', async () => {
    const { chat, yuki, ken } = await group();
    await tenko.say(chat, yuki, '/poll Lunch? sushi ramen');
    expect(words(await tenko.say(chat, ken, '/poll close'))).toContain('Only ゆき');
  });

  test('who has not answered is named, and those who cannot be named are counted', async () => {
    const { chat, yuki, ken, mei } = await group();
    await tenko.say(chat, mei, 'おはよう');
    await tenko.say(chat, yuki, '/poll Lunch? sushi ramen');
    await tenko.tap(chat, ken, 'sushi');
    const missing = words(await tenko.say(chat, yuki, '/poll missing'));
    expect(missing).toContain('美玲');
    expect(missing).not.toContain('Ken');
    expect(missing).toContain('1 I cannot name');
  });

  test('a card that was copied to another group does nothing there', async () => {
    const { chat, yuki, ken } = await group();
    const other = tenko.world.createGroup('Other', [yuki, ken]);
    await tenko.say(chat, yuki, '/poll Lunch? sushi ramen');
    const card = tenko.fromBot(chat)[0]!;
    const { data } = tenko.world.actions(card.id)[0]! as unknown as { data: string };
    await tenko.line.deliver([
      {
        type: 'postback',
        mode: 'active',
        timestamp: Date.now(),
        source: { type: 'group', groupId: other, userId: ken },
        webhookEventId: '01HZZZZZZZZZZZZZZZZZZZZZZZ',
        deliveryContext: { isRedelivery: false },
        replyToken: tenko.line.issueReplyToken(other),
        postback: { data },
      },
    ] as never);
    await tenko.quiet();
    expect(words(tenko.fromBot(other))).toContain('button');
    expect(words(await tenko.say(chat, yuki, '/poll results'))).toContain('no votes yet');
  });

  test('a tap by someone LINE does not name does not count, and is told what to type', async () => {
    const { chat, yuki, pc } = await group();
    await tenko.say(chat, yuki, '/poll Lunch? sushi ramen');
    expect(words(await tenko.tap(chat, pc, 'sushi'))).toContain('/poll vote 1');
    expect(words(await tenko.say(chat, yuki, '/poll close'))).toContain('Nobody voted');
  });
});

describe('a roll call', () => {
  test('collects answers, names who is missing and who comes late', async () => {
    const { chat, yuki, ken, mei } = await group();
    await tenko.say(chat, yuki, '/rollcall Friday practice');
    await tenko.tap(chat, ken, 'Yes');
    const late = words(await tenko.say(chat, mei, '/rollcall late 10 min'));
    expect(late).toContain('美玲 (10 min)');
    const missing = words(await tenko.say(chat, ken, '/rollcall missing'));
    expect(missing).toContain('ゆき');
    expect(missing).not.toContain('美玲');
    expect(words(await tenko.say(chat, yuki, '/rollcall close'))).toContain('Closed');
  });
});

describe('members and leaving', () => {
  test('/members counts everyone and says whom it cannot name', async () => {
    const { chat, yuki } = await group();
    const answer = words(await tenko.say(chat, yuki, '/members'));
    expect(answer).toMatch(/\b4\b/);
  });

  test('/kickbot asks the others, says good-bye, and then leaves', async () => {
    const { chat, yuki, ken, mei } = await group();
    await tenko.say(chat, yuki, '/kickbot');
    for (const member of [yuki, ken]) await tenko.tap(chat, member, 'I agree');
    expect(tenko.world.chats().find(({ id }) => id === chat)?.botIn).toBe(true);
    await tenko.tap(chat, mei, 'I agree');
    const api = tenko.line.requests.map(({ path }) => path);
    const farewell = api.findLastIndex((path) => path.endsWith('/message/reply'));
    const leave = api.findIndex((path) => path.endsWith(`/group/${chat}/leave`));
    expect(leave).toBeGreaterThan(farewell);
    expect(tenko.world.chats().find(({ id }) => id === chat)?.botIn).toBe(false);
  });

  test('the same in a room', async () => {
    tenko = await startTenko();
    const [yuki, ken] = [tenko.world.createMember('ゆき'), tenko.world.createMember('Ken')];
    const room = tenko.world.createRoom([yuki, ken]);
    await tenko.say(room, yuki, '/poll Lunch? sushi ramen');
    expect(words(await tenko.tap(room, yuki, 'sushi'))).toContain('1 person voted');
    await tenko.say(room, yuki, '/kickbot');
    await tenko.tap(room, yuki, 'I agree');
    await tenko.say(room, ken, '/kickbot');
    expect(tenko.world.chats().find(({ id }) => id === room)?.botIn).toBe(false);
  });

  test('in a 1:1 chat the bot does not leave: it says what to do instead', async () => {
    tenko = await startTenko();
    const yuki = tenko.world.createMember('ゆき');
    const chat = tenko.world.createUserChat(yuki);
    expect(words(await tenko.say(chat, yuki, '/kickbot'))).toContain('block');
    expect(words(await tenko.say(chat, yuki, '/ping'))).toBe('pong');
  });
});

describe('the bot keeps quiet', () => {
  test('ordinary lines cause no call to LINE at all', async () => {
    const { chat, yuki, ken } = await group();
    await tenko.say(chat, yuki, '/ping');
    const before = tenko.line.requests.length;
    for (const line of ['おはよう', 'see you /tomorrow', '1/2', '/shrug', '/etc/passwd', '/2026/11/22', '( ´_ゝ`)／'])
      expect(await tenko.say(chat, ken, line)).toEqual([]);
    expect(tenko.line.requests).toHaveLength(before);
  });

  test('a near miss is helped once, and not again and again', async () => {
    const { chat, yuki } = await group();
    expect(words(await tenko.say(chat, yuki, '/pol Lunch? a b'))).toContain('/poll');
    expect(await tenko.say(chat, yuki, '/rolcall x')).toEqual([]);
  });

  test('an event that comes twice is answered once', async () => {
    const { chat, yuki } = await group();
    const event = {
      type: 'message',
      mode: 'active',
      timestamp: Date.now(),
      source: { type: 'group', groupId: chat, userId: yuki },
      webhookEventId: '01HYYYYYYYYYYYYYYYYYYYYYYY',
      deliveryContext: { isRedelivery: false },
      replyToken: tenko.line.issueReplyToken(chat),
      message: { type: 'text', id: '77', quoteToken: 'q', text: '/ping' },
    };
    await tenko.line.deliver([event] as never);
    await tenko.line.redeliver([event] as never);
    await tenko.quiet();
    expect(words(tenko.fromBot(chat))).toBe('pong');
  });

  test('a mistake gets one line that says what is wrong, and a button that prefills the right one', async () => {
    const { chat, yuki } = await group();
    const [answer] = await tenko.say(chat, yuki, '/poll');
    expect(words([answer!])).toContain('/poll');
    expect(JSON.stringify(answer)).toContain('fillInText');
  });
});
