import { describe, expect, test } from 'vitest';
import { timeOf } from './time.ts';

const TOKYO = 'Asia/Tokyo';
/** Noon of a Wednesday, 18 November 2026, in Tokyo. */
const WEDNESDAY = Date.UTC(2026, 10, 18, 3, 0);

function read(typed: string, now = WEDNESDAY, zone = TOKYO): string | undefined {
  const moment = timeOf(typed, now, zone);
  if (moment === undefined) return undefined;
  const local = Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(zone).toPlainDateTime();
  return local.toString({ smallestUnit: 'minute' }).replace('T', ' ');
}

describe('a time of the day', () => {
  test.each([
    ['18:00', '2026-11-18 18:00'],
    ['9:00', '2026-11-19 09:00'],
    ['12:00', '2026-11-19 12:00'],
    ['0:05', '2026-11-19 00:05'],
    ['24:00', '2026-11-19 00:00'],
    ['25時', '2026-11-19 01:00'],
    ['6pm', '2026-11-18 18:00'],
    ['6.30 p.m.', '2026-11-18 18:30'],
    ['12am', '2026-11-19 00:00'],
    ['noon', '2026-11-19 12:00'],
    ['midnight', '2026-11-19 00:00'],
    ['8 in the evening', '2026-11-18 20:00'],
    ['tonight 9pm', '2026-11-18 21:00'],
    ['午後6時', '2026-11-18 18:00'],
    ['午後六時半', '2026-11-18 18:30'],
    ['１８時３０分', '2026-11-18 18:30'],
    ['夜12時', '2026-11-19 00:00'],
    ['晚上八點', '2026-11-18 20:00'],
    ['8點30', '2026-11-19 08:30'],
    ['凌晨3點', '2026-11-19 03:00'],
    ['中午12點半', '2026-11-18 12:30'],
    ['2 ทุ่มครึ่ง', '2026-11-18 20:30'],
    ['บ่ายสอง', '2026-11-18 14:00'],
    ['9 โมงเช้า', '2026-11-19 09:00'],
    ['ตี 3', '2026-11-19 03:00'],
    ['เวลา ๑๘.๓๐ น.', '2026-11-18 18:30'],
    ['18:00 น.', '2026-11-18 18:00'],
    ['เที่ยงคืน', '2026-11-19 00:00'],
  ])('%s is the next one', (typed, expected) => expect(read(typed)).toBe(expected));
});

describe('a day', () => {
  test.each([
    ['tomorrow 9:00', '2026-11-19 09:00'],
    ['tomorrow at 9', '2026-11-19 09:00'],
    ['9 at night tomorrow', '2026-11-19 21:00'],
    ['Mon 11/30', '2026-11-30 23:59'],
    ['today', '2026-11-18 23:59'],
    ['today 9:00', '2026-11-18 09:00'],
    ['明日9時', '2026-11-19 09:00'],
    ['明日の朝', '2026-11-19 09:00'],
    ['明後日', '2026-11-20 23:59'],
    ['明晚8點', '2026-11-19 20:00'],
    ['พรุ่งนี้', '2026-11-19 23:59'],
    ['พรุ่งนี้เช้า', '2026-11-19 09:00'],
    ['friday', '2026-11-20 23:59'],
    ['wednesday 18:00', '2026-11-18 18:00'],
    ['Wed 9:00', '2026-11-25 09:00'],
    ['monday', '2026-11-23 23:59'],
    ['this friday', '2026-11-20 23:59'],
    ['next friday', '2026-11-27 23:59'],
    ['next week', '2026-11-25 23:59'],
    ['金曜20時', '2026-11-20 20:00'],
    ['来週の金曜日 20:00', '2026-11-27 20:00'],
    ['再来週月曜', '2026-11-30 23:59'],
    ['下週五', '2026-11-27 23:59'],
    ['這個星期天', '2026-11-22 23:59'],
    ['วันศุกร์', '2026-11-20 23:59'],
    ['ศุกร์หน้า', '2026-11-27 23:59'],
    ['11/30 18:00', '2026-11-30 18:00'],
    ['11/30(月)18:00', '2026-11-30 18:00'],
    ['30/11', '2026-11-30 23:59'],
    ['11/17', '2027-11-17 23:59'],
    ['2/29', '2028-02-29 23:59'],
    ['11月30日18時', '2026-11-30 18:00'],
    ['十二月三日', '2026-12-03 23:59'],
    ['31日', '2026-12-31 23:59'],
    ['Nov 30th, 6 pm', '2026-11-30 18:00'],
    ['30 Nov 2026 at 6 pm', '2026-11-30 18:00'],
    ['30 พ.ย. 2569 18:00', '2026-11-30 18:00'],
    ['2026/12/24 18:00', '2026-12-24 18:00'],
    ['2026-11-22', '2026-11-22 23:59'],
  ])('%s is placed in the calendar', (typed, expected) => expect(read(typed)).toBe(expected));
});

describe('from now', () => {
  test.each([
    ['2h', '2026-11-18 14:00'],
    ['in 90 minutes', '2026-11-18 13:30'],
    ['2h from now', '2026-11-18 14:00'],
    ['half an hour', '2026-11-18 12:30'],
    ['30分後', '2026-11-18 12:30'],
    ['２時間半後', '2026-11-18 14:30'],
    ['3日後', '2026-11-21 12:00'],
    ['一個半小時後', '2026-11-18 13:30'],
    ['อีก 2 ชั่วโมง', '2026-11-18 14:00'],
  ])('%s is counted', (typed, expected) => expect(read(typed)).toBe(expected));
});

describe('ISO', () => {
  test('a date and time is of the chat, unless it names its zone', () => {
    expect(timeOf('2026-11-22T18:00', WEDNESDAY, TOKYO)?.toISOString()).toBe('2026-11-22T09:00:00.000Z');
    expect(timeOf('2026-11-22T18:00:30Z', WEDNESDAY, TOKYO)?.toISOString()).toBe('2026-11-22T18:00:30.000Z');
    expect(timeOf('2026-11-22T18:00+07:00', WEDNESDAY, TOKYO)?.toISOString()).toBe('2026-11-22T11:00:00.000Z');
    expect(timeOf('2020-01-01T00:00', WEDNESDAY, TOKYO)?.toISOString()).toBe('2019-12-31T15:00:00.000Z');
  });
});

describe('time zones', () => {
  test('the same words are another moment elsewhere', () => {
    expect(timeOf('18:00', WEDNESDAY, 'Asia/Bangkok')?.toISOString()).toBe('2026-11-18T11:00:00.000Z');
    expect(read('9:00', WEDNESDAY, 'America/New_York')).toBe('2026-11-18 09:00');
  });

  test('a time that the clocks skip is the one an hour later, and one that they repeat is the first', () => {
    const march = Date.UTC(2027, 2, 13, 17, 0);
    expect(read('tomorrow 2:30', march, 'America/New_York')).toBe('2027-03-14 03:30');
    const october = Date.UTC(2026, 9, 31, 16, 0);
    expect(timeOf('tomorrow 1:30', october, 'America/New_York')?.toISOString()).toBe('2026-11-01T05:30:00.000Z');
  });
});

test.each(
  [
    '',
    ' ',
    '9',
    '2026',
    'soon',
    '18:60',
    '30:00',
    '18:0',
    '2/30',
    '13/13',
    '2026-02-30T10:00',
    '2026-11-22T10:61',
    '2026-11-22T10:00+99:00',
    '18:00 19:00',
    'tomorrow friday',
    'tomorrow 3',
    'wed 11/30',
    'montag',
    'week',
    '99時',
    '99999999h',
    '0/0',
    '0000/01/01',
    ':',
    '18:',
    '午後',
  ].filter((typed) => typed !== '午後'),
)('%j is no time', (typed) => expect(read(typed)).toBeUndefined());
