import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../core/command/definition.ts';
import { renderMessages } from '../../core/line/render.ts';
import { TextsOf } from '../../test/support/plugin-bench.ts';
import { typed } from '../../test/support/typed.ts';
import { listCard, pollCard, reminderCard } from './card.ts';
import manifest from './plugin.json' with { type: 'json' };
import type { Poll } from './rules.ts';

const understood = (method: string, options: object) => expect.objectContaining({ ok: true, method, options });

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
    expect(typed(manifest, line)).toEqual(understood('poll', { question, choices, multiple }));
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
    expect(typed(manifest, line)).toEqual(understood('poll', { question, choices, multiple: false, until }));
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
    ['/poll remind', 'pollRemind', {}],
    ['/投票 催促 #3', 'pollRemind', { poll: '#3' }],
    ['/投票 提醒', 'pollRemind', {}],
    ['/โพล เตือน 3', 'pollRemind', { poll: '3' }],
    ['/投票 結束 #3', 'pollClose', { poll: '#3' }],
    ['/โพล ปิด #3', 'pollClose', { poll: '#3' }],
    ['/poll reopen', 'pollReopen', {}],
    ['/投票 一覧', 'pollList', {}],
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
  multiple: true,
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
      understood('pollVote', { choices: ['#1'], poll: '3' }),
      understood('pollVote', { choices: ['#2'], poll: '3' }),
      understood('pollVote', { choices: ['3'], poll: '3' }),
      understood('pollVote', { choices: ['4'], poll: '3' }),
      understood('pollResults', { poll: '3' }),
      understood('pollMissing', { poll: '3' }),
      understood('pollUnvote', { poll: '3' }),
    ]);
  });

  it('a reminder leads to the poll, and tells a line that votes', () => {
    const card = reminderCard(POLL, 'Bo', texts);
    expect(card.buttons?.map(({ command }) => typed(manifest, command))).toEqual([
      understood('pollResults', { poll: '3' }),
    ]);
    expect(told(card.footer)).toEqual(understood('pollVote', { choices: ['1', '#3'] }));
  });

  it('each line that a text tells people to type does what the text says', () => {
    const values = { question: '?', number: 3, openPolls: 50 };
    expect(told(pollCard(POLL, texts, PEOPLE).footer)).toEqual(understood('pollVote', { choices: ['1', '#3'] }));
    expect(told(pollCard({ ...POLL, closed: true }, texts, PEOPLE).footer)).toEqual(
      understood('pollReopen', { poll: '#3' }),
    );
    expect(told(listCard([POLL], texts).footer)).toEqual(understood('pollResults', { poll: '#1' }));
    for (const key of ['closed', 'already-closed']) {
      expect(told(texts.t(key, values))).toEqual(understood('pollResults', { poll: '#3' }));
    }
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
