import { afterEach, describe, expect, test } from 'vitest';
import { words } from '../support/tenko.ts';
import { DAY, HOUR, NOON, startClub, type Club } from './club.ts';

let club: Club;
afterEach(() => club.stop());

describe('a roll call that is changed', () => {
  test('has more places: those who wait move up in their order, and hear of it', async () => {
    club = await startClub();
    const { chat, yuki, ken, mei, say } = club;
    await say(chat, yuki, '/rollcall Practice --capacity 1');
    for (const member of [yuki, ken, mei]) await say(chat, member, '/rollcall yes');
    expect(words(await say(chat, ken, '/rollcall edit --capacity 9'))).toContain('Only ゆき');
    const edited = await say(chat, yuki, '/rollcall edit --capacity 2');
    expect(words(edited)).toContain('Coming: 2 of 2 · 1 waiting');
    const told = JSON.stringify(edited.find(({ content }) => content.type === 'textV2')?.content);
    expect(told).toContain(ken);
    expect(told).not.toContain(mei);
    expect(words(await say(chat, yuki, '/rollcall edit'))).toContain('What is different?');
  });

  test('is at another time: those who promised are told, reminders and end follow', async () => {
    club = await startClub();
    const { chat, yuki, ken, mei, say, passTo } = club;
    await say(chat, yuki, '/rollcall Practice --at Fri 19:00 --remind 1h');
    await say(chat, ken, '/rollcall yes');
    await say(chat, mei, '/rollcall no');
    const answer = await say(chat, yuki, '/rollcall edit Match --at Sat 10:00 --place Hall #1');
    expect(words(answer)).toMatch(/^Match\n🗓 Sat, 28 Nov, 10:00\n📍 Hall\nComing: 1/);
    const told = JSON.stringify(answer.find(({ content }) => content.type === 'textV2')?.content);
    expect(told).toContain(ken);
    expect(told).not.toContain(mei);
    await passTo(NOON + 5 * DAY + 6 * HOUR);
    expect(words(await say(chat, mei, 'hm'))).toBe('');
    await passTo(NOON + 5 * DAY + 21 * HOUR);
    expect(words(await say(chat, mei, 'hm'))).toContain('⏰ Match\n🗓 Sat, 28 Nov, 10:00');
  });

  test('is open again with every answer, until the end that was set is past', async () => {
    club = await startClub();
    const { chat, yuki, ken, mei, say, passTo } = club;
    await say(chat, yuki, '/rollcall Practice --until 13:00');
    await say(chat, ken, '/rollcall late the bus');
    expect(words(await say(chat, yuki, '/rollcall reopen #1'))).toContain('is open and takes answers');
    await passTo(NOON + HOUR);
    expect(words(await say(chat, yuki, '/rollcall reopen'))).toMatch(/Coming: 1 \(1 of them late\)[^]*Ken \(the bus\)/);
    expect(words(await say(chat, mei, '/rollcall yes'))).toContain('Coming: 2');
    expect(words(await say(chat, yuki, '/rollcall list'))).toContain('#1 Practice · coming: 2');
    expect(words(await say(chat, yuki, '/rollcall close'))).toContain('Closed. Coming: 2');
    expect(await club.failures()).toEqual([]);
  });

  test.each([
    ['/点呼 練習', '/点呼 変更 --定員 5', '定員5人', '/点呼 締切', '/点呼 再開'],
    ['/點名 練習', '/點名 修改 --名額 5', '名額 5 人', '/點名 結束', '/點名 重開'],
    ['/เช็คชื่อ ซ้อม', '/เช็คชื่อ แก้ไข --จำนวนที่ 5', 'จาก 5 ที่', '/เช็คชื่อ ปิด', '/เช็คชื่อ เปิดใหม่'],
  ])('%s, in a room', async (asked, edited, shown, closed, reopened) => {
    club = await startClub();
    const { world, yuki, ken, say } = club;
    const room = world.createRoom([yuki, ken]);
    await say(room, yuki, asked);
    expect(words(await say(room, yuki, edited))).toContain(shown);
    await say(room, yuki, closed);
    expect(words(await say(room, yuki, reopened))).toContain(shown);
  });
});

describe('a team', () => {
  test('is named once, asked alone, and forgotten with its members', async () => {
    club = await startClub();
    const { chat, yuki, ken, mei, say, tap } = club;
    for (const member of [ken, mei]) await say(chat, member, 'hi');
    expect(words(await say(chat, yuki, '/rollcall team'))).toContain('There is no team here yet');
    const made = words(await say(chat, yuki, '/rollcall team "A team" @Ken @美玲'));
    expect(made).toBe('👥 A team: Ken and 美玲\nAsk only them: /rollcall Practice --team "A team"');
    const asked = words(await say(chat, yuki, '/rollcall Practice --team "a Team"'));
    expect(asked).toContain('👥 Ken and 美玲');
    expect(asked).toMatch(/Not answered yet: Ken and 美玲(?! –)/);
    expect(words(await say(chat, yuki, '/rollcall Practice --team B'))).toContain('no team “B” here, only A team');
    await say(chat, mei, '/privacy forget-me');
    await tap(chat, mei, 'Yes, go ahead');
    expect(words(await say(chat, yuki, '/rollcall team "A team"'))).toBe('👥 A team: Ken');
    expect(words(await say(chat, yuki, '/rollcall team "A team" --remove'))).toContain('is gone');
    expect(await club.failures()).toEqual([]);
  });

  test.each([
    ['/点呼 チーム A @Ken', '/点呼 練習 --チーム A', '未回答：Ken'],
    ['/點名 小隊 A @Ken', '/點名 練習 --小隊 A', '還沒回覆：Ken'],
    ['/เช็คชื่อ ทีม A @Ken', '/เช็คชื่อ ซ้อม --ทีม A', 'ยังไม่ตอบ: Ken'],
  ])('%s', async (made, asked, shown) => {
    club = await startClub();
    const { chat, yuki, ken, say } = club;
    await say(chat, ken, 'hi');
    await say(chat, yuki, made);
    expect(words(await say(chat, yuki, asked))).toContain(shown);
  });
});
