import type { Language } from '../command/definition.ts';

/**
 * The language of a line that was typed, where its script tells for sure: kana is Japanese, Thai letters Thai, Bopomofo Chinese.
 * `undefined` for every other line, and where Latin words are mixed in: `/poll Lunch? すし ramen`.
 */
export function languageOf(text: string): Language | undefined {
  // Without the command's word and the options' names, which say nothing about whoever typed them.
  const said = text.replace(/^\s*\S+/, '').replace(/--[\w-]+|\b\w+[:=]/g, '');
  if (/[a-z]{2}/i.test(said)) return undefined;
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'ja';
  if (/\p{Script=Thai}/u.test(text)) return 'th';
  if (/\p{Script=Bopomofo}/u.test(text)) return 'zh-TW';
  return undefined;
}
