import { expect, it } from 'vitest';
import { chooseTexts } from './texts.ts';
import { en } from './texts/en.ts';
import { ja } from './texts/ja.ts';

it('speaks the first language of the browser that it knows', () => {
  expect(chooseTexts(['th', 'ja-JP', 'en-US']).lang).toBe('ja');
  expect(chooseTexts(['en-GB', 'ja']).lang).toBe('en');
  expect(chooseTexts(['th', 'de']).lang).toBe('en');
  expect(chooseTexts([]).lang).toBe('en');
});

it('has a word in Japanese for every one in English', () => {
  expect(Object.keys(ja)).toEqual(Object.keys(en));
  expect(Object.keys(ja.kinds)).toEqual(Object.keys(en.kinds));
});
