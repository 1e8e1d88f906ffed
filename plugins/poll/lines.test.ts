import type { TextMessage } from 'tenko';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../core/command/definition.ts';
import { renderMessages } from '../../core/line/render.ts';
import { TextsOf } from '../../test/support/plugin-bench.ts';
import { typed } from '../../test/support/typed.ts';
import { pollCard } from './card.ts';
import { reminder } from './reminder.ts';
import { listCard } from './list-card.ts';
import manifest from './plugin.json' with { type: 'json' };
import type { Poll } from './rules.ts';

const understood = (method: string, options: object) => expect.objectContaining({ ok: true, method, options });

/** What a new poll is told where its flags are not given. */
const FLAGS = { anonymous: false, hidden: false, open: false, ranked: false, dates: false };

/** The command line at the end of a text of ours. */
const told = (text = '') => typed(manifest, text.slice(text.indexOf('/')).replace(/[）)]$/u, ''));

describe('the host understands', () => {
  it.each([
    ['/poll "Lunch?" sushi ramen', 'Lunch?', ['sushi', 'ramen'], false],
    ['／投票　昼ごはん　寿司　ラーメン', '昼ごはん', ['寿司', 'ラーメン'], false],
    ['/投票「昼ごはん、どこ？」「寿司 特上」ラーメン', '昼ごはん、どこ？', ['寿司 特上', 'ラーメン'], false],
    ['/POLL --multiple Lunch? sushi ramen', 'Lunch?', ['sushi', 'ramen'], true],
    ['/投票 昼ごはん 寿司 ラーメン --複数', '昼ごはん', ['寿司', 'ラーメン'], true],
    [
      '/poll Where shall we go tonight?\nsushi roll place\nramen',
      'Where shall we go tonight?',
      ['sushi roll place', 'ramen'],
      false,
    ],
    ['/投票 什麼時候\n週六 早上\n週日 晚上', '什麼時候', ['週六 早上', '週日 晚上'], false],
    ['/โพล มื้อเที่ยง ซูชิ ราเมน', 'มื้อเที่ยง', ['ซูชิ', 'ราเมน'], false],
    ['/โหวต ไปกันไหม', 'ไปกันไหม', [], false],
    ['/poll “Lunch?” ‘ice cream’ 18:00', 'Lunch?', ['ice cream', '18:00'], false],
    ['/poll "list" a b', 'list', ['a', 'b'], false],
  ])('%j as a new poll', (line, question, choices, multiple) => {
    expect(typed(manifest, line)).toEqual(
      understood('poll', { ...FLAGS, question, choices, ...(multiple ? { multiple: 30 } : {}) }),
    );
  });

  // The lines are read at nine in the morning in Tokyo, on Thursday, 1 January 1970.
  it.each([
    ['/poll Lunch? sushi ramen --until 18:00', 'Lunch?', ['sushi', 'ramen'], '1970-01-01T18:00'],
    ['/poll Lunch? sushi ramen --until 2h', 'Lunch?', ['sushi', 'ramen'], '1970-01-01T11:00'],
    ['/poll --until tomorrow 9:00 Lunch? sushi ramen', 'Lunch?', ['sushi', 'ramen'], '1970-01-02T09:00'],
    ['/poll Lunch? until:18:00 sushi ramen', 'Lunch?', ['sushi', 'ramen'], '1970-01-01T18:00'],
    ['/poll Lunch? —until=18:00\nsushi\nramen', 'Lunch?', ['sushi', 'ramen'], '1970-01-01T18:00'],
    ['/poll 昼ごはん 寿司 ラーメン --until 18時', '昼ごはん', ['寿司', 'ラーメン'], '1970-01-01T18:00'],
    ['/投票 昼ごはん 寿司 ラーメン 締切:明日9時', '昼ごはん', ['寿司', 'ラーメン'], '1970-01-02T09:00'],
    ['／投票　昼ごはん　寿司　ラーメン　締切：金曜20時', '昼ごはん', ['寿司', 'ラーメン'], '1970-01-02T20:00'],
    ['/投票 午餐 壽司 拉麵 截止：明天晚上8點', '午餐', ['壽司', '拉麵'], '1970-01-02T20:00'],
    ['/投票 午餐 壽司 拉麵 --截止 2小時後', '午餐', ['壽司', '拉麵'], '1970-01-01T11:00'],
    ['/โพล มื้อเที่ยง ซูชิ ราเมน --ปิด พรุ่งนี้ 9:00', 'มื้อเที่ยง', ['ซูชิ', 'ราเมน'], '1970-01-02T09:00'],
    ['/โพล มื้อเที่ยง ซูชิ ราเมน ปิด:18:00', 'มื้อเที่ยง', ['ซูชิ', 'ราเมน'], '1970-01-01T18:00'],
  ])('%j as a new poll that closes by itself', (line, question, choices, local) => {
    const until = new Date(`${local}+09:00`);
    expect(typed(manifest, line)).toEqual(understood('poll', { ...FLAGS, question, choices, until }));
  });

  it.each([
    ['/poll Lunch? a b c --multiple 2 --quorum 5', { multiple: 2, quorum: 5 }],
    ['/poll Lunch? a b c --anonymous --hidden', { anonymous: true, hidden: true }],
    ['/poll Lunch? a b c --open --multiple', { open: true, multiple: 30 }],
    [
      '/投票 Lunch? a b c --匿名 --結果非公開 --追加可 --複数 2 --定足数 5',
      { anonymous: true, hidden: true, open: true, multiple: 2, quorum: 5 },
    ],
    [
      '/投票 Lunch? a b c --匿名 --隱藏結果 --開放新增 --複選 2 --最低人數 5',
      { anonymous: true, hidden: true, open: true, multiple: 2, quorum: 5 },
    ],
    [
      '/โพล Lunch? a b c --ไม่ระบุชื่อ --ซ่อนผล --เพิ่มข้อได้ --หลายข้อ 2 --ขั้นต่ำ 5',
      { anonymous: true, hidden: true, open: true, multiple: 2, quorum: 5 },
    ],
  ])('%j with its options', (line, options) => {
    expect(typed(manifest, line)).toEqual(
      understood('poll', { ...FLAGS, question: 'Lunch?', choices: ['a', 'b', 'c'], ...options }),
    );
  });

  it('no time that is none, and says what would be one', () => {
    for (const line of ['/poll Lunch? a b --until soon', '/投票 昼 a b 締切:いつか', '/poll Lunch? a b until:99:00'])
      expect(typed(manifest, line)).toMatchObject({ ok: false, code: 'WRONG_OPTION', option: 'until' });
  });

  it.each([
    ['/poll vote 2', 'pollVote', { choices: ['2'] }],
    ['/poll vote ice cream #3', 'pollVote', { choices: ['ice', 'cream', '#3'] }],
    ['/poll vote 1 3 --poll 3', 'pollVote', { choices: ['1', '3'], poll: '3' }],
    ['/投票 選ぶ ２ 番号：#3', 'pollVote', { choices: ['２'], poll: '#3' }],
    ['/poll unvote', 'pollUnvote', {}],
    ['/poll results #3', 'pollResults', { poll: '#3' }],
    ['/投票　結果　＃３', 'pollResults', { poll: '＃３' }],
    ['/poll add ice cream', 'pollAdd', { choice: ['ice', 'cream'] }],
    ['/poll missing 3', 'pollMissing', { poll: '3' }],
    ['/投票 締切', 'pollClose', {}],
    ['/投票 締切 3', 'pollClose', { poll: '3' }],
    ['/poll close --poll 3', 'pollClose', { poll: '3' }],
    ['/poll remind', 'pollRemind', { push: false }],
    ['/投票 催促 #3', 'pollRemind', { poll: '#3', push: false }],
    ['/投票 提醒', 'pollRemind', { push: false }],
    ['/โพล เตือน 3', 'pollRemind', { poll: '3', push: false }],
    ['/投票 結束 #3', 'pollClose', { poll: '#3' }],
    ['/โพล ปิด #3', 'pollClose', { poll: '#3' }],
    ['/poll reopen', 'pollReopen', {}],
    ['/投票 一覧', 'pollList', {}],
    ['/poll remind --at 18:00 --push', 'pollRemind', { at: new Date('1970-01-01T18:00+09:00'), push: true }],
    ['/投票 催促 --日時 18時', 'pollRemind', { at: new Date('1970-01-01T18:00+09:00'), push: false }],
    ['/poll edit 2 ice cream', 'pollEdit', { choice: '2', to: 'ice cream' }],
    ['/poll edit "ice cream" pizza --poll 3', 'pollEdit', { choice: 'ice cream', to: 'pizza', poll: '3' }],
    ['/poll edit --question "Dinner?"', 'pollEdit', { question: 'Dinner?' }],
    ['/投票 編集 2 ピザ', 'pollEdit', { choice: '2', to: 'ピザ' }],
    ['/投票 編集 --締切 18時', 'pollEdit', { until: new Date('1970-01-01T18:00+09:00') }],
    ['/投票 編輯 2 披薩', 'pollEdit', { choice: '2', to: '披薩' }],
    ['/โพล แก้ไข 2 พิซซ่า', 'pollEdit', { choice: '2', to: 'พิซซ่า' }],
    ['/poll again', 'pollAgain', {}],
    ['/投票 もう一度 #3', 'pollAgain', { poll: '#3' }],
    ['/投票 再來一次', 'pollAgain', {}],
    ['/โพล อีกครั้ง', 'pollAgain', {}],
    ['/poll delete #3', 'pollDelete', { poll: '#3' }],
    ['/投票 削除', 'pollDelete', {}],
    ['/投票 刪除', 'pollDelete', {}],
    ['/โพล ลบ', 'pollDelete', {}],
    ['/poll export', 'pollExport', {}],
    ['/投票 書き出し 3', 'pollExport', { poll: '3' }],
    ['/投票 匯出', 'pollExport', {}],
    ['/โพล ส่งออก', 'pollExport', {}],
  ])('%j as a subcommand', (line, method, options) => {
    expect(typed(manifest, line)).toEqual(understood(method, options));
  });

  it('no poll without a question, and no vote without a choice', () => {
    expect(typed(manifest, '/poll')).toMatchObject({ ok: false, code: 'MISSING_OPTION', option: 'question' });
    expect(typed(manifest, '/poll vote #')).toEqual(understood('pollVote', { choices: ['#'] }));
    expect(typed(manifest, '/poll vote')).toMatchObject({ ok: false, code: 'MISSING_OPTION', option: 'choices' });
    expect(typed(manifest, '/polls a b')).toBeUndefined();
  });
});

const POLL: Poll = {
  number: 3,
  question: 'How many?',
  choices: ['2', '--multiple', '"', '1'],
  most: 30,
  closed: false,
  ballots: {},
};
const PEOPLE = { names: new Map<string, string>(), roster: { members: [], count: 0, unknown: 0 } };

describe.each(LANGUAGES)('in %s', (language) => {
  const texts = new TextsOf('plugins/poll', language);

  it('each button carries a line that does what it says, on this poll', () => {
    const { bars = [], buttons = [] } = pollCard(POLL, texts, PEOPLE);
    const lines = [...bars.map(({ button }) => button), ...buttons].map((button) =>
      typed(manifest, button?.command ?? ''),
    );
    expect(lines).toEqual([
      understood('pollVote', { choices: ['#1'], poll: '3', revision: 0 }),
      understood('pollVote', { choices: ['#2'], poll: '3', revision: 0 }),
      understood('pollVote', { choices: ['3'], poll: '3', revision: 0 }),
      understood('pollVote', { choices: ['4'], poll: '3', revision: 0 }),
      understood('pollResults', { poll: '3' }),
      understood('pollMissing', { poll: '3' }),
      understood('pollUnvote', { poll: '3' }),
    ]);
  });

  it('a reminder leads to the poll, and tells a line that votes', () => {
    const message = reminder(POLL, [], PEOPLE, 100, texts) as TextMessage;
    expect(message.buttons?.map(({ command }) => typed(manifest, command))).toEqual([
      understood('pollResults', { poll: '3' }),
    ]);
    expect(told(message.text.at(-1) as string)).toEqual(understood('pollVote', { choices: ['1', '#3'] }));
  });

  it('each line that a text tells people to type does what the text says', () => {
    const values = { question: '?', number: 3, openPolls: 50, vote: '1' };
    expect(told(pollCard(POLL, texts, PEOPLE).footer)).toEqual(understood('pollVote', { choices: ['1', '#3'] }));
    expect(told(pollCard({ ...POLL, closed: true }, texts, PEOPLE).footer)).toEqual(
      understood('pollReopen', { poll: '#3' }),
    );
    expect(told(listCard([POLL], [], texts, 0).footer)).toEqual(understood('pollResults', { poll: '#3' }));
    for (const key of ['closed', 'already-closed']) {
      expect(told(texts.t(key, values))).toEqual(understood('pollResults', { poll: '#3' }));
    }
    expect(told(texts.t('how-to-vote-secretly', values))).toEqual(understood('pollVote', { choices: ['1', '#3'] }));
    expect(told(texts.t('sealed', values))).toEqual(understood('pollAgain', { poll: '#3' }));
    expect(told(texts.t('export-secret', values))).toEqual(understood('pollExport', { poll: '#3' }));
    for (const line of texts.t('edit-what').split('\n').slice(1))
      expect(typed(manifest, line)).toMatchObject({ method: 'pollEdit', ok: true });
    expect(told(texts.t('no-such-poll', values))).toEqual(understood('pollList', {}));
    expect(told(texts.t('open-many', values))).toEqual(understood('pollClose', { poll: '#1' }));
    for (const key of ['none-open', 'question-empty']) expect(told(texts.t(key))).toMatchObject({ method: 'poll' });
    const until = new Date('1970-01-01T18:00+09:00');
    for (const key of ['until-past', 'until-far']) {
      expect(told(texts.t(key, { moment: '', daysAhead: 90 }))).toMatchObject({ method: 'poll', options: { until } });
    }
  });
});

it('thirty of the longest choices, all voted for, fit into one message of LINE with nothing left out', () => {
  const members = Array.from({ length: 500 }, (_, index) => ({ id: `M${index}`, displayName: '名'.repeat(20) }));
  const names = new Map(members.map(({ id, displayName }) => [id, displayName]));
  const people = { names, roster: { members, count: 600, unknown: 100 } };
  const all = Array.from({ length: 30 }, (_, index) => index);
  const poll: Poll = {
    ...POLL,
    question: '問'.repeat(300),
    choices: all.map((index) => String(index).padEnd(100, 'あ')),
    ballots: Object.fromEntries(members.map(({ id }) => [id, all])),
  };
  for (const closed of [false, true]) {
    const card = pollCard({ ...poll, closed }, new TextsOf('plugins/poll', 'ja'), people);
    const sent = renderMessages([card], (line) => `${line} 0123456789`, { mentions: true, quotes: true });
    expect(sent).toHaveLength(1);
    const texts = JSON.stringify(sent);
    for (const { label } of card.bars ?? []) expect(texts).toContain(JSON.stringify(label).slice(1, -1));
    expect(texts).toContain(JSON.stringify(card.footer).slice(1, -1));
  }
});
