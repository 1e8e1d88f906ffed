import { describe, expect, test } from 'vitest';
import type { Language } from '../core/command/definition.ts';
import type { MessageView } from '../core/simulator/view.ts';
import { openDesk } from './support/desk.ts';
import { words } from './support/tenko.ts';

type Desk = Awaited<ReturnType<typeof openDesk>>;

/** Sunday, 22 November 2026, noon in Tokyo. */
const NOON = Date.UTC(2026, 10, 22, 3);
const open = (language: Language = 'en'): Promise<Desk> =>
  openDesk({ language, line: { now: () => NOON }, settings: { now: () => NOON } });

async function answer({ tenko, chat, yuki }: Desk, line: string): Promise<MessageView> {
  const [message, ...more] = await tenko.say(chat, yuki, line);
  expect(more).toEqual([]);
  return message!;
}

const actions = ({ world }: Desk, message: MessageView) => world.actions(message.id);
const labels = (desk: Desk, message: MessageView): unknown[] => actions(desk, message).map(({ label }) => label);

async function tap(desk: Desk, message: MessageView, label: string, picked?: string): Promise<string> {
  const { world, chat, ken, tenko } = desk;
  const before = tenko.fromBot(chat).length;
  const action = actions(desk, message).find((one) => one['label'] === label);
  if (!action) throw new Error(`no button ${label} among ${labels(desk, message).join(', ')}`);
  world.tap(chat, ken, message.id, action, picked);
  await tenko.quiet();
  return words(tenko.fromBot(chat).slice(before));
}

describe('a missing moment is asked for', () => {
  test.each([
    ['en', '/book', 'Pick date & time', 'Friday, November 27, 2026 at 20:00'],
    ['ja', '／予約', '日時を選ぶ', '2026年11月27日金曜日 20:00'],
    ['zh-TW', '/預約', '選擇日期時間', '2026年11月27日星期五 20:00'],
    ['th', '/จอง', 'เลือกวันและเวลา', 'วันศุกร์ที่ 27 พฤศจิกายน 2569 เวลา 20:00'],
  ] as const)('in %s, with a picker; what is picked is in the chat’s zone, and is said in full', async (...row) => {
    const [language, line, label, full] = row;
    const desk = await open(language);
    const asked = await answer(desk, line);
    expect(actions(desk, asked)).toContainEqual(
      expect.objectContaining({ type: 'datetimepicker', mode: 'datetime', label }),
    );
    const done = await tap(desk, asked, label, '2026-11-27T20:00');
    expect(done).toContain('Booked');
    expect(done).toContain(full);
  });

  test('and the rest of the line, people and quotes in it, is kept', async () => {
    const desk = await open();
    const { tenko, chat, yuki, ken } = desk;
    const text = '/book --for @Ken --note "bring a cake"';
    const mentions = [{ index: 12, length: 4, memberId: ken }];
    const [asked] = await tenko.say(chat, yuki, text, { mentions });
    expect(words([asked!])).toContain('Try: /book --for @Ken --note "bring a cake" when:…');
    expect(await tap(desk, asked!, 'Pick date & time', '2026-11-27T20:00')).toContain(
      `Booked for Ken (${ken}) bring a cake`,
    );
  });

  test('of a line that is too long for a button as well', async () => {
    const desk = await open();
    const asked = await answer(desk, `/book --note "${'cake '.repeat(100)}"`);
    expect(await tap(desk, asked, 'Pick date & time', '2026-11-27T20:00')).toContain('cake cake');
  });
});

describe('a missing answer out of a few is asked for', () => {
  test.each([
    ['en', '/room', 'Small'],
    ['ja', '/部屋', '小さい部屋'],
    ['zh-TW', '/房間', '小房間'],
    ['th', '/ห้อง', 'ห้องเล็ก'],
  ] as const)('in %s, with a button for each choice', async (language, line, label) => {
    const desk = await open(language);
    const asked = await answer(desk, line);
    expect(actions(desk, asked)).toHaveLength(3);
    expect(await tap(desk, asked, label)).toBe('The small one');
  });

  test('yes or no', async () => {
    const desk = await open();
    const asked = await answer(desk, '/lights on:perhaps');
    expect(labels(desk, asked)).toEqual(['Fill in', 'Yes', 'No']);
    expect(await tap(desk, asked, 'No')).toBe('Turned off');
  });

  test('someone here, who is meant whatever they are called', async () => {
    const desk = await open();
    const { world, tenko, chat, yuki } = desk;
    const twin = world.createMember('Ken');
    world.addMember(chat, twin);
    await tenko.say(chat, twin, 'hello');
    await tenko.quiet();
    const asked = await answer(desk, '/host');
    expect(labels(desk, asked)).toEqual(['Fill in', 'Ken', 'ゆき']);
    expect(await tap(desk, asked, 'ゆき')).toBe(`ゆき (${yuki}) has the key`);
    expect(await tap(desk, await answer(desk, '/host'), 'Ken')).toBe(`Ken (${twin}) has the key`);
  });

  test('by whoever is named in words, even if nobody has asked for their names lately', async () => {
    const desk = await open();
    const { tenko, chat, yuki, ken } = desk;
    await tenko.say(chat, ken, 'hello');
    await desk.restart();
    expect(words([await answer(desk, '/host ken')])).toBe(`Ken (${ken}) has the key`);
    expect(words([await answer(desk, '/host me')])).toBe(`ゆき (${yuki}) has the key`);
  });
});

describe('what was understood of a time is said in full', () => {
  test('by the host, where the plugin does not', async () => {
    const desk = await open();
    expect(words([(await desk.tenko.say(desk.chat, desk.yuki, '/book tomorrow 9:00'))[1]!])).toBe(
      'when: Monday, November 23, 2026 at 09:00',
    );
    expect(words(await desk.tenko.say(desk.chat, desk.yuki, '/nap 90m'))).toBe('Zzz\nlength: 90 minutes');
  });

  test('and not twice', async () => {
    const desk = await open();
    expect(words([await answer(desk, '/announce tomorrow 9:05')])).toBe('Booked on Mon 23 Nov, 9:05');
  });

  test.each([
    ['ja', '/予約 来週の金曜 午後8時', '日時：2026年11月27日金曜日 20:00'],
    ['zh-TW', '/預約 下週五晚上八點', '時間：2026年11月27日星期五 20:00'],
    ['th', '/จอง พรุ่งนี้ 18.00 น.', 'เวลา: วันจันทร์ที่ 23 พฤศจิกายน 2569 เวลา 18:00'],
  ] as const)('in %s', async (language, line, full) => {
    const desk = await open(language);
    expect(words(await desk.tenko.say(desk.chat, desk.yuki, line))).toBe(`Booked\n${full}`);
  });

  test.each([
    ['ja', '/昼寝 2時間半', '長さ：150 分'],
    ['zh-TW', '/午睡 一個半小時', '多久：90 分鐘'],
    ['th', '/งีบ 2 ชั่วโมง', 'นาน: 2 ชั่วโมง'],
  ] as const)('a length of time in %s', async (language, line, full) => {
    const desk = await open(language);
    expect(words(await desk.tenko.say(desk.chat, desk.yuki, line))).toBe(`Zzz\n${full}`);
  });
});

describe('a wrong line', () => {
  test.each([
    ['en', '/room smal', 'Try: /room small'],
    ['ja', '/部屋 smal', 'こう入力してください： /部屋 small'],
    ['zh-TW', '/房間 smal', '請這樣輸入： /房間 small'],
    ['th', '/ห้อง smal', 'ลองพิมพ์: /ห้อง small'],
  ] as const)('in %s is shown as it would be right, and a button fills it in', async (language, line, shown) => {
    const desk = await open(language);
    const refused = await answer(desk, line);
    expect(words([refused])).toContain(shown);
    expect(actions(desk, refused)[0]).toMatchObject({
      type: 'postback',
      data: 'nothing',
      inputOption: 'openKeyboard',
      fillInText: shown.slice(shown.indexOf('/')),
    });
    expect(await tap(desk, refused, String(labels(desk, refused)[0]))).toBe('');
  });

  test('for a command that is not there gets a near one that can be tapped, once in a while', async () => {
    const desk = await open();
    const { tenko, chat, ken } = desk;
    const near = await answer(desk, '/romo small');
    expect(words([near])).toBe('There is no command /romo. Did you mean /room?');
    expect(await tap(desk, near, '/room')).toBe('The small one');
    expect(await tenko.say(chat, ken, '/romo small')).toEqual([]);
  });

  test('for a near command keeps the people that it names, and has no button where it is too long for one', async () => {
    const desk = await open();
    const { tenko, chat, yuki, ken, world } = desk;
    const mentions = [{ index: 6, length: 4, memberId: ken }];
    const [near] = await tenko.say(chat, yuki, '/hots @Ken', { mentions });
    expect(await tap(desk, near!, '/host')).toBe(`Ken (${ken}) has the key`);
    const other = world.createGroup('Other', [yuki]);
    const [long] = await tenko.say(other, yuki, `/romo ${'x'.repeat(400)}`);
    expect(words([long!])).toContain('/room');
    expect(actions(desk, long!)).toEqual([]);
  });

  test('for a command that only some may run is near for them alone', async () => {
    const desk = await open();
    const { tenko, chat, yuki, world } = desk;
    expect(await tenko.say(chat, yuki, '/lokc')).toEqual([]);
    // Whoever is alone with the bot is its moderator there.
    expect(words(await tenko.say(world.createUserChat(yuki), yuki, '/lokc'))).toContain('/lock');
  });

  test.each([
    '/shrug',
    '/usr/bin/env',
    '/2026/11/22',
    '/11/30',
    '/',
    '/ room',
    '¯\\_(ツ)_/¯',
    '/xyzzy plugh',
    '／＿／',
  ])('that is not for the bot stays unanswered: %s', async (line) => {
    const desk = await open();
    expect(await desk.tenko.say(desk.chat, desk.yuki, line)).toEqual([]);
  });
});

describe('a tap by someone whom the platform does not name', () => {
  test('does not count, and is answered with what can be typed', async () => {
    const desk = await open();
    const { world, tenko, chat, yuki } = desk;
    const pc = world.createMember('PC', { identified: false });
    world.addMember(chat, pc);
    const [card] = await tenko.say(chat, yuki, '/door');
    const tapped = async (label: string, picked?: string): Promise<string> => {
      const before = tenko.fromBot(chat).length;
      world.tap(
        chat,
        pc,
        card!.id,
        actions(desk, card!).find((one) => one['label'] === label)!,
        picked,
      );
      await tenko.quiet();
      return words(tenko.fromBot(chat).slice(before));
    };
    expect(await tapped('Open')).toBe('I cannot see who tapped, so it does not count.');
    expect(await tapped('Leave a note')).toContain('Type it instead: /door note knock knock');
    expect(await tapped('Come back', '2026-11-27T20:00')).toContain('Type it instead: /announce 2026-11-27T20:00');
    expect(await tap(desk, card!, 'Open')).toBe('Open');
    expect(await tap(desk, card!, 'Leave a note')).toContain('A note of');
    expect(await tap(desk, card!, 'Come back', '2026-11-27T20:00')).toContain('Fri');
    expect(await tenko.say(chat, yuki, '/door open')).toEqual([]);
  });
});
