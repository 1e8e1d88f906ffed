import { describe, expect, it } from 'vitest';
import { matching, mentionQuery, mentionSpans } from './mentions.ts';

describe('the name that is being typed', () => {
  it('begins at the last @ before the caret, full width too', () => {
    expect(mentionQuery('hi @Yu', 6)).toEqual({ start: 3, typed: 'Yu' });
    expect(mentionQuery('点呼＠', 3)).toEqual({ start: 2, typed: '' });
  });

  it('ends at a blank, and is none in a mail address', () => {
    expect(mentionQuery('@Yuki hello', 11)).toBeUndefined();
    expect(mentionQuery('me@example', 10)).toBeUndefined();
  });
});

describe('the mentions of a message', () => {
  const ken = { label: '@Ken', memberId: 'U1' };
  const kenta = { label: '@Kenta', memberId: 'U2' };

  it('stand where their names stand', () => {
    expect(mentionSpans('@Kenta and @Ken', [ken, kenta])).toEqual([
      { index: 0, length: 6, memberId: 'U2' },
      { index: 11, length: 4, memberId: 'U1' },
    ]);
  });

  it('are gone when their names were deleted, and there twice when they were picked twice', () => {
    expect(mentionSpans('hello', [ken])).toEqual([]);
    expect(mentionSpans('@Ken @Ken', [ken, ken]).map(({ index }) => index)).toEqual([0, 5]);
  });
});

it('those who can be mentioned are found by any part of their names, beginnings first, in any width and case', () => {
  const everyone = ['Akiko', 'Kiko', '健', 'Ｋｉｍ'].map((name) => ({ id: name, name }));
  expect(matching(everyone, 'ki').map(({ name }) => name)).toEqual(['Kiko', 'Ｋｉｍ', 'Akiko']);
  expect(matching(everyone, '')).toHaveLength(4);
  expect(matching(everyone, 'zz')).toEqual([]);
});
