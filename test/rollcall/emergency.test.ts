import { afterEach, describe, expect, test } from 'vitest';
import { words } from '../support/tenko.ts';
import { MINUTE, NOON, startClub, type Club } from './club.ts';

let club: Club;
afterEach(() => club.stop());

describe('whoever needs help', () => {
  test('is heard at the first try, whatever else is open', async () => {
    club = await startClub();
    const { chat, yuki, ken, mei, say } = club;
    await say(chat, yuki, '/rollcall Practice');
    await say(chat, yuki, '/rollcall safety Earthquake');
    await say(chat, yuki, '/rollcall Picnic');
    expect(words(await say(chat, ken, '/rollcall sos third floor'))).toMatch(
      /🚨 Earthquake[^]*🆘 Needs help\n1\nKen \(third floor\)/,
    );
    expect(words(await say(chat, mei, '/rollcall safe'))).toContain('Safe: 1 · need help: 1');
    await say(chat, yuki, '/rollcall safety Aftershock');
    expect(words(await say(chat, ken, '/rollcall sos roof'))).toMatch(/🚨 Aftershock[^]*Ken \(roof\)/);
    expect(words(await say(chat, ken, '/rollcall safe #2'))).toMatch(/🚨 Earthquake[^]*Safe: 2/);
  });

  test('begins a safety check where none is open, and others answer it', async () => {
    club = await startClub();
    const { chat, ken, mei, say, tap } = club;
    expect(words(await say(chat, mei, '/rollcall safe'))).toContain('No safety check is open here');
    expect(words(await say(chat, ken, '/rollcall sos'))).toMatch(/🚨 Ken needs help[^]*🆘 Needs help\n1\nKen/);
    expect(words(await tap(chat, mei, 'I’m safe'))).toContain('Safe: 1 · need help: 1');
    expect(words(await say(chat, ken, `/rollcall sos ${'far away '.repeat(40)}`))).toMatch(/Ken \(far away/);
  });

  test('is passed on even if LINE does not say who it is', async () => {
    club = await startClub();
    const { chat, pc, say } = club;
    expect(words(await say(chat, pc, '/rollcall sos third floor'))).toBe(
      '🆘 Someone whom I cannot name needs help: third floor',
    );
    expect(words(await say(chat, pc, '/点呼 救助'))).toContain('どこにいますか？ここに書いてください。');
  });

  test('is heard in a room, in Japanese', async () => {
    club = await startClub();
    const { world, yuki, ken, mei, say } = club;
    const room = world.createRoom([yuki, ken, mei]);
    expect(words(await say(room, ken, '／点呼　助けて　3階'))).toMatch(/🚨 Kenさんが助けを求めています[^]*Ken（3階）/);
  });
});

describe('an answer word alone', () => {
  test.each([
    ['/点呼 はい', '✅ 出席\n出席\n1人\nKen'],
    ['/点呼 行けません…', '❌ 欠席\n欠席\n1人\nKen'],
    ['/點名 不去', '❌ 缺席\n缺席\n1 人\nKen'],
    ['/เช็คชื่อ ไปได้ค่ะ', '✅ มา\nมา\n1 คน\nKen'],
    ['/rollcall ok!', '✅ Yes\nYes\n1\nKen'],
  ])('%s is an answer where one roll call is open', async (line, shown) => {
    club = await startClub();
    const { chat, yuki, ken, say } = club;
    await say(chat, yuki, `${line.split(' ')[0]} Practice`);
    expect(words(await say(chat, ken, line))).toContain(shown);
  });

  test('is no title where none is open, and asks which one where several are', async () => {
    club = await startClub();
    const { chat, ken, say } = club;
    expect(words(await say(chat, ken, '/点呼 はい'))).toContain('受付中の点呼はありません');
    await say(chat, ken, '/点呼 はい --場所 体育館');
    await say(chat, ken, '/点呼 はいからさん');
    expect(words(await say(chat, ken, '/点呼 はい'))).toContain('受付中の点呼がいくつかあります');
    expect(words(await say(chat, ken, '/点呼 一覧'))).toMatch(/#1 はい[^]*#2 はいからさん/);
  });
});

test('however many ask for it, those who are missing are mentioned once in ten minutes', async () => {
  club = await startClub();
  const { chat, yuki, ken, say, passTo } = club;
  await say(chat, yuki, '/rollcall Practice');
  expect(words(await say(chat, yuki, '/rollcall remind'))).toContain('⏰ Practice');
  expect(words(await say(chat, ken, '/rollcall remind'))).toBe(
    'They were reminded at 12:00. You can remind them again from 12:10 on.',
  );
  await passTo(NOON + 10 * MINUTE);
  expect(words(await say(chat, ken, '/rollcall remind'))).toContain('⏰ Practice');
});
