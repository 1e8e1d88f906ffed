import { afterEach, expect, test } from 'vitest';
import { words } from '../support/tenko.ts';
import { MINUTE, NOON, startClub, type Club } from './club.ts';

let club: Club;
afterEach(() => club.stop());

/** What the simulator's phones send: Shibuya Station. */
async function sendLocation({ chat, world, quiet, fromBot }: Club, memberId: string): Promise<string> {
  const before = fromBot(chat).length;
  world.sendLocation(chat, memberId);
  await quiet();
  return words(fromBot(chat).slice(before));
}

test('who is there can show it by a location, and only that they were is kept', async () => {
  club = await startClub();
  const { chat, yuki, ken, mei, say, tap } = club;
  await say(chat, yuki, '/rollcall Practice --place Shibuya');
  expect(words(await say(chat, ken, '/rollcall place'))).toContain('Only ゆき');
  expect(words(await say(chat, yuki, '/rollcall place'))).toContain('Send the place as a location');
  expect(await sendLocation(club, yuki)).toContain('from within 300 m');
  expect(words(await say(chat, ken, '/rollcall here'))).toMatch(/Arrived: 1\n[^]*everyone in this chat sees it/);
  await tap(chat, ken, 'Send my location');
  expect(words(club.fromBot(chat).slice(-1))).toContain('Arrived: 1 · 1 of them checked at the place');
  expect(words(await say(chat, mei, '/rollcall here'))).toContain('Arrived: 2 · 1 of them checked');
  expect(words(await say(chat, ken, '/rollcall here'))).toContain('already');
  const kept = JSON.stringify(await club.kept('rollcall'));
  expect(kept.match(/139\.70/g)).toHaveLength(1);
  expect(await club.failures()).toEqual([]);
});

test('who is elsewhere is told how far, and can send it again', async () => {
  club = await startClub();
  const { chat, yuki, ken, say } = club;
  await say(chat, yuki, '/rollcall Practice');
  expect(words(await say(chat, yuki, '/rollcall place nowhere'))).toContain('cannot read a place');
  await say(chat, yuki, '/rollcall place 35.6812,139.7671');
  await say(chat, ken, '/rollcall here');
  expect(await sendLocation(club, ken)).toContain('That is 6.5 km away from the place');
  expect(await sendLocation(club, ken)).toContain('That is 6.5 km away from the place');
});

test('a location that nobody asked for, or asked for long ago, goes nowhere', async () => {
  club = await startClub();
  const { chat, yuki, ken, mei, say, passTo } = club;
  await say(chat, yuki, '/rollcall Practice');
  await say(chat, yuki, '/rollcall place 35.658034,139.701636');
  await say(chat, ken, '/rollcall here');
  expect(await sendLocation(club, mei)).toBe('');
  await passTo(NOON + 11 * MINUTE);
  expect(await sendLocation(club, ken)).toBe('');
  expect(words(await say(chat, ken, '/rollcall here'))).toContain('send your location');
  expect(await sendLocation(club, ken)).toContain('1 of them checked');
  expect(await sendLocation(club, ken)).toBe('');
});

test.each([
  ['/点呼 練習', '/点呼 場所', '/点呼 到着', '位置を送る', 'うち1人は場所を確認'],
  ['/點名 練習', '/點名 地點', '/點名 到了', '傳送我的位置', '其中 1 人已在現場確認'],
  ['/เช็คชื่อ ซ้อม', '/เช็คชื่อ สถานที่', '/เช็คชื่อ ถึงแล้ว', 'ส่งตำแหน่งของฉัน', 'ตรวจที่สถานที่แล้ว 1 คน'],
])('%s, in a room', async (asked, place, here, label, shown) => {
  club = await startClub();
  const { world, yuki, ken, say, tap } = club;
  const room = world.createRoom([yuki, ken]);
  await say(room, yuki, asked);
  await say(room, yuki, place);
  await tap(room, yuki, label);
  await say(room, ken, here);
  expect(words(await tap(room, ken, label))).toContain(shown);
});
