import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../core/command/definition.ts';
import { TextsOf } from '../../test/support/plugin-bench.ts';
import { typed } from '../../test/support/typed.ts';
import { callCard, listCard, reminderCard } from './card.ts';
import manifest from './plugin.json' with { type: 'json' };
import type { RollCall } from './rules.ts';

const understood = (method: string, options: object) => expect.objectContaining({ ok: true, method, options });

/** The command line at the end of a text of ours. */
const told = (text = '') => typed(manifest, text.slice(text.indexOf('/')).replace(/[）)]$/u, ''));

describe('the host understands', () => {
  it.each([
    ['/rollcall Friday practice', { title: 'Friday practice' }],
    ['/点呼 金曜練習', { title: '金曜練習' }],
    ['／出欠　金曜　練習', { title: '金曜　練習' }],
    ['/点呼「金曜練習」', { title: '金曜練習' }],
    ['/點名 週五練習', { title: '週五練習' }],
    ['/เช็คชื่อ ซ้อมวันศุกร์', { title: 'ซ้อมวันศุกร์' }],
    [
      '/rollcall Friday practice --at "Fri 18:00" --place Gym',
      { title: 'Friday practice', at: 'Fri 18:00', place: 'Gym' },
    ],
    ['/rollcall --at=18:00 Friday practice', { title: 'Friday practice', at: '18:00' }],
    ['/点呼 金曜練習 --日時 18時 --場所 体育館', { title: '金曜練習', at: '18時', place: '体育館' }],
    ['/rollcall "late dinner"', { title: 'late dinner' }],
  ])('%j as a new roll call', (line, options) => {
    expect(typed(manifest, line)).toEqual(understood('rollcall', options));
  });

  // The lines are read at nine in the morning in Tokyo, on Thursday, 1 January 1970.
  it.each([
    ['/rollcall Friday practice --until 18:00', { title: 'Friday practice' }, '1970-01-01T18:00'],
    ['/rollcall until:2h Friday practice', { title: 'Friday practice' }, '1970-01-01T11:00'],
    [
      '/rollcall Friday practice --at "Fri 18:00" --until tomorrow 9:00',
      { title: 'Friday practice', at: 'Fri 18:00' },
      '1970-01-02T09:00',
    ],
    ['/点呼 金曜練習 --締切 明日9時', { title: '金曜練習' }, '1970-01-02T09:00'],
    ['／出欠　締切：18時　金曜練習', { title: '金曜練習' }, '1970-01-01T18:00'],
    ['/點名 週五練習 --截止 明天晚上8點', { title: '週五練習' }, '1970-01-02T20:00'],
    ['/เช็คชื่อ ซ้อมวันศุกร์ --ปิด 18:00', { title: 'ซ้อมวันศุกร์' }, '1970-01-01T18:00'],
  ])('%j as a new roll call that closes by itself', (line, options, local) => {
    const until = new Date(`${local}+09:00`);
    expect(typed(manifest, line)).toEqual(understood('rollcall', { ...options, until }));
  });

  it('no time that is none', () => {
    expect(typed(manifest, '/rollcall Friday --until soon')).toMatchObject({ code: 'WRONG_OPTION', option: 'until' });
  });

  it.each([
    ['/rollcall yes', 'rollcallYes', {}],
    ['/rollcall late 10 min, don’t wait #3', 'rollcallLate', { note: '10 min, don’t wait #3' }],
    ['/rollcall late the bus --call 3', 'rollcallLate', { note: 'the bus', call: '3' }],
    ['/点呼 欠席 仕事', 'rollcallNo', { note: '仕事' }],
    ['/出欠 参加', 'rollcallYes', {}],
    ['/點名 請假', 'rollcallNo', {}],
    ['/เช็คชื่อ ไม่แน่ใจ', 'rollcallMaybe', {}],
    ['/rollcall missing #3', 'rollcallMissing', { call: '#3' }],
    ['/点呼　結果', 'rollcallResults', {}],
    ['/rollcall close 3', 'rollcallClose', { call: '3' }],
    ['/rollcall close --call 3', 'rollcallClose', { call: '3' }],
    ['/点呼 締切', 'rollcallClose', {}],
    ['/rollcall remind', 'rollcallRemind', {}],
    ['/点呼 催促 #3', 'rollcallRemind', { call: '#3' }],
    ['/點名 提醒', 'rollcallRemind', {}],
    ['/เช็คชื่อ เตือน 3', 'rollcallRemind', { call: '3' }],
    ['/點名 列表', 'rollcallList', {}],
  ])('%j as a subcommand', (line, method, options) => {
    expect(typed(manifest, line)).toEqual(understood(method, options));
  });

  it('no roll call without a title', () => {
    expect(typed(manifest, '/rollcall')).toMatchObject({ ok: false, code: 'MISSING_OPTION', option: 'title' });
  });
});

const CALL: RollCall = { number: 3, title: 'Friday', closed: false, answers: {} };
const PEOPLE = { names: new Map<string, string>(), roster: { members: [], count: 0, unknown: 0 } };

describe.each(LANGUAGES)('in %s', (language) => {
  const texts = new TextsOf('plugins/rollcall', language);

  it('each button carries a line that does what it says, on this roll call', () => {
    const { bars = [], buttons = [] } = callCard(CALL, texts, PEOPLE);
    const lines = [...bars.map(({ button }) => button), ...buttons].map((button) =>
      typed(manifest, button?.command ?? ''),
    );
    expect(lines).toEqual(
      ['rollcallYes', 'rollcallNo', 'rollcallMaybe', 'rollcallLate', 'rollcallResults', 'rollcallMissing'].map(
        (method) => understood(method, { call: '3' }),
      ),
    );
  });

  it('a reminder offers every answer, and tells a line that answers', () => {
    const card = reminderCard(CALL, 'Bo', texts);
    expect(card.buttons?.map(({ command }) => typed(manifest, command))).toEqual(
      ['rollcallYes', 'rollcallNo', 'rollcallMaybe', 'rollcallLate'].map((method) => understood(method, { call: '3' })),
    );
    expect(told(card.footer)).toMatchObject({ method: 'rollcallLate' });
  });

  it('each line that a text tells people to type does what the text says', () => {
    const values = { title: '?', number: 3, openCalls: 50 };
    const answered = told(callCard(CALL, texts, PEOPLE).footer);
    expect(answered).toMatchObject({
      method: 'rollcallLate',
      options: { note: expect.stringMatching(/^10.* #3$/u) as string },
    });
    expect(told(listCard([CALL], texts).footer)).toEqual(understood('rollcallResults', { call: '#1' }));
    for (const key of ['closed', 'already-closed']) {
      expect(told(texts.t(key, values))).toEqual(understood('rollcallResults', { call: '#3' }));
    }
    expect(told(texts.t('no-such-call', values))).toEqual(understood('rollcallList', {}));
    expect(told(texts.t('open-many', values))).toEqual(understood('rollcallClose', { call: '#1' }));
    for (const key of ['none-open', 'title-empty']) expect(told(texts.t(key))).toMatchObject({ method: 'rollcall' });
    const until = new Date('1970-01-01T18:00+09:00');
    for (const key of ['until-past', 'until-far']) {
      expect(told(texts.t(key, { moment: '', daysAhead: 90 }))).toMatchObject({
        method: 'rollcall',
        options: { until },
      });
    }
  });
});
