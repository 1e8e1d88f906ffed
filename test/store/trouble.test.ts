import { expect, test } from 'vitest';
import { isClash, isInDoubt, isMistake, lost } from '../../core/store/postgres/trouble.ts';

const error = (code: string) => Object.assign(new Error('x'), { code });

test('what breaks on the way to the server is no mistake of whoever asked, and nobody knows what became of it', () => {
  for (const code of ['EPIPE', 'ECONNRESET', 'ETIMEDOUT', '57P01', '08006']) {
    expect(isMistake(error(code))).toBe(false);
    expect(isInDoubt(lost(error(code)))).toBe(true);
    expect(lost(error(code))).toMatchObject({ code: 'STORE_UNAVAILABLE' });
  }
});

test('what the server has answered is known', () => {
  for (const code of ['22021', '42P01', 'P0001', '57014', '55P03', '53100'])
    expect(isInDoubt(lost(error(code)))).toBe(false);
  expect(isMistake(error('22021'))).toBe(true);
  expect(isMistake(error('57014'))).toBe(false);
  expect(isClash(error('40P01'))).toBe(true);
});
