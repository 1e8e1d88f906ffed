import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../core/command/definition.ts';
import { TextsOf } from '../../test/support/plugin-bench.ts';
import { typed } from '../../test/support/typed.ts';
import { callCard } from './card.ts';
import manifest from './plugin.json' with { type: 'json' };
import { reminder } from './reminder.ts';
import type { RollCall } from './roll-call.ts';

const understood = (method: string, options: object) => expect.objectContaining({ ok: true, method, options });

/** The command lines in a text of ours. */
const told = (text = '') =>
  [
    ...text.matchAll(
      /\/(?:rollcall|点呼|點名|เช็คชื่อ) .*?(?=$|\n| – | or \/| หรือ \/|、\/|、助| ดูผล|　|；|[）)]|，需要| ถ้าต้องการ|, or )/gmu,
    ),
  ].map(([line]) => typed(manifest, line.trim()));

const NEW = { title: 'Friday practice', among: [], remind: [] };

describe('the host understands', () => {
  it.each([
    ['/rollcall Friday practice', 'Friday practice'],
    ['/点呼 金曜練習', '金曜練習'],
    ['／出欠　金曜　練習', '金曜　練習'],
    ['/点呼「金曜練習」', '金曜練習'],
    ['/點名 週五練習', '週五練習'],
    ['/เช็คชื่อ ซ้อมวันศุกร์', 'ซ้อมวันศุกร์'],
    ['/rollcall "late dinner"', 'late dinner'],
  ])('%j as a new roll call', (line, title) => {
    expect(typed(manifest, line)).toEqual(understood('rollcall', { ...NEW, title }));
  });

  // The lines are read at nine in the morning in Tokyo, on Thursday, 1 January 1970.
  it.each([
    ['/rollcall Friday practice --at Fri 18:00 --place Gym', { at: '1970-01-02T18:00', place: 'Gym' }],
    ['/rollcall Friday practice --until 18:00', { until: '1970-01-01T18:00' }],
    ['/rollcall until:2h Friday practice', { until: '1970-01-01T11:00' }],
    [
      '/rollcall Friday practice --at Fri 18:00 --until tomorrow 9:00',
      { at: '1970-01-02T18:00', until: '1970-01-02T09:00' },
    ],
    [
      '/rollcall Friday practice --at Fri 18:00 --remind 24h,1h',
      { at: '1970-01-02T18:00', remind: [86_400_000, 3_600_000] },
    ],
    ['/点呼 Friday practice --締切 明日9時 --定員 10', { until: '1970-01-02T09:00', capacity: 10 }],
    [
      '／点呼　Friday practice　--日時　金曜18時　--繰り返し　毎週　--通知　24時間、1時間',
      { at: '1970-01-02T18:00', every: 'week', remind: [86_400_000, 3_600_000] },
    ],
    ['/點名 Friday practice --截止 明天晚上8點 --重複 每月', { until: '1970-01-02T20:00', every: 'month' }],
    ['/เช็คชื่อ Friday practice --เวลา 18:00 --จำนวนที่ 5', { at: '1970-01-01T18:00', capacity: 5 }],
  ])('%j as one with more to it', (line, { at, until, ...rest }: { at?: string; until?: string }) => {
    const times = Object.entries({ at, until }).flatMap(([name, local]) =>
      local === undefined ? [] : [[name, new Date(`${local}+09:00`)]],
    );
    expect(typed(manifest, line)).toEqual(understood('rollcall', { ...NEW, ...rest, ...Object.fromEntries(times) }));
  });

  it('no time that is none', () => {
    expect(typed(manifest, '/rollcall Friday --until soon')).toMatchObject({ code: 'WRONG_OPTION', option: 'until' });
    expect(typed(manifest, '/rollcall')).toMatchObject({ ok: false, code: 'MISSING_OPTION', option: 'title' });
  });

  it.each([
    ['/rollcall yes', 'rollcallYes', {}],
    ['/rollcall late 10 min, don’t wait #3', 'rollcallLate', { note: '10 min, don’t wait #3' }],
    ['/rollcall late the bus --call 3', 'rollcallLate', { note: 'the bus', call: '3' }],
    ['/rollcall yes --series', 'rollcallYes', { series: true }],
    ['/点呼 欠席 仕事', 'rollcallNo', { note: '仕事' }],
    ['/出欠 参加', 'rollcallYes', {}],
    ['/点呼 無事', 'rollcallSafe', {}],
    ['/點名 請假', 'rollcallNo', {}],
    ['/rollcall sos third floor', 'rollcallSos', { note: 'third floor' }],
    ['/点呼 助けて 3階', 'rollcallSos', { note: '3階' }],
    ['/เช็คชื่อ ไม่แน่ใจ', 'rollcallMaybe', {}],
    ['/rollcall for Gran late 10 min', 'rollcallFor', { who: { displayName: 'Gran' }, status: 'late', note: '10 min' }],
    ['/点呼 代理 「田中 花」 遅刻', 'rollcallFor', { who: { displayName: '田中 花' }, status: 'late' }],
    ['/rollcall guest +2', 'rollcallGuest', { count: 2 }],
    ['/点呼 同伴 ＋１ #3', 'rollcallGuest', { count: 1, call: '#3' }],
    ['/rollcall here', 'rollcallHere', {}],
    ['/點名 到了', 'rollcallHere', {}],
    ['/rollcall missing #3', 'rollcallMissing', { call: '#3' }],
    ['/点呼　結果', 'rollcallResults', {}],
    ['/rollcall close 3', 'rollcallClose', { call: '3' }],
    ['/点呼 催促 #3', 'rollcallRemind', { call: '#3' }],
    ['/點名 列表', 'rollcallList', {}],
    ['/rollcall repeat', 'rollcallRepeat', {}],
    ['/rollcall again #3 --at Fri 18:00', 'rollcallRepeat', { call: '#3', at: new Date('1970-01-02T18:00+09:00') }],
    ['/点呼 安否確認 地震', 'rollcallSafety', { title: '地震' }],
    ['/點名 統計', 'rollcallStats', {}],
    ['/rollcall export #3 --as csv', 'rollcallExport', { call: '#3', as: 'csv' }],
    ['/点呼 出力 --形式 カレンダー', 'rollcallExport', { as: 'ical' }],
    ['/rollcall split 12,000 #3', 'rollcallSplit', { amount: 12_000, call: '#3' }],
    ['/点呼 割り勘 １２，０００円', 'rollcallSplit', { amount: 12_000 }],
    ['/點名 分攤 $1,000', 'rollcallSplit', { amount: 1_000 }],
    ['/เช็คชื่อ หาร 500บาท', 'rollcallSplit', { amount: 500 }],
    ['/点呼 割り勘 １２０００', 'rollcallSplit', { amount: 12_000 }],
    ['/rollcall skip', 'rollcallSkip', {}],
    ['/点呼 次回休み #3 --取消', 'rollcallSkip', { series: '#3', back: true }],
    ['/เช็คชื่อ เลิกซ้ำ 3', 'rollcallEndSeries', { series: '3' }],
    ['/點名 允許推播 #3', 'rollcallAllowPush', { call: '#3' }],
  ])('%j as a subcommand', (line, method, options) => {
    expect(typed(manifest, line)).toEqual(understood(method, options));
  });
});

const CALL: RollCall = {
  number: 3,
  kind: 'roll',
  title: 'Friday',
  created: 0,
  at: 5,
  closed: false,
  seen: 0,
  entries: [],
  arrived: {},
};
const PEOPLE = { names: new Map<string, string>(), roster: { members: [], count: 0, unknown: 0 } };

describe.each(LANGUAGES)('in %s', (language) => {
  const texts = new TextsOf('plugins/rollcall', language);
  const methods = (call: RollCall) => {
    const { bars = [], buttons = [] } = callCard(call, texts, PEOPLE);
    const lines = [...bars.map(({ button }) => button), ...buttons].flatMap((button) => button?.command ?? []);
    return lines.map((line) => typed(manifest, line));
  };

  it('each button carries a line that does what it says, on this roll call', () => {
    expect(methods(CALL)).toEqual(
      ['Yes', 'No', 'Maybe', 'Late', 'Here', 'Results', 'Missing'].map((method) =>
        understood(`rollcall${method}`, { call: '3' }),
      ),
    );
    expect(methods({ ...CALL, kind: 'safety' })).toEqual(
      ['Yes', 'No', 'Here', 'Results', 'Missing'].map((method) => understood(`rollcall${method}`, { call: '3' })),
    );
  });

  it('a reminder offers every answer', () => {
    const { buttons } = reminder(CALL, PEOPLE, true, texts);
    expect(buttons?.map(({ command }) => typed(manifest, command))).toEqual(
      ['Yes', 'No', 'Maybe', 'Late'].map((method) => understood(`rollcall${method}`, { call: '3' })),
    );
  });

  const values = {
    title: '?',
    number: 3,
    openCalls: 50,
    series: 20,
    daysAhead: 366,
    until: '',
    at: '',
    from: '',
    reminders: 2,
    cost: 8,
  };

  it.each([
    ['how-to-roll', ['rollcallLate']],
    ['how-to-safety', ['rollcallSafe', 'rollcallSos']],
    ['no-safety', ['rollcallSafety']],
    ['how-to-push', ['rollcallAllowPush']],
    ['push-on', ['rollcallAllowPush']],
    ['push-nothing', ['rollcall']],
    ['skip-back', ['rollcallSkip']],
    ['list-footer', ['rollcallResults']],
    ['list-footer-series', ['rollcallSkip', 'rollcallEndSeries']],
    ['closed', ['rollcallResults']],
    ['already-closed', ['rollcallResults']],
    ['no-such-call', ['rollcallList']],
    ['open-many', ['rollcallClose']],
    ['series-many', ['rollcallEndSeries']],
    ['which-series', ['rollcallList']],
    ['no-series', ['rollcall']],
    ['stats-none', ['rollcall']],
    ['ical-no-time', ['rollcall']],
    ['none-open', ['rollcall']],
    ['title-empty', ['rollcall']],
    ['name-empty', ['rollcallFor']],
    ['until-past', ['rollcall']],
    ['until-far', ['rollcall']],
    ['at-past', ['rollcall']],
    ['at-far', ['rollcall']],
    ['remind-no-time', ['rollcall']],
    ['export-how', ['rollcallExport', 'rollcallExport']],
    ['safety-answers', ['rollcallSafe', 'rollcallSos']],
  ])('what the text %s tells people to type does what it says', (key, wanted) => {
    expect(told(texts.t(key, values))).toEqual(wanted.map((method) => expect.objectContaining({ ok: true, method })));
  });
});
