import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Language } from '../../core/command/definition.ts';
import { startTenko, words, type Tenko } from '../support/tenko.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Noon of Sunday, 22 November 2026, in Tokyo. */
const NOON = Date.UTC(2026, 10, 22, 3);

let tenko: Tenko;
let now: number;
let yuki: string;
let ken: string;
let mei: string;
let chat: string;

async function open(language?: Language): Promise<void> {
  now = NOON;
  tenko = await startTenko({
    line: { now: () => now },
    settings: { now: () => now },
    ...(language === undefined ? {} : { language }),
  });
  [yuki, ken, mei] = ['ゆき', 'Ken', '美玲'].map((name) => tenko.world.createMember(name)) as [string, string, string];
  chat = tenko.world.createGroup('Lunch club', [yuki, ken, mei]);
}
beforeEach(() => open());
afterEach(() => tenko.stop());

/** Every message of the bot is one that LINE takes: the virtual LINE refuses the others, and the host would bury them. */
afterEach(async () => {
  const [failure] = await tenko.failures();
  if (failure) throw new Error(`${failure.code}: ${failure.error}`);
});

const say = async (who: string, line: string, where = chat) => words(await tenko.say(where, who, line));
const tap = async (who: string, label: string, where = chat) => words(await tenko.tap(where, who, label));

/** In each language: a ranking, a shopping list, dates, a guest, a comment, a poll for later, and what is called off. */
const ROUND: Readonly<Record<Language, readonly (readonly [line: string, expected: string])[]>> = {
  en: [
    ['/poll Lunch? sushi ramen curry --ranked', 'a first place has 3'],
    ['/poll vote 3>1', '3 points'],
    ['/poll close', 'curry wins with 3 points'],
    ['/poll Shopping milk eggs --weights', 'up to 10 of each'],
    ['/poll vote milk x 3', '×3'],
    ['/poll close', 'Most of milk: ×3'],
    ['/poll "When?" "Fri 19:00" "Sat 10:00" --dates', '○ yes, △ maybe, × no'],
    ['/poll vote 1 yes 2 maybe', '○1 △0 ×0'],
    ['/poll for Grandma 2', 'Grandma (with ゆき)'],
    ['/poll comment only until 9', '“only until 9”'],
    ['/poll unvote --for Grandma', '○0 △1 ×0'],
    ['/poll delete', 'deleted for good'],
    ['/poll delete', 'are deleted'],
    ['/poll Lunch? sushi ramen --start 9:00 --every weekday', 'then every weekday'],
    ['/poll list', 'Planned:'],
    ['/poll cancel', 'will not be asked any more'],
    ['/poll colse', 'Did you mean “close”'],
    ['/poll help', '/help poll'],
  ],
  ja: [
    ['/投票 昼ごはん 寿司 ラーメン カレー --順位', '1位は3点'],
    ['/投票 選ぶ ３＞１', '3点'],
    ['/投票 締切', '「カレー」が3点で1位'],
    ['/投票 買い物 牛乳 卵 --数量', '1項目10個まで'],
    ['/投票 選ぶ 牛乳×3', '×3'],
    ['/投票 締切', '牛乳'],
    ['/投票 いつ？ 金曜19時 土曜10時 --日程', '○行ける △たぶん ×無理'],
    ['/投票 選ぶ ○△', '○1 △0 ×0'],
    ['/投票 代理 おばあちゃん 2', 'おばあちゃん（ゆきさんのゲスト）'],
    ['/投票 ひとこと 9時まで', '「9時まで」'],
    ['/投票 取消 --代理 おばあちゃん', '○0 △1 ×0'],
    ['/投票 削除', '完全に削除'],
    ['/投票 削除', '削除しました'],
    ['/投票 昼ごはん 寿司 ラーメン 開始:9時 繰り返し:平日', '以後平日毎日'],
    ['/投票 一覧', '予定：'],
    ['/投票 予定取消', 'もう聞きません'],
    ['/投票 ヘルプ', '/help poll'],
  ],
  'zh-TW': [
    ['/投票 午餐 壽司 拉麵 咖哩 --排序', '第一名 3 分'],
    ['/投票 選 3>1', '3 分'],
    ['/投票 結束', '「咖哩」以 3 分獲勝'],
    ['/投票 購物 牛奶 雞蛋 --數量', '每項最多 10 個'],
    ['/投票 選 牛奶×3', '×3'],
    ['/投票 結束', '牛奶'],
    ['/投票 什麼時候 週五晚上 週六早上 --日期', '○ 可以 △ 也許 × 不行'],
    ['/投票 選 1 可以 2 也許', '○1 △0 ×0'],
    ['/投票 代投 奶奶 2', '奶奶（ゆき 的訪客）'],
    ['/投票 留言 只到九點', '「只到九點」'],
    ['/投票 收回 --代替 奶奶', '○0 △1 ×0'],
    ['/投票 刪除', '永久刪除'],
    ['/投票 刪除', '已刪除'],
    ['/投票 午餐 壽司 拉麵 開始:9:00 重複:平日', '之後每個平日'],
    ['/投票 列表', '預定：'],
    ['/投票 取消預定', '不會再發問'],
    ['/投票 用法', '/help poll'],
  ],
  th: [
    ['/โพล มื้อเที่ยง ซูชิ ราเมน แกง --จัดอันดับ', 'อันดับ 1 ได้ 3'],
    ['/โพล โหวต 3>1', '3 คะแนน'],
    ['/โพล ปิด', 'แกง ชนะด้วย 3 คะแนน'],
    ['/โพล ซื้อของ นม ไข่ --จำนวน', 'ไม่เกิน 10'],
    ['/โพล โหวต นม×3', '×3'],
    ['/โพล ปิด', 'นม'],
    ['/โพล วันไหนดี วันศุกร์ วันเสาร์ --วันว่าง', '○ ได้ △ อาจจะ × ไม่ได้'],
    ['/โพล โหวต 1 ได้ 2 อาจจะ', '○1 △0 ×0'],
    ['/โพล แทน คุณยาย 2', 'คุณยาย (มากับ ゆき)'],
    ['/โพล ความเห็น ได้ถึงเก้าโมง', '“ได้ถึงเก้าโมง”'],
    ['/โพล ถอนโหวต --แทน คุณยาย', '○0 △1 ×0'],
    ['/โพล ลบ', 'ลบถาวร'],
    ['/โพล ลบ', 'แล้ว'],
    ['/โพล มื้อเที่ยง ซูชิ ราเมน เริ่ม:9:00 ซ้ำ:วันทำงาน', 'ถามทุกวันทำงาน'],
    ['/โพล รายการ', 'ตั้งเวลาไว้:'],
    ['/โพล ยกเลิก', 'จะไม่ถาม'],
    ['/โพล วิธีใช้', '/help poll'],
  ],
};

describe.each(Object.keys(ROUND) as Language[])('in %s', (language) => {
  test('rankings, lists, dates, guests, comments and polls for later are typed and answered', async () => {
    await tenko.stop();
    await open(language);
    for (const [line, expected] of ROUND[language])
      expect([line, await say(yuki, line)]).toEqual([line, expect.stringContaining(expected)]);
  });
});

describe.each(['group', 'room', 'user'] as const)('by taps in a %s', (kind) => {
  const place = () =>
    kind === 'group' ? chat : kind === 'room' ? tenko.world.createRoom([yuki, ken]) : tenko.world.createUserChat(yuki);

  test('a ranking, a list and dates are voted on, and a plan is called off', async () => {
    const here = place();
    await say(yuki, '/poll Lunch? sushi ramen curry --ranked', here);
    await tap(yuki, 'curry', here);
    now += 10_000;
    expect(await tap(yuki, 'sushi', here)).toContain('2 points');
    await say(yuki, '/poll close', here);
    await say(yuki, '/poll Shopping milk eggs --weights 3', here);
    await tap(yuki, 'milk', here);
    now += 10_000;
    expect(await tap(yuki, 'milk', here)).toContain('×2');
    await say(yuki, '/poll close', here);
    await say(yuki, '/poll When? Fri Sat --dates', here);
    expect(await tap(yuki, '△', here)).toContain('○0 △1 ×0');
    await say(yuki, '/poll close', here);
    await say(yuki, '/poll Lunch? sushi ramen --start 18:00', here);
    expect(await tap(yuki, 'Call it off', here)).toContain('will not be asked any more');
  });
});

describe('the clock', () => {
  test('asks at its time, free, and each week once, also when it comes late', async () => {
    await say(yuki, '/poll "Who cooks?" --every week --start 18:00');
    now = NOON + 6 * HOUR;
    await tenko.beat();
    expect(await say(mei, '/ping')).toContain('Who cooks?');
    expect(await tap(mei, 'Yes')).toContain('1 person voted');
    // Away over the next time, for less than a day.
    now = NOON + 7 * DAY + 20 * HOUR;
    await tenko.beat();
    await tenko.beat();
    const told = await say(mei, '/ping');
    expect(told).toContain('Closed. 🏆 Yes wins with 1 vote');
    expect(told).toContain('no votes yet');
    expect(await say(yuki, '/poll list')).toMatch(
      /#2 Who cooks\?.*\n.*Planned:\n1: Who cooks\? · Sun, 6 Dec, 18:00, every week/s,
    );
    expect(tenko.line.requests.filter(({ path }) => path.endsWith('/message/push'))).toEqual([]);
  });
});

describe('a message that is unsent', () => {
  test('takes its vote with it, and not the one that was tapped after it', async () => {
    await say(yuki, '/poll Lunch? sushi ramen');
    const id = tenko.world.say(chat, ken, '/poll vote 2');
    await tenko.quiet();
    tenko.world.unsend(chat, ken, id);
    await tenko.quiet();
    expect(await say(yuki, '/poll results')).toContain('no votes yet');
    const again = tenko.world.say(chat, ken, '/poll vote 2');
    await tenko.quiet();
    await tap(ken, 'sushi');
    tenko.world.unsend(chat, ken, again);
    await tenko.quiet();
    expect(await say(yuki, '/poll results')).toContain('1 person voted');
  });
});

describe('a lone word that is hardly a question', () => {
  test('is asked about: a tap runs what was meant, or makes the poll', async () => {
    await say(yuki, '/poll Lunch? sushi ramen');
    expect(await say(yuki, '/poll resutls')).toContain('/poll "resutls"');
    expect(await tap(yuki, '/poll results')).toContain('Lunch?');
    await say(yuki, '/poll resutls');
    expect(await tap(yuki, '/poll "resutls"')).toContain('resutls');
    await say(yuki, '/poll help');
    expect(await tap(yuki, '/help poll')).toContain('/poll vote');
  });
});
