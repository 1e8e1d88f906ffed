/** A whole evening of a roll call, as groups in Taiwan and Thailand have it; the Japanese and English ones are in the files beside. */
import { afterEach, describe, expect, test } from 'vitest';
import { words } from '../support/tenko.ts';
import { DAY, HOUR, MINUTE, NOON, startClub, type Club } from './club.ts';

let club: Club;
afterEach(() => club.stop());

/** Friday, 27 November, 19:00 in Tokyo. */
const FRIDAY = NOON + 5 * DAY + 7 * HOUR;

describe('in Traditional Chinese', () => {
  test('asked, answered, reminded of, arrived at, shared and on record', async () => {
    club = await startClub();
    const { chat, yuki, ken, mei, say, tap, passTo } = club;
    await say(chat, mei, '大家好');
    const asked = words(
      await say(
        chat,
        yuki,
        '／點名　週五練習　--時間　週五晚上7點　--地點　體育館　--名額　2　--截止　週五中午12點　--提醒　24小時、1小時',
      ),
    );
    expect(asked).toContain('🗓 11月27日（週五）19:00\n📍 體育館\n會到：0 人／名額 2 人');
    expect(asked).toContain('截止：11月27日（週五）12:00');
    expect(asked).toContain('最多 2 次 × 4 人＝8 則。這個月還剩 200 則。');
    await tap(chat, ken, '出席');
    expect(words(await say(chat, ken, '/點名 攜伴 +1'))).toContain('Ken +1');
    const full = words(await say(chat, mei, '/點名 遲到 十分鐘'));
    expect(full).toContain('⌛ 候補\n1 人\n美玲（十分鐘）');
    expect(words(await say(chat, yuki, '/點名 未回覆'))).toContain('還沒回覆：ゆき（另有 1 人我叫不出名字）');
    expect(words(await say(chat, yuki, '/點名 代答 奶奶 出席'))).toContain('奶奶（ゆき 帶來）');
    const freed = words(await say(chat, ken, '/點名 請假 加班'));
    expect(freed).toContain('❌ 缺席\n缺席\n1 人\nKen（加班）');
    expect(freed).toContain('「週五練習」（#1）有空位了，你可以參加');
    expect(words(await say(chat, yuki, '/點名 提醒'))).toContain('⏰ 週五練習');

    await passTo(FRIDAY - DAY);
    expect(words(await say(chat, yuki, '早安'))).toContain('預定會到：');
    await passTo(FRIDAY - 7 * HOUR);
    expect(words(await say(chat, yuki, '咦？'))).toContain('點名結束。會到：2 人／名額 2 人（其中 1 人遲到）');
    expect(words(await tap(chat, mei, '我到了'))).toContain(
      '「週五練習」是 11月27日（週五）19:00。11月27日（週五）18:00 起才能報到',
    );
    await passTo(FRIDAY);
    expect(words(await say(chat, mei, '/點名 報到'))).toContain('已到：1 人');
    expect(words(await say(chat, yuki, '/點名 分攤 900元'))).toContain('週五練習：900 由 1 人分攤\n美玲：900');
    await passTo(FRIDAY + 3 * HOUR + MINUTE);
    expect(words(await say(chat, yuki, '/點名 統計'))).toContain('1 次中 1 次');
    expect(words(await say(chat, yuki, '/點名 匯出'))).toContain('美玲');
    expect(await club.failures()).toEqual([]);
  });

  test('a series, one of which is left out, and its end', async () => {
    club = await startClub();
    const { chat, yuki, ken, say, passTo } = club;
    expect(words(await say(chat, yuki, '/點名 週五練習 --時間 週五晚上7點 --重複 每週'))).toContain('🔁 每週');
    expect(words(await say(chat, ken, '/點名 出席 --每次'))).toContain('這次和以後每次「週五練習」都一樣');
    expect(words(await say(chat, yuki, '/點名 跳過'))).toContain('下次：12月11日（週五）19:00');
    await passTo(FRIDAY + 4 * HOUR);
    await passTo(NOON + 7 * DAY);
    await passTo(NOON + 14 * DAY);
    expect(words(await say(chat, yuki, '/點名 列表'))).toContain('#2 週五練習・12月11日（週五）19:00・會到 1 人');
    expect(words(await say(chat, yuki, '/點名 停止重複'))).toContain('「週五練習」不再重複');
    expect(words(await say(chat, yuki, '/點名 再一次'))).toContain('12月18日（週五）19:00');
  });

  test('a safety check in a room, by a tap, by a typed line, and again after a quarter of an hour', async () => {
    club = await startClub();
    const { world, yuki, ken, mei, say, tap, passTo } = club;
    const room = world.createRoom([yuki, ken, mei]);
    await say(room, mei, '剛剛好大');
    expect(words(await say(room, yuki, '/點名 平安確認 地震'))).toContain('🚨 地震');
    expect(words(await tap(room, ken, '我平安'))).toContain('平安：1 人');
    expect(words(await say(room, yuki, '/點名 求救 三樓樓梯'))).toContain('🆘 需要幫助\n1 人\nゆき（三樓樓梯）');
    await passTo(NOON + 15 * MINUTE);
    expect(words(await say(room, ken, '還好嗎'))).toContain('/點名 平安 #1');
    expect(words(await say(room, mei, '/點名 平安'))).toContain('平安：2 人・需要幫助：1 人');
  });
});

describe('in Thai', () => {
  test('asked, answered, reminded of, arrived at, shared and on record', async () => {
    club = await startClub();
    const { chat, yuki, ken, mei, say, tap, passTo } = club;
    await say(chat, mei, 'สวัสดี');
    const asked = words(
      await say(
        chat,
        yuki,
        '/เช็คชื่อ ซ้อมวันศุกร์ --เวลา วันศุกร์ 19:00 --สถานที่ โรงยิม --จำนวนที่ 2 --ปิด วันศุกร์ 12:00 --เตือนก่อน 24ชั่วโมง,1ชั่วโมง',
      ),
    );
    expect(asked).toContain('🗓 วันศุกร์ที่ 27 พ.ย. 19:00 น.\n📍 โรงยิม\nมา: 0 คน จาก 2 ที่');
    expect(asked).toContain('ปิดรับ วันศุกร์ที่ 27 พ.ย. 12:00 น.');
    expect(asked).toContain('ไม่เกิน 2 × 4 = 8 ข้อความ เดือนนี้เหลือ 200 ข้อความ');
    await tap(chat, ken, 'มา');
    expect(words(await say(chat, ken, '/เช็คชื่อ แขก 1'))).toContain('Ken +1');
    const full = words(await say(chat, mei, '/เช็คชื่อ มาสาย รถติด'));
    expect(full).toContain('⌛ รอคิว\n1 คน\n美玲 (รถติด)');
    expect(words(await say(chat, yuki, '/เช็คชื่อ ยังไม่ตอบ'))).toContain('ยังไม่ตอบ: ゆき (และอีก 1 คนที่บอทไม่รู้ชื่อ)');
    expect(words(await say(chat, yuki, '/เช็คชื่อ ตอบแทน คุณยาย มา'))).toContain('คุณยาย (มากับ ゆき)');
    const freed = words(await say(chat, ken, '/เช็คชื่อ ไม่มา ติดงาน'));
    expect(freed).toContain('Ken (ติดงาน)');
    expect(freed).toContain('“ซ้อมวันศุกร์” (#1) มีที่ว่างแล้ว');
    expect(words(await say(chat, yuki, '/เช็คชื่อ เตือน'))).toContain('⏰ ซ้อมวันศุกร์');

    await passTo(FRIDAY - DAY);
    expect(words(await say(chat, yuki, 'อรุณสวัสดิ์'))).toContain('คนที่จะมา: ');
    await passTo(FRIDAY - 7 * HOUR);
    expect(words(await say(chat, yuki, 'เอ๊ะ'))).toContain('ปิดแล้ว มา: 2 คน จาก 2 ที่ (สาย 1 คน)');
    expect(words(await tap(chat, mei, 'ฉันถึงแล้ว'))).toContain('แจ้งว่าถึงแล้วได้ตั้งแต่ วันศุกร์ที่ 27 พ.ย. 18:00 น.');
    await passTo(FRIDAY);
    expect(words(await say(chat, mei, '/เช็คชื่อ ถึงแล้ว'))).toContain('ถึงแล้ว: 1 คน');
    expect(words(await say(chat, yuki, '/เช็คชื่อ หาร 900บาท'))).toContain('ซ้อมวันศุกร์: 900 หาร 1 คน\n美玲: 900');
    await passTo(FRIDAY + 3 * HOUR + MINUTE);
    expect(words(await say(chat, yuki, '/เช็คชื่อ สถิติ'))).toContain('1 จาก 1');
    expect(words(await say(chat, yuki, '/เช็คชื่อ ส่งออก'))).toContain('美玲');
    expect(await club.failures()).toEqual([]);
  });

  test('a series, one of which is left out, and its end', async () => {
    club = await startClub();
    const { chat, yuki, ken, say, passTo } = club;
    expect(words(await say(chat, yuki, '/เช็คชื่อ ซ้อม --เวลา วันศุกร์ 19:00 --ซ้ำ ทุกสัปดาห์'))).toContain('🔁 ทุกสัปดาห์');
    expect(words(await say(chat, ken, '/เช็คชื่อ มา --ทุกครั้ง'))).toContain('“ซ้อม” ทุกครั้งต่อไป');
    expect(words(await say(chat, yuki, '/เช็คชื่อ ข้าม'))).toContain('ครั้งถัดไป: วันศุกร์ที่ 11 ธ.ค. 19:00 น.');
    await passTo(FRIDAY + 4 * HOUR);
    await passTo(NOON + 7 * DAY);
    await passTo(NOON + 14 * DAY);
    expect(words(await say(chat, yuki, '/เช็คชื่อ รายการ'))).toContain('#2 ซ้อม · วันศุกร์ที่ 11 ธ.ค. 19:00 น. · มา 1 คน');
    expect(words(await say(chat, yuki, '/เช็คชื่อ เลิกซ้ำ'))).toContain('“ซ้อม” จะไม่ถามซ้ำอีก');
    expect(words(await say(chat, yuki, '/เช็คชื่อ อีกครั้ง'))).toContain('วันศุกร์ที่ 18 ธ.ค. 19:00 น.');
  });

  test('a safety check in a room, by a tap, by a typed line, and again after a quarter of an hour', async () => {
    club = await startClub();
    const { world, yuki, ken, mei, say, tap, passTo } = club;
    const room = world.createRoom([yuki, ken, mei]);
    await say(room, mei, 'สั่นแรงมาก');
    expect(words(await say(room, yuki, '/เช็คชื่อ เช็กความปลอดภัย แผ่นดินไหว'))).toContain('🚨 แผ่นดินไหว');
    expect(words(await tap(room, ken, 'ฉันปลอดภัย'))).toContain('ปลอดภัย: 1 คน');
    expect(words(await say(room, yuki, '/เช็คชื่อ ขอความช่วยเหลือ ชั้น 3'))).toContain(
      '🆘 ต้องการความช่วยเหลือ\n1 คน\nゆき (ชั้น 3)',
    );
    await passTo(NOON + 15 * MINUTE);
    expect(words(await say(room, ken, 'โอเคไหม'))).toContain('/เช็คชื่อ ปลอดภัย #1');
    expect(words(await say(room, mei, '/เช็คชื่อ ปลอดภัย'))).toContain('ปลอดภัย: 2 คน · ต้องการความช่วยเหลือ: 1 คน');
  });
});
