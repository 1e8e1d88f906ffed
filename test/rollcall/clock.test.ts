import { afterEach, describe, expect, test } from 'vitest';
import { words } from '../support/tenko.ts';
import { DAY, HOUR, MINUTE, NOON, startClub, type Club } from './club.ts';

let club: Club;
afterEach(() => club.stop());

/** Friday, 27 November, 19:00 in Tokyo. */
const FRIDAY = NOON + 5 * DAY + 7 * HOUR;
const pushes = () => club.line.requests.filter(({ path }) => path.endsWith('/message/push'));

describe('reminders', () => {
  test('ride on the next free reply, and mention those who are missing and those who come, nobody else', async () => {
    club = await startClub();
    const { chat, yuki, ken, mei, say, tap, passTo } = club;
    await say(chat, mei, 'hello');
    const asked = words(await say(chat, yuki, '/rollcall Practice --at Fri 19:00 --remind 24h,1h'));
    expect(asked).toContain('⏰ Reminders\nThu, 26 Nov, 19:00 and Fri, 27 Nov, 18:00');
    expect(asked).toContain('2 × 4 = 8 messages at most. 200 are left this month.');
    await tap(chat, ken, 'Yes');
    await tap(chat, yuki, 'No');
    expect(await passTo(FRIDAY - DAY)).toEqual([]);
    const [reminder] = await say(chat, yuki, 'good morning');
    expect(words([reminder!])).toContain('⏰ Practice\n🗓 Fri, 27 Nov, 19:00\nComing: ');
    const content = JSON.stringify(reminder!.content);
    expect(content).toContain(ken);
    expect(content).toContain(mei);
    expect(content).not.toContain(yuki);
    expect(content).toContain('and 1 I cannot name');
    expect(pushes()).toEqual([]);
  });

  test('are pushed when nobody writes in time, but only after someone has seen the price and allowed it', async () => {
    club = await startClub();
    const { chat, yuki, ken, say, tap, passTo } = club;
    await say(chat, yuki, '/rollcall Practice --at Fri 19:00 --remind 24h,1h');
    expect(words(await say(chat, ken, '/rollcall allow-push'))).toContain('Only ゆき');
    expect(words(await tap(chat, yuki, 'Push if need be'))).toContain('2 of them, 8 messages at most');
    const [pushed] = await passTo(FRIDAY - DAY + MINUTE);
    expect(words([pushed!])).toContain('⏰ Practice');
    expect(pushes()).toHaveLength(1);
    await say(chat, yuki, '/rollcall allow-push #1 --off');
    await passTo(FRIDAY - HOUR + MINUTE);
    expect(pushes()).toHaveLength(1);
  });

  test('by hand, mention at once those who have not answered', async () => {
    club = await startClub();
    const { chat, yuki, ken, mei, say, tap } = club;
    await say(chat, mei, 'hello');
    await say(chat, yuki, '/rollcall Practice');
    await tap(chat, ken, 'Maybe');
    const [reminder] = await say(chat, ken, '/rollcall remind');
    const content = JSON.stringify(reminder!.content);
    expect(content).toContain(mei);
    expect(content).toContain(yuki);
    expect(content).not.toContain(ken);
  });
});

describe('closing and arriving', () => {
  test('--until closes it, and the result waits for the next reply', async () => {
    club = await startClub();
    const { chat, yuki, ken, say, tap, passTo } = club;
    await say(chat, yuki, '/rollcall Practice --until 18:00');
    await tap(chat, ken, 'Yes');
    expect(await passTo(NOON + 6 * HOUR)).toEqual([]);
    expect(words(await say(chat, ken, 'hm'))).toContain('Closed. Coming: 1');
    expect(words(await say(chat, ken, '/rollcall no'))).toContain('No roll call is open');
    expect(words(await say(chat, ken, '/rollcall no #1'))).toContain('is closed');
  });

  test('"I am here" counts round the time only, and who promised and came is on record', async () => {
    club = await startClub();
    const { chat, yuki, ken, mei, say, tap, passTo } = club;
    await say(chat, yuki, '/rollcall Practice --at Fri 19:00');
    await tap(chat, ken, 'Yes');
    await tap(chat, mei, 'Late');
    expect(words(await tap(chat, ken, 'I’m here'))).toContain('from Fri, 27 Nov, 18:00 on');
    await passTo(FRIDAY - 30 * MINUTE);
    expect(words(await tap(chat, ken, 'I’m here'))).toContain('Arrived: 1');
    expect(words(await say(chat, yuki, '/rollcall here'))).toContain('Arrived: 2');
    expect(words(await say(chat, ken, '/rollcall here'))).toContain('already');
    await passTo(FRIDAY + 3 * HOUR);
    const result = words(await say(chat, yuki, 'what a day'));
    expect(result).toContain('Closed. Coming: 2');
    expect(result).toContain('Arrived: 2');
    const stats = words(await say(chat, yuki, '/rollcall stats'));
    expect(stats).toContain('Ken\n1 of 1');
    expect(stats).toContain('美玲\n0 of 1');
    expect(stats).toContain('ゆき\n0 of 0\ncame once without saying so');
    expect(words(await tap(chat, mei, 'I’m here'))).toContain('list of arrivals is done');
  });
});

describe('a series', () => {
  test('asks again each week at the same time, once, for the next date, with one left out', async () => {
    club = await startClub();
    const { chat, yuki, ken, say, passTo } = club;
    const asked = words(await say(chat, yuki, '/rollcall Practice --at Fri 19:00 --every week --capacity 9'));
    expect(asked).toContain('🔁 Every week');
    await say(chat, ken, '/rollcall yes --series');
    expect(words(await say(chat, yuki, '/rollcall list'))).toContain(
      '🔁 #1 Practice · every week · next: Fri, 4 Dec, 19:00',
    );
    await passTo(FRIDAY + 4 * HOUR);
    await say(chat, yuki, 'well played');

    await passTo(NOON + 7 * DAY);
    await passTo(NOON + 7 * DAY + 5 * MINUTE);
    const next = words(await say(chat, yuki, 'good morning'));
    expect(next).toContain('🗓 Fri, 4 Dec, 19:00');
    expect(next).toContain('Coming: 1 of 9');
    expect(next).toContain('Ken');

    expect(words(await say(chat, yuki, '/rollcall skip'))).toContain('next: Fri, 18 Dec, 19:00');
    await passTo(FRIDAY + 7 * DAY + 4 * HOUR);
    expect(words(await say(chat, yuki, 'again!'))).toContain('Closed. Coming: 1 of 9');
    await passTo(NOON + 14 * DAY);
    expect(words(await say(chat, yuki, 'hello'))).not.toContain('11 Dec');
    expect(words(await say(chat, yuki, '/rollcall end-series'))).toContain('not asked again');
    await passTo(NOON + 21 * DAY);
    expect(words(await say(chat, yuki, '/rollcall list'))).toContain('No roll call is open');
    expect(await club.failures()).toEqual([]);
  });

  test('whose question is unsent ends, and what it has asked goes on without its words', async () => {
    club = await startClub();
    const { chat, yuki, ken, say, passTo, world } = club;
    const question = world.say(chat, yuki, '/rollcall Secret --every day');
    await club.quiet();
    await passTo(NOON + DAY);
    await say(chat, ken, '/rollcall yes #2');
    world.unsend(chat, yuki, question);
    await club.quiet();
    expect(words(await say(chat, ken, '/rollcall list'))).not.toContain('Secret');
    expect(words(await say(chat, ken, '/rollcall results #2'))).toContain('Roll call #2 (text taken back)');
    await passTo(NOON + 3 * DAY);
    expect(words(await say(chat, ken, '/rollcall list'))).not.toContain('#3');
  });

  test('/rollcall repeat asks the same again a week later, with nobody’s answer yet', async () => {
    club = await startClub();
    const { chat, yuki, ken, say, tap } = club;
    await say(chat, yuki, '/rollcall Practice --at Fri 19:00 --until Fri 12:00 --capacity 3 --place Gym');
    await tap(chat, ken, 'Yes');
    await say(chat, yuki, '/rollcall close');
    const again = words(await say(chat, yuki, '/rollcall repeat'));
    expect(again).toContain('🗓 Fri, 4 Dec, 19:00\n📍 Gym\nComing: 0 of 3\nCloses Fri, 4 Dec, 12:00');
    expect(words(await say(chat, yuki, '/rollcall repeat #1 --at tomorrow 8:00'))).toContain('🗓 Mon, 23 Nov, 08:00');
  });
});

describe('a safety check', () => {
  test('is asked again with free replies until everyone who is known has answered, and shows first who needs help', async () => {
    club = await startClub();
    const { chat, yuki, ken, mei, say, tap, passTo } = club;
    await say(chat, mei, 'hello');
    expect(words(await say(chat, yuki, '/rollcall safety Earthquake'))).toContain('🚨 Earthquake');
    await tap(chat, yuki, 'I’m safe');
    expect(words(await say(chat, ken, '/rollcall maybe'))).toContain('This is a safety check');
    expect(words(await say(chat, ken, '/rollcall sos third floor'))).toContain('🆘 Needs help\n1\nKen (third floor)');
    await passTo(NOON + 15 * MINUTE);
    const again = words(await say(chat, ken, 'anyone?'));
    expect(again).toContain('⏰ 🚨 Earthquake');
    expect(again).toContain('/rollcall safe #1');
    await passTo(NOON + 30 * MINUTE);
    expect(words(await say(chat, ken, 'anyone??'))).toContain('⏰ 🚨 Earthquake');
    await tap(chat, mei, 'I’m safe');
    await passTo(NOON + 45 * MINUTE);
    expect(await say(chat, ken, 'thanks')).toEqual([]);
    expect(pushes()).toEqual([]);
    await passTo(NOON + DAY);
    expect(words(await say(chat, ken, 'phew'))).toContain('Ended. Safe: 2 · need help: 1');
  });

  test('in Japanese', async () => {
    club = await startClub({ language: 'ja' });
    const { chat, yuki, ken, say, tap, passTo } = club;
    expect(words(await say(chat, yuki, '/点呼 安否確認 地震'))).toContain('🚨 地震');
    expect(words(await tap(chat, ken, '無事です'))).toContain('無事：1人');
    await passTo(NOON + 15 * MINUTE);
    const again = words(await say(chat, ken, '大丈夫？'));
    expect(again).toContain('/点呼 無事 #1');
    expect(words(await say(chat, yuki, '/点呼 救助 3階'))).toContain('ゆき（3階）');
  });
});

describe('in Japanese', () => {
  test('reminders, the end, arrivals and the record', async () => {
    club = await startClub();
    const { chat, yuki, ken, mei, say, tap, passTo } = club;
    await say(chat, mei, 'こんにちは');
    const asked = words(await say(chat, yuki, '/点呼 金曜練習 --日時 金曜19時 --締切 金曜12時 --通知 24時間、1時間'));
    expect(asked).toContain('🗓 11月27日（金）19:00');
    expect(asked).toContain('締切：11月27日（金）12:00');
    expect(asked).toContain('11月26日（木）19:00、11月27日（金）18:00');
    expect(asked).toContain('最大2回×4人＝8通。今月の残りは200通です。');
    await tap(chat, ken, '遅刻');
    await passTo(FRIDAY - DAY);
    const reminder = words(await say(chat, yuki, 'おはよう'));
    expect(reminder).toContain('⏰ 金曜練習\n🗓 11月27日（金）19:00\n参加予定：');
    expect(reminder).toContain('/点呼 遅刻 10分 #1');
    await passTo(FRIDAY - 7 * HOUR);
    expect(words(await say(chat, yuki, 'あれ？'))).toContain('締め切りました。参加：1人（うち遅刻1人）');
    expect(words(await tap(chat, ken, '着きました'))).toContain('到着の連絡は11月27日（金）18:00からできます');
    await passTo(FRIDAY);
    expect(words(await tap(chat, ken, '着きました'))).toContain('到着：1人');
    await passTo(FRIDAY + 3 * HOUR);
    expect(words(await say(chat, yuki, '/点呼 統計'))).toContain('1回中1回');
    expect(await club.failures()).toEqual([]);
  });

  test('a series, one of which is left out, and a share of the costs', async () => {
    club = await startClub();
    const { chat, yuki, ken, say, tap, passTo } = club;
    expect(words(await say(chat, yuki, '／点呼　金曜練習　--日時　金曜19時　--繰り返し　毎週'))).toContain('🔁 毎週');
    await tap(chat, ken, '出席');
    await say(chat, ken, '/点呼 同伴 ＋１');
    expect(words(await say(chat, yuki, '/点呼 割り勘 3000'))).toContain('金曜練習：3,000を2人で割り勘\nKen +1：3,000');
    expect(words(await say(chat, yuki, '/点呼 次回休み'))).toContain('次回：12月11日（金）19:00');
    await passTo(FRIDAY + 4 * HOUR);
    await passTo(NOON + 7 * DAY);
    expect(words(await say(chat, yuki, '/点呼 一覧'))).not.toContain('12月4日');
    await passTo(NOON + 14 * DAY);
    expect(words(await say(chat, yuki, '/点呼 一覧'))).toContain('#2 金曜練習・12月11日（金）19:00・参加0人');
    expect(words(await say(chat, yuki, '/点呼 定期終了'))).toContain('定期の点呼をやめました');
  });
});
