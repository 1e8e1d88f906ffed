import { afterEach, describe, expect, test } from 'vitest';
import { words } from '../support/tenko.ts';
import { HOUR, MINUTE, NOON, startClub, type Club } from './club.ts';

let club: Club;
afterEach(() => club.stop());

describe('a roll call of those who were heard', () => {
  test('counts who wrote or tapped since then, can be put right by a tap, and says what it did', async () => {
    club = await startClub();
    const { chat, yuki, ken, mei, pc, say, tap, passTo } = club;
    await say(chat, mei, 'long ago');
    await passTo(NOON + 30 * MINUTE);
    await say(chat, ken, 'on my way');
    await say(chat, pc, 'me too');
    await passTo(NOON + 40 * MINUTE);
    const said = words(await say(chat, yuki, '/rollcall since 20m Practice'));
    expect(said).toMatch(/^Practice\nComing: 2\n✅ Yes\nYes\n2\nKen and ゆき/);
    expect(said).toContain('Not answered yet: 美玲 – and 1 I cannot name');
    expect(said).toContain('Counted as here: the 2 people who wrote or tapped in the last 20 minutes, since 12:20.');
    expect(words(await tap(chat, ken, 'No'))).toContain('Coming: 1');
    expect(words(await tap(chat, mei, 'Yes'))).toContain('Coming: 2');
  });

  test('says since when it knows, where that is later than was asked for', async () => {
    club = await startClub();
    const { chat, yuki, say, passTo } = club;
    await passTo(NOON + 5 * MINUTE);
    expect(words(await say(chat, yuki, '/rollcall since 1h'))).toMatch(
      /Who is here[^]*last 60 minutes – I know it only since 12:00/,
    );
    expect(words(await say(chat, yuki, '/rollcall since 3h'))).toContain('1 minute to 2 hours');
  });

  test('does not count who has left or is forgotten, and is gone when its message is unsent', async () => {
    club = await startClub();
    const { chat, yuki, ken, mei, say, tap, world, quiet } = club;
    await say(chat, ken, 'hi');
    await say(chat, mei, 'hi');
    world.removeMember(chat, ken);
    await say(chat, mei, '/privacy forget-me');
    await tap(chat, mei, 'Yes, go ahead');
    const asked = world.say(chat, yuki, '/rollcall since 20m');
    await quiet();
    expect(words(club.fromBot(chat).slice(-2))).toMatch(/Yes\n1\nゆき/);
    world.unsend(chat, yuki, asked);
    await quiet();
    expect(words(await say(chat, yuki, '/rollcall list'))).toContain('No roll call is open');
  });

  test.each([
    ['/点呼 直近 20分', '出席としました。書かれた内容は見ていません', '今いる人'],
    ['/點名 最近 20分鐘', '都算出席。寫了什麼我不看', '現在有誰在'],
    ['/เช็คชื่อ ย้อนหลัง 20นาที', 'บอทไม่ได้ดูข้อความ', 'ใครอยู่บ้าง'],
  ])('%s, in a room', async (line, note, title) => {
    club = await startClub();
    const { world, yuki, ken, say, passTo } = club;
    await passTo(NOON + HOUR);
    const room = world.createRoom([yuki, ken]);
    await say(room, ken, '👍');
    const said = words(await say(room, yuki, line));
    expect(said).toContain(title);
    expect(said).toContain('Ken');
    expect(said).toContain(note);
  });
});
