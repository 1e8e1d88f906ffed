import { expect, it } from 'vitest';
import { charactersIn, fitsIn } from './length.ts';

it('characters are counted as people count them', () => {
  expect(charactersIn('Aki')).toBe(3);
  expect(charactersIn('点呼です')).toBe(4);
  expect(charactersIn('👩‍👩‍👧‍👦🇹🇭👍🏽')).toBe(3);
  expect(charactersIn('เช็กชื่อ')).toBe(5);
  expect(charactersIn('')).toBe(0);
});

it('a heap of marks is no single character', () => {
  const heap = `a${'\u0301'.repeat(1_199)}`;
  expect(charactersIn(heap)).toBe(100);
  expect(fitsIn(heap, 99)).toBe(false);
});

it('a text fits by its characters, not by its units', () => {
  expect(fitsIn('👩‍👩‍👧‍👦'.repeat(20), 20)).toBe(true);
  expect(fitsIn('👩‍👩‍👧‍👦'.repeat(21), 20)).toBe(false);
});
