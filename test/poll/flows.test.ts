import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Language } from '../../core/command/definition.ts';
import { startTenko, words, type Tenko } from '../support/tenko.ts';

const HOUR = 3_600_000;
const OUTSIDE = 'https://bot.example.org';
const REST = 60_000;

let tenko: Tenko;
let now: number;
let yuki: string;
let ken: string;
let mei: string;
let chat: string;

async function open(language?: Language): Promise<void> {
  // Noon in Tokyo.
  now = Date.UTC(2026, 10, 22, 3);
  tenko = await startTenko({
    publicUrl: OUTSIDE,
    line: { now: () => now, quota: 200 },
    settings: { now: () => now },
    ...(language === undefined ? {} : { language }),
  });
  [yuki, ken, mei] = ['ゆき', 'Ken {0}', '美玲 👩‍👩‍👧'].map((name) => tenko.world.createMember(name)) as [
    string,
    string,
    string,
  ];
  chat = tenko.world.createGroup('Lunch club', [yuki, ken, mei]);
}
beforeEach(() => open());
afterEach(() => tenko.stop());

const say = async (who: string, line: string, quotedMessageId?: string) =>
  words(await tenko.say(chat, who, line, quotedMessageId === undefined ? {} : { quotedMessageId }));
const tap = async (who: string, label: string) => words(await tenko.tap(chat, who, label));
const lastCard = () => tenko.fromBot(chat).at(-1)!;

/** Taps the button of one message, as somebody does who scrolled up. */
async function tapOn(who: string, messageId: string, label: string): Promise<string> {
  const before = tenko.fromBot(chat).length;
  const action = tenko.world.actions(messageId).find((one) => one['label'] === label);
  if (!action) throw new Error(`no button ${label}`);
  tenko.world.tap(chat, who, messageId, action);
  await tenko.quiet();
  return words(tenko.fromBot(chat).slice(before));
}

/** Every message of the bot is one that LINE takes: the virtual LINE refuses the others, and the host would bury them. */
afterEach(async () => {
  const [failure] = await tenko.failures();
  if (failure) throw new Error(`${failure.code}: ${failure.error}`);
});

describe('a poll from its question to its result', () => {
  test('in English: votes, an edit that one must confirm, an old card, the last answer', async () => {
    await say(yuki, 'hello');
    await say(yuki, '/poll Lunch? sushi ramen --quorum 2');
    const first = lastCard().id;
    expect(await tap(ken, 'ramen')).toContain('1 person voted');
    const edited = await say(yuki, '/poll edit 2 pizza');
    expect(mentioned(tenko.fromBot(chat).map(({ content }) => content))).toEqual([ken]);
    expect(edited).toContain('no votes yet');
    expect(await tapOn(mei, first, 'ramen')).toContain('number 2 is “pizza” now. Your vote was not counted');
    expect(await tapOn(mei, first, 'sushi')).toContain('1 person voted');
    expect(await tap(ken, 'pizza')).toContain('2 people voted');
    const last = await say(yuki, '/poll vote pizza');
    expect(last).toContain('Everyone has answered, so it is closed. 🏆 pizza wins with 2 votes. 3 people voted.');
    expect(await tapOn(ken, first, 'sushi')).toContain('is closed, so it takes no more votes');
  });

  test('日本語で：投票し、内容が変わったら選び直し、全員が答えたら締め切る', async () => {
    await say(yuki, '／投票　昼ごはん？　寿司　ラーメン　－－複数　２');
    expect(await tap(ken, 'ラーメン')).toContain('1人が投票');
    expect(await say(yuki, '/投票 編集 2 ピザ')).toContain('1票が保留になりました');
    expect(await say(yuki, '/投票 一覧')).toContain('#1 昼ごはん？');
    expect(await tap(mei, '寿司')).toContain('1人が投票');
    expect(await tap(ken, 'ピザ')).toContain('2人が投票');
    expect(await say(yuki, '/投票 選ぶ ピザ')).toContain('3人が投票');
    // Several may be picked: the last one has two minutes for it.
    expect(await say(yuki, '/投票 選ぶ 寿司')).toContain('3人が投票');
    now += 3 * REST;
    await tenko.beat();
    expect(await say(yuki, '/投票 一覧')).toContain('締め切りました。🤝 同点です：寿司、ピザ');
  });

  test('用中文：隱藏結果、開放新增，結束時才公布', async () => {
    await tenko.stop();
    await open('zh-TW');
    await say(yuki, '/投票 午餐？ 壽司 拉麵 --隱藏結果 --開放新增');
    expect(await say(mei, '/投票 新增 咖哩')).toContain('3. 咖哩');
    const hidden = await tap(ken, '拉麵');
    expect(hidden).toContain('結束後才會顯示結果');
    expect(hidden).not.toContain('100%');
    expect(await say(yuki, '/投票 結束')).toContain('🏆 拉麵');
  });

  test('ภาษาไทย: โพลไม่ระบุชื่อ นับเมื่อมีคนโหวตใหม่สามคน', async () => {
    await say(yuki, '/โพล มื้อเที่ยง ซูชิ ราเมน --ไม่ระบุชื่อ');
    expect(await tap(ken, 'ซูชิ')).toContain('นับแล้ว');
    expect(await tap(mei, 'ซูชิ')).toContain('นับแล้ว');
    expect(await say(yuki, '/โพล ปิด')).toContain('ซูชิ: 2 เสียง');
  });
});

describe('several polls', () => {
  test('a reply to a card, or to the line that made it, says which one is meant; so does a number', async () => {
    await say(yuki, '/poll Lunch? sushi ramen');
    const lunch = lastCard().id;
    await say(yuki, '/poll Dinner? pizza pasta');
    expect(await say(ken, '/poll vote 1')).toContain('Several polls are open');
    expect(await say(ken, '/poll vote 1', lunch)).toContain('Lunch?');
    expect(await say(ken, '/poll vote 2 #2')).toContain('Dinner?');
    expect(await say(yuki, '/poll close', lunch)).toContain('sushi wins');
  });

  test('a poll is deleted after who asked for it has confirmed', async () => {
    await say(yuki, '/poll Lunch? sushi ramen');
    const asked = await say(yuki, '/poll delete');
    expect(asked).toContain('deleted for good');
    const confirm = tenko.world.actions(lastCard().id)[0]!;
    expect(await tapOn(yuki, lastCard().id, String(confirm['label']))).toContain('all its votes are deleted');
    expect(await say(yuki, '/poll list')).toContain('No poll is open here');
  });
});

describe('time', () => {
  test('the clock closes a poll at its time, and the result rides on the next free reply', async () => {
    await say(yuki, '/poll Lunch? sushi ramen --until 18:00');
    await tap(ken, 'sushi');
    now += 6 * HOUR;
    await tenko.beat();
    const pushes = () => tenko.line.requests.filter(({ path }) => path.endsWith('/message/push'));
    expect(await say(mei, '/ping')).toContain('Closed. 🏆 sushi wins with 1 vote');
    expect(pushes()).toEqual([]);
  });

  test('a reminder costs nothing and mentions only who is missing; a push has its price told and is made by a tap', async () => {
    await say(mei, 'hi');
    await say(yuki, '/poll Lunch? sushi ramen');
    await tap(ken, 'sushi');
    const reminded = await tenko.say(chat, ken, '/poll remind');
    expect(words(reminded)).toContain('waits for you');
    expect(mentioned(reminded.map(({ content }) => content)).sort()).toEqual([yuki, mei].sort());
    const armed = await say(yuki, '/poll remind --at 13:00');
    expect(armed).toContain(
      'A push would cost 3 messages, one for each person here, of the 200 that are left this month.',
    );
    expect(await tap(yuki, 'Push it then')).toContain('I push a reminder');
    now += HOUR;
    await tenko.beat();
    await tenko.beat();
    const pushed = tenko.line.requests.filter(({ path }) => path.endsWith('/message/push'));
    expect(pushed).toHaveLength(1);
  });
});

/** Member ids that a message of LINE mentions. */
function mentioned(content: unknown): string[] {
  if (typeof content !== 'object' || content === null) return [];
  const { type, mentionee } = content as { type?: unknown; mentionee?: { userId?: string } };
  if (type === 'mention' && mentionee?.userId) return [mentionee.userId];
  return Object.values(content).flatMap(mentioned);
}

describe('what is taken back and what is taken along', () => {
  test('a poll whose message is unsent goes while nobody else answered', async () => {
    const id = tenko.world.say(chat, yuki, '/poll Oops? a b');
    await tenko.quiet();
    tenko.world.unsend(chat, yuki, id);
    await tenko.quiet();
    expect(await say(yuki, '/poll list')).toContain('No poll is open here');
  });

  test('an export is two links that anyone here can open, and that end', async () => {
    await say(yuki, '/poll 昼？ 寿司 "ラーメン, 大"');
    await tap(ken, '寿司');
    const text = await say(yuki, '/poll export');
    const links = [...text.matchAll(/https:\S+/g)].map(([link]) => link.replace(OUTSIDE, tenko.url));
    const [csv, plain] = await Promise.all(links.map(async (link) => (await fetch(link)).text()));
    expect(csv).toContain('"ラーメン, 大"');
    expect(csv).toContain('Ken {0}');
    expect(plain).toContain('1. 寿司');
    const picture = lastCard().content as { type: string; originalContentUrl: string };
    expect(picture.type).toBe('image');
    const png = await fetch(picture.originalContentUrl.replace(OUTSIDE, tenko.url));
    expect([png.headers.get('content-type'), png.headers.get('content-disposition')]).toEqual([
      'image/png',
      "inline; filename*=UTF-8''poll-1.png",
    ]);
    expect(
      Buffer.from(await png.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    now += 25 * HOUR;
    expect((await fetch(links[0]!)).status).toBe(410);
  });
});

test.each(['room', 'user'] as const)('a poll in a %s', async (kind) => {
  const place = kind === 'room' ? tenko.world.createRoom([yuki, ken]) : tenko.world.createUserChat(yuki);
  expect(words(await tenko.say(place, yuki, '/poll Lunch? sushi ramen'))).toContain('no votes yet');
  expect(words(await tenko.tap(place, yuki, 'sushi'))).toContain('1 person voted');
  expect(words(await tenko.say(place, yuki, '/poll unvote'))).toContain('no votes yet');
  expect(words(await tenko.say(place, yuki, '/poll close'))).toContain('Nobody voted');
});
