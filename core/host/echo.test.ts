import { describe, expect, test } from 'vitest';
import type { Language, OptionDefinition } from '../command/definition.ts';
import type { OptionValue, ParsedCommand } from '../command/parser.ts';
import type { Outcome } from './dispatcher.ts';
import { withEcho } from './echo.ts';
import { Transaction } from './transaction.ts';

const description = { en: 'Words' };
/** Sunday, 22 November 2026, 18:00 in Tokyo. */
const SIX = new Date(Date.UTC(2026, 10, 22, 9));

const understood = (definition: OptionDefinition, value: OptionValue): ParsedCommand => ({
  ok: true,
  plugin: 'p',
  command: 'c',
  method: 'c',
  options: { it: value },
  hidden: false,
  given: new Map([['it', definition]]),
});
const ran = (text: string): Outcome => ({
  transaction: Transaction.empty(),
  replies: [{ type: 'text', text }],
  ran: true,
});

/** What the host adds to an answer. */
function added(text: string, definition: OptionDefinition, value: OptionValue, language: Language = 'en'): unknown {
  const { replies } = withEcho(ran(text), understood(definition, value), language, 'Asia/Tokyo');
  const [more] = replies.slice(1);
  return more?.type === 'text' ? more.text : undefined;
}

const time: OptionDefinition = { time: {}, description };
const duration: OptionDefinition = { duration: {}, description };

describe('a moment', () => {
  test.each([
    ['en', 'until Sun, 22 Nov, 18:00'],
    ['en', 'until Sunday the 22nd at 6 pm'],
    ['ja', '11月22日(日) 18:00まで'],
    ['ja', '22日（日）午後6時'],
    ['ja', '11月22日日曜日 18:00'],
    ['zh-TW', '11/22 週日 18:00'],
    ['zh-TW', '11月22日星期日 下午6:00'],
    ['th', 'อา. 22 พ.ย. 18:00 น.'],
    ['th', 'วันอาทิตย์ที่ 22 เวลา 18.00 น.'],
  ] as const)('that is said in %s is not said again: %s', (language, text) => {
    expect(added(text, time, SIX, language)).toBeUndefined();
  });

  test.each([
    ['en', 'Saved', 'it: Sunday, November 22, 2026 at 18:00'],
    ['en', 'at 18:00 on the 22nd', 'it: Sunday, November 22, 2026 at 18:00'],
    ['en', 'on Sunday at 18:00', 'it: Sunday, November 22, 2026 at 18:00'],
    ['en', 'on Sunday the 22nd', 'it: Sunday, November 22, 2026 at 18:00'],
    ['ja', '22日 18:00', 'it：2026年11月22日日曜日 18:00'],
  ] as const)('of which a part is missing in %s is said in full: %s', (language, text, full) => {
    expect(added(text, time, SIX, language)).toBe(full);
  });

  test('with minutes, and several of them', () => {
    const list: OptionDefinition = { ...time, list: {} };
    const five = new Date(SIX.getTime() + 5 * 60_000);
    expect(added('Sun 22 Nov 18:05', time, five)).toBeUndefined();
    expect(added('Sun 22 Nov 18:50', time, five)).toContain('18:05');
    expect(added('Sun 22 Nov 18:05', list, [five, new Date(SIX.getTime() + 86_400_000)])).toBe(
      'it: Monday, November 23, 2026 at 18:00',
    );
  });
});

describe('a length of time', () => {
  const MINUTE = 60_000;
  test.each([
    ['en', 'closes in 90 minutes', 90],
    ['en', 'closes in 1 hour 30 minutes', 90],
    ['en', 'closes in 1h 30m', 90],
    ['ja', '2時間後に締め切ります', 120],
    ['zh-TW', '30 分鐘後', 30],
    ['th', 'อีก 2 ชั่วโมง', 120],
  ] as const)('that is said in %s is not said again: %s', (language, text, minutes) => {
    expect(added(text, duration, minutes * MINUTE, language)).toBeUndefined();
  });

  test.each([
    ['en', '2 people', 120, 'it: 2 hours'],
    ['en', 'in 12 hours', 120, 'it: 2 hours'],
    ['ja', '2人', 120, 'it：2 時間'],
  ] as const)('that is not said in %s is said: %s', (language, text, minutes, full) => {
    expect(added(text, duration, minutes * MINUTE, language)).toBe(full);
  });
});

test('nothing is added to what has not run, and nothing to a line without times', () => {
  const refused: Outcome = { transaction: Transaction.empty(), replies: [{ type: 'text', text: 'no' }] };
  expect(withEcho(refused, understood(time, SIX), 'en', 'Asia/Tokyo')).toBe(refused);
  const done = ran('done');
  expect(withEcho(done, understood({ integer: {}, description }, 7), 'en', 'Asia/Tokyo')).toBe(done);
});
