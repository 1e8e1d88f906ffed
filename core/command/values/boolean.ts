import { fold } from '../fold.ts';
import type { ReadValue } from './reading.ts';
import { read, wrong } from './reading.ts';

const YES = ['true', 'yes', 'y', 'on', '1', 'はい', 'オン', 'あり', '有', '是', '要', '開', '好', 'ใช่', 'เปิด'];
const NO = [
  'false',
  'no',
  'n',
  'off',
  '0',
  'いいえ',
  'オフ',
  'なし',
  '無',
  '否',
  '不要',
  '關',
  '不',
  'ไม่',
  'ไม่ใช่',
  'ปิด',
];
const WORDS = new Map([
  ...YES.map((word): [string, boolean] => [fold(word), true]),
  ...NO.map((word): [string, boolean] => [fold(word), false]),
]);

const LONGEST = 40;

/** The value of `--anonymous=no`; a plain flag needs none. */
export const readBoolean: ReadValue = (typed) => {
  const value = typed.length > LONGEST ? undefined : WORDS.get(fold(typed));
  return value === undefined ? wrong('not-yes-or-no') : read(value);
};
