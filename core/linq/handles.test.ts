import { expect, test } from 'vitest';
import { Handles, maskedHandle, normalHandle } from './handles.ts';

const handles = new Handles(Buffer.alloc(32, 1));

test('one person has one id, however the handle is written', () => {
  const { idOf } = { idOf: (handle: string) => handles.idOf(handle) };
  expect(idOf('+1 (555) 000-2000')).toBe(idOf('+15550002000'));
  expect(idOf(' Aki@Example.COM ')).toBe(idOf('aki@example.com'));
  expect(idOf('+15550002000')).not.toBe(idOf('+15550002001'));
});

test('an id says nothing of the handle, and is another one in another installation', () => {
  const id = handles.idOf('+15550002000');
  expect(id).toMatch(/^h_[\w-]{43}$/);
  expect(id).not.toContain('2000');
  expect(new Handles(Buffer.alloc(32, 2)).idOf('+15550002000')).not.toBe(id);
});

test.each([
  ['+15550002000', '…2000'],
  ['+81 90-1234-5678', '…5678'],
  ['22000', '…00'],
  ['aki.tanaka@example.co.jp', 'a…@….jp'],
  ['Ünal@firma.de', 'ü…@….de'],
])('%s is shown as %s', (handle, shown) => {
  expect(maskedHandle(handle)).toBe(shown);
});

test('what is neither a number nor an address stays as it is, in lower case', () => {
  expect(normalHandle('urn:biz:X')).toBe('urn:biz:x');
});
