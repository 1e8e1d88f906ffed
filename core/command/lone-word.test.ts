import { describe, expect, test } from 'vitest';
import { context, parsed, understood } from '../../test/support/lines.ts';

const readings = (line: string, now = context) => {
  const result = parsed(line, now);
  if (result === undefined || result.ok) throw new Error(`${line} was understood`);
  return [result.corrected.line, result.asText];
};

describe('a lone word that is a slip of a subcommand', () => {
  test.each([
    ['/poll colse', '/poll close', '/poll "colse"'],
    ['/poll VTOE', '/poll vote', '/poll "VTOE"'],
    ['/poll colse #3', '/poll close #3', '/poll "colse" #3'],
    ['/poll vot 2 3', '/poll vote 2 3', '/poll "vot" 2 3'],
    ['/poll clsoe --poll 3', '/poll close --poll 3', '/poll "clsoe" --poll 3'],
    ['/poll close?', '/poll close', '/poll "close?"'],
    ['／投票　締めろ', '/投票　締める', '/投票　"締めろ"'],
    ['/โพล ปิต 2', '/โพล ปิด 2', '/โพล "ปิต" 2'],
  ])('%s is asked about', (line, meant, asText) => {
    expect(understood(line)).toMatch(/^UNKNOWN_SUBCOMMAND /);
    expect(readings(line)).toEqual([meant, asText]);
  });

  test.each([
    '/poll "colse"',
    '/poll colse?',
    '/poll colse sushi ramen',
    '/poll Lunch',
    '/poll ad',
    '/poll 結婚',
    '/โพล เพื่อน',
    '/poll -- colse',
  ])('%s is a text', (line) => expect(understood(line)).not.toMatch(/SUBCOMMAND/));

  test('says which card was quoted', () => {
    expect(readings('/poll vot 2', { ...context, quoted: '3' })).toEqual(['/poll vote 2 --poll 3', '/poll "vot" 2']);
  });

  test('is what it says on a button of ours', () => {
    expect(understood('/poll colse', { ...context, isOurs: true })).toBe('poll question=colse choices=[]');
  });
});

describe('a lone word that asks for help', () => {
  test.each(['help', 'HELP', '?', 'ヘルプ', '使い方', '說明', '用法', 'วิธีใช้'])('/poll %s', (word) => {
    expect(readings(`/poll ${word}`)).toEqual(['/help poll', `/poll "${word}"`]);
  });

  test('is a text in quotes, and with more behind it', () => {
    expect(understood('/poll "help"')).toBe('poll question=help choices=[]');
    expect(understood('/poll help yes no')).toBe('poll question=help choices=[yes | no]');
  });
});

describe('options behind a text', () => {
  test.each([
    ['/remind 18:00 buy milk quiet:yes', 'remind when=2026-11-22 18:00 what=buy milk quiet=true'],
    ['/remind --what buy milk when:18:00', 'remind what=buy milk when=2026-11-22 18:00'],
    ['/remind --what buy milk\nwhen:tomorrow 9:00\nquiet:yes', 'remind what=buy milk when=2026-11-23 09:00 quiet=true'],
    ['/remind --what buy milk when: 18:00 --quiet', 'remind what=buy milk when=2026-11-22 18:00 quiet=true'],
  ])('%s', (line, expected) => expect(understood(line)).toBe(expected));

  test.each([
    ['/remind 18:00 quiet:yes or no', 'remind when=2026-11-22 18:00 quiet=true what=or no'],
    ['/remind 18:00 keep it quiet:yes please', 'remind when=2026-11-22 18:00 what=keep it quiet:yes please'],
    ['/remind 18:00 keep quiet:never', 'remind when=2026-11-22 18:00 what=keep quiet:never'],
    ['/remind 18:00 see https://a.example', 'remind when=2026-11-22 18:00 what=see https://a.example'],
    ['/remind 18:00 our plan --really', 'remind when=2026-11-22 18:00 what=our plan --really'],
  ])('and not the words of it: %s', (line, expected) => expect(understood(line)).toBe(expected));

  test('with a slip in their names are told to be one, and put right', () => {
    expect(understood('/remind 18:00 buy milk --qiuet')).toBe('UNKNOWN_OPTION → /remind 18:00 buy milk --quiet');
  });
});
