import { describe, expect, test } from 'vitest';
import { readLine } from './reader.ts';

describe('reading the command word', () => {
  test('the word is folded, and what follows stays as it was typed', () => {
    expect(readLine('／ＰＯＬＬ　"Ｌunch？" Ａ')).toEqual({
      word: 'poll',
      typedWord: 'ＰＯＬＬ',
      rest: '　"Ｌunch？" Ａ',
      restStart: 5,
      text: '／ＰＯＬＬ　"Ｌunch？" Ａ',
      mentions: [],
    });
  });

  test('the rest starts where the word ends, also behind a line break, a quotation mark or an @', () => {
    expect(readLine('/poll\nLunch?')).toMatchObject({ word: 'poll', rest: '\nLunch?' });
    expect(readLine('/投票「昼」')).toMatchObject({ word: '投票', rest: '「昼」', restStart: 3 });
    expect(readLine('/担当@ゆき')).toMatchObject({ word: '担当', rest: '@ゆき' });
  });

  test('marks that nobody sees do not hide the word', () => {
    expect(readLine('\ufeff\u200b/\u200bping\ufe0f')).toMatchObject({ word: 'ping', rest: '' });
  });

  test('any dash in the word is a hyphen, and half-width katakana is full', () => {
    expect(readLine('/kick–bot')?.word).toBe('kick-bot');
    expect(readLine('/kick－bot')?.word).toBe('kick-bot');
    expect(readLine('/ｻｲｺﾛ')?.word).toBe('サイコロ');
  });

  test('mentions of the bot before the word are passed over by their spans, names with spaces too', () => {
    const mentions = [
      { index: 0, length: 7, isSelf: true },
      { index: 8, length: 7, isSelf: true },
    ];
    expect(readLine('@My Bot @My Bot /ping', mentions)).toMatchObject({ word: 'ping', restStart: 21, mentions });
  });

  test('a mention of someone else, or a span that leaves the text, makes no command', () => {
    expect(readLine('@Yuki /ping', [{ index: 0, length: 5, memberId: 'U1' }])).toBeUndefined();
    expect(readLine('@Bot /ping', [{ index: 0, length: 99, isSelf: true }])).toBeUndefined();
    expect(readLine('@Bot /ping', [{ index: 0, length: Number.NaN, isSelf: true }])).toBeUndefined();
    expect(readLine('@Bot', [{ index: 0, length: 4, isSelf: true }])).toBeUndefined();
    expect(readLine('@Bot /ping', [{ index: -1, length: 6, isSelf: true }])).toBeUndefined();
  });

  test.each(['', ' ', '/', '／', '/ ping', '/\u200b ping', '//', '/a/b', 'a/b', '/@you', '/"x"'])(
    '%j is no command',
    (text) => expect(readLine(text)).toBeUndefined(),
  );

  test('an ordinary line is told by its first character', () => {
    const text = {
      reads: 0,
      length: 5000,
      charCodeAt() {
        this.reads++;
        return 0x61;
      },
    };
    expect(readLine(text as unknown as string)).toBeUndefined();
    expect(text.reads).toBeLessThanOrEqual(2);
  });
});
