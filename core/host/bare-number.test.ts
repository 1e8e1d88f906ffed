import { expect, test } from 'vitest';
import { bareNumber } from './bare-number.ts';

test.each([
  ['2', 2],
  [' 2 ', 2],
  ['２', 2],
  ['2.', 2],
  ['2!', 2],
  ['２！', 2],
  ['2。', 2],
  ['2)', 2],
  ['02', 2],
  ['12', 12],
  ['๑๒', 12],
  ['②', 2],
  ['2️⃣', 2],
  ['1️⃣2️⃣', 12],
])('“%s” is a number and nothing else', (text, number) => {
  expect(bareNumber(text)).toBe(number);
});

test.each([
  '',
  '0',
  '00',
  '100',
  '2 3',
  '2-3',
  '1/2',
  '1.5',
  '18:00',
  '+2',
  '-2',
  '2kg',
  '2?',
  '2人',
  '二',
  '/2',
  '2 everyone!!!!!!!',
])('“%s” is none', (text) => {
  expect(bareNumber(text)).toBeUndefined();
});
