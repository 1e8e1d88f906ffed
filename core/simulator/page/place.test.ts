import { expect, it } from 'vitest';
import { readPlace, writePlace } from './place.ts';

it('a place is found again by its address', () => {
  expect(readPlace(writePlace('C1', 'U/2'))).toEqual({ chatId: 'C1', you: 'U/2' });
  expect(readPlace(writePlace('C1', undefined))).toEqual({ chatId: 'C1' });
});

it('an address that says nothing, or nonsense, is no place', () => {
  expect(readPlace('')).toEqual({});
  expect(readPlace('#')).toEqual({});
  expect(readPlace('#%E0%A4%A/U1')).toEqual({ you: 'U1' });
});
