import { expect, test } from 'vitest';
import { durationOf } from './duration.ts';
import { DAY, HOUR, MINUTE, SECOND, WEEK } from './word.ts';

test.each([
  ['2h', 2 * HOUR],
  ['30m', 30 * MINUTE],
  ['1h30m', 90 * MINUTE],
  ['1 hr 30 min', 90 * MINUTE],
  ['1 hour and 5 seconds', HOUR + 5 * SECOND],
  ['1.5h', 90 * MINUTE],
  ['an hour', HOUR],
  ['half an hour', 30 * MINUTE],
  ['1:30', 90 * MINUTE],
  ['2 weeks', 2 * WEEK],
  ['0m', 0],
  ['９０分', 90 * MINUTE],
  ['2時間', 2 * HOUR],
  ['2時間半', 150 * MINUTE],
  ['3日', 3 * DAY],
  ['1週間', WEEK],
  ['30分鐘', 30 * MINUTE],
  ['兩小時', 2 * HOUR],
  ['半小時', 30 * MINUTE],
  ['一個半小時', 90 * MINUTE],
  ['三十秒', 30 * SECOND],
  ['2 ชั่วโมง', 2 * HOUR],
  ['๓๐ นาที', 30 * MINUTE],
  ['1 ชั่วโมงครึ่ง', 90 * MINUTE],
  ['ครึ่งชั่วโมง', 30 * MINUTE],
  ['2 อาทิตย์', 2 * WEEK],
])('%s is a length of time', (typed, expected) => expect(durationOf(typed)).toBe(expected));

test.each([
  '',
  ' ',
  '30',
  'h',
  '1h 30',
  '-5m',
  '2 moons',
  '1,5h',
  'tomorrow',
  '18:60',
  '99999999d',
  '1h x',
  '分',
  'half',
])('%j is none', (typed) => expect(durationOf(typed)).toBeUndefined());
