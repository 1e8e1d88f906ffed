import { expect, test } from 'vitest';
import { addressIn, maskAddresses } from './address.ts';

test.each([
  ['+819012345678', '+819012345678'],
  ['+81 90-1234-5678', '+819012345678'],
  ['＋８１ ９０ー１２３４ー５６７８', '+819012345678'],
  ['+1 (555) 000.2000', '+15550002000'],
  ['Aki@Example.COM', 'aki@example.com'],
  ['mailto:aki@example.com', 'aki@example.com'],
])('%s is an address', (typed, address) => {
  expect(addressIn(typed)).toBe(address);
});

test.each(['', '090-1234-5678', '+0123456789', '+123', '+1234567890123456', 'aki', 'aki@home', 'a@b@c.de', '@Aki'])(
  '“%s” is none',
  (typed) => {
    expect(addressIn(typed)).toBeUndefined();
  },
);

test.each([
  ['/group add +81 90-1234-5678', '/group add …5678'],
  ['＋８１ ９０ー１２３４ー５６７８ and +15550002000', '…5678 and …2000'],
  ['Ask Aki.Mori@example.com, please', 'Ask A…@….com, please'],
  ['2+3 at 18:00 on 2026-11-22, for @Aki', '2+3 at 18:00 on 2026-11-22, for @Aki'],
  ['@'.repeat(5_000), '@'.repeat(5_000)],
])('of “%s” others may read “%s”', (text, masked) => {
  expect(maskAddresses(text)).toBe(masked);
});
