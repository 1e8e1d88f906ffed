import { expect, test } from 'vitest';
import { hasLink } from './link.ts';

test.each([
  'see https://example.com/x',
  'HTTP://EXAMPLE.COM',
  'www.example.com',
  'example.com',
  'at （example.co.jp/menu）',
  'go to tenko.example, now',
])('“%s” has a link', (text) => {
  expect(hasLink(text)).toBe(true);
});

test.each([
  'Hello there. How are you?',
  'at 18:00',
  '3.5 km',
  'see you tomorrow...ok',
  'こんにちは。',
  'mail me at aki',
])('“%s” has none', (text) => {
  expect(hasLink(text)).toBe(false);
});
