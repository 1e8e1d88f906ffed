import type { Card } from 'tenko';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Language } from '../../core/command/definition.ts';
import { Failure } from '../../core/errors.ts';
import { FakeMembers, PluginBench, type Sent } from '../../test/support/plugin-bench.ts';
import type Poll from './index.ts';
import { newPoll, plain } from '../../test/support/poll-bench.ts';

const NAMES = { U1: 'Aki', U2: 'Bo', U3: 'Chai', U4: 'Dai' };

function group(language: Language = 'en', members = new FakeMembers(NAMES)): PluginBench<Poll> {
  return new PluginBench('plugins/poll', members, newPoll, language);
}

let chat = group();
beforeEach(() => {
  chat = group();
});

const start = (question = 'Lunch?', choices = ['sushi', 'ramen'], multiple = false, who = 'U1') =>
  chat.run(who, (plugin) => plugin.poll({ ...plain, question, choices, ...(multiple ? { multiple: 30 } : {}) }));
const vote = (who: string | undefined, choices: readonly string[], poll?: string) =>
  chat.run(who, (plugin) => plugin.pollVote({ choices, poll, revision: undefined, note: undefined }));
const close = (who: string | undefined, poll?: string) => chat.run(who, (plugin) => plugin.pollClose({ poll }));
const reopen = (who: string | undefined, poll?: string) => chat.run(who, (plugin) => plugin.pollReopen({ poll }));
const results = (poll?: string) => chat.run('U1', (plugin) => plugin.pollResults({ poll }));
const missing = (poll?: string) => chat.run('U1', (plugin) => plugin.pollMissing({ poll }));

function cardOf(sent: readonly Sent[]): Card {
  const message = sent[0]?.message;
  if (typeof message !== 'object' || message.type !== 'card') throw new Error('no card was sent');
  return message;
}
const valuesOf = (sent: readonly Sent[]) => cardOf(sent).bars?.map(({ value }) => value);
const refusal = (words: RegExp) =>
  expect.objectContaining({ name: 'Refusal', message: expect.stringMatching(words) as string });

describe('a new poll', () => {
  it('is a card with the question, a vote button for each choice and all who are missing', async () => {
    const card = cardOf(await start());
    expect(card).toMatchObject({ title: 'Lunch?', text: 'Pick one · no votes yet' });
    expect(card.bars).toEqual([
      {
        label: '1. sushi',
        share: 0,
        value: '0 · 0%',
        button: { label: 'sushi', command: '/poll vote 1 --poll 1 --revision 0', number: 1 },
      },
      {
        label: '2. ramen',
        share: 0,
        value: '0 · 0%',
        button: { label: 'ramen', command: '/poll vote 2 --poll 1 --revision 0', number: 2 },
      },
    ]);
    expect(card.footer).toBe('Not answered yet: Aki, Bo, Chai, and Dai\nOr type: /poll vote 1 #1');
    expect(card.alt).toBe('🗳 Lunch? – Pick one · no votes yet');
  });

  it('without choices asks yes or no in the chat’s language', async () => {
    chat = group('ja');
    const labels = cardOf(await start('来る？', [])).bars?.map(({ label }) => label);
    expect(labels).toEqual(['1. はい', '2. いいえ']);
  });

  it('is refused with one choice', async () => {
    await expect(start('Lunch?', ['sushi'])).rejects.toEqual(refusal(/two different choices/));
  });

  it('says which choices it merged', async () => {
    const sent = await start('Lunch?', ['Sushi', 'sushi', 'ramen']);
    expect(cardOf(sent).bars).toHaveLength(2);
    expect(sent[1]?.message).toBe('Given more than once, kept once: Sushi');
  });

  it('gets the next number of its chat, also after older ones were closed', async () => {
    await start();
    await close('U1');
    await start();
    await expect(vote('U2', ['1'], '3')).rejects.toEqual(refusal(/no poll #3/));
    expect((await vote('U2', ['1'], '2'))[0]?.key).toBe('poll-2');
  });

  it('is refused as the 51st open one, and welcome again once one is closed', async () => {
    for (let n = 1; n <= 50; n += 1) await start(`Question ${n}`);
    await expect(start('One more')).rejects.toEqual(refusal(/50 open polls/));
    await close('U1', '7');
    expect(cardOf(await start('One more')).title).toBe('One more');
    await expect(reopen('U1', '7')).rejects.toEqual(refusal(/50 open polls/));
  });

  it('keeps what people wrote as it is: braces, emoji, right to left, very long', async () => {
    const question = '{name} <b> '.repeat(27).trim();
    const choices = ['{0} ’{', '👨‍👩‍👧‍👦'.repeat(9), 'مرحبا', 'あ'.repeat(100)];
    const card = cardOf(await start(question, choices));
    expect(card.title).toBe(question);
    expect(card.bars?.map(({ label }) => label)).toEqual([
      '1. {0} ’{',
      `2. ${'👨‍👩‍👧‍👦'.repeat(9)}`,
      '3. \u{2068}مرحبا\u{2069}',
      `4. ${'あ'.repeat(100)}`,
    ]);
    expect(card.bars?.[3]?.button?.label).toBe(`${'あ'.repeat(9)}…`);
    await expect(chat.run('U2', (plugin) => plugin.pollClose({ poll: undefined }))).rejects.toEqual(
      refusal(/Only Aki/),
    );
  });
});

describe('a vote', () => {
  it('counts once for each member, and the last one wins', async () => {
    await start();
    await vote('U2', ['1']);
    await vote('U3', ['ramen']);
    const sent = await vote('U2', ['2']);
    expect(valuesOf(sent)).toEqual(['0 · 0%', '2 · 100%']);
    expect(cardOf(sent).bars?.[1]?.note).toBe('Chai and Bo');
    expect(cardOf(sent).footer).toMatch(/^Not answered yet: Aki and Dai\n/);
  });

  it('answers under the poll’s key, so that a burst of taps makes one card', async () => {
    await start();
    expect((await vote('U2', ['1'])).map(({ key }) => key)).toEqual(['poll-1']);
  });

  it('is taken back by /poll unvote, once', async () => {
    await start();
    await vote('U2', ['1']);
    expect(valuesOf(await chat.run('U2', (plugin) => plugin.pollUnvote({ poll: undefined, for: undefined })))).toEqual([
      '0 · 0%',
      '0 · 0%',
    ]);
    await expect(chat.run('U2', (plugin) => plugin.pollUnvote({ poll: undefined, for: undefined }))).rejects.toEqual(
      refusal(/have not voted/),
    );
  });

  it('in a --multiple poll adds, and a second tap on the same choice takes it back', async () => {
    await start('Lunch?', ['sushi', 'ramen', 'curry'], true);
    await vote('U2', ['1']);
    expect(valuesOf(await vote('U2', ['2', '3']))).toEqual(['1 · 100%', '1 · 100%', '1 · 100%']);
    expect(valuesOf(await vote('U2', ['1']))).toEqual(['0 · 0%', '1 · 100%', '1 · 100%']);
  });

  it('for two choices where one is allowed is refused', async () => {
    await start();
    await expect(vote('U2', ['1', '2'])).rejects.toEqual(refusal(/one choice each/));
  });

  it('for what is not there is refused with what would be right', async () => {
    await start();
    await expect(vote('U2', ['9'])).rejects.toEqual(refusal(/no choice “9”.*1 to 2/));
  });

  it('that could mean two choices is asked about, never guessed', async () => {
    const [yes] = [cardOf(await start('How many of us?', ['2', '3', '4']))];
    await expect(vote('U2', ['3'])).rejects.toEqual(refusal(/Type #3 for 4, or #2 for “3”/));
    expect(yes.bars?.map(({ button }) => button?.command)).toEqual([
      '/poll vote 1 --poll 1 --revision 0',
      '/poll vote #2 --poll 1 --revision 0',
      '/poll vote #3 --poll 1 --revision 0',
    ]);
  });

  it('of someone whom the platform does not name is refused with what to do, and does not count', async () => {
    await start();
    await expect(vote(undefined, ['1'])).rejects.toEqual(refusal(/cannot see who you are.*on a phone/));
    expect(valuesOf(await results())).toEqual(['0 · 0%', '0 · 0%']);
  });

  it('counts with the voter’s name also before the roster knows them', async () => {
    await start();
    chat.members.members = chat.members.members.filter(({ id }) => id !== 'U2');
    chat.members.unknown = 1;
    expect(cardOf(await vote('U2', ['1'])).bars?.[0]?.note).toBe('Somebody');
  });

  it('counts also while the platform cannot tell who is in the chat; the card leaves out who is missing', async () => {
    await start();
    chat.members.failure = new Failure('PLATFORM_TIMEOUT', 'no answer');
    const sent = await vote('U2', ['1']);
    expect(valuesOf(sent)).toEqual(['1 · 100%', '0 · 0%']);
    expect(cardOf(sent).footer).toBe('Or type: /poll vote 1 #1');
    expect(chat.log.lines).toEqual(['no roster for the card']);
    await expect(missing()).rejects.toEqual(refusal(/cannot see who is in this chat/));
  });

  it('does not hide a mistake of ours behind a missing roster', async () => {
    await start();
    chat.members.failure = new TypeError('a bug');
    await expect(vote('U2', ['1'])).rejects.toThrow('a bug');
  });
});

describe('with several open polls', () => {
  it('a command without a number is refused and lists them; a bare #n or --poll says which', async () => {
    await start('Lunch?');
    await start('Dinner?');
    await expect(vote('U2', ['1'])).rejects.toEqual(
      refusal(/Several polls.*\n#1 Lunch\? · no votes yet\n#2 Dinner\?/s),
    );
    expect(cardOf(await vote('U2', ['1', '#1'])).title).toBe('Lunch?');
    expect(cardOf(await vote('U2', ['#2', 'ramen'])).title).toBe('Dinner?');
    expect(cardOf(await vote('U2', ['ramen'], '＃１')).title).toBe('Lunch?');
    expect(cardOf(await results('#2')).title).toBe('Dinner?');
    await expect(results('lunch')).rejects.toEqual(refusal(/“lunch” is not the number/));
  });

  it('a #n that is no poll here stays a word', async () => {
    await start('Which bug first?', ['#12', '#40']);
    expect(valuesOf(await vote('U2', ['#12']))).toEqual(['1 · 100%', '0 · 0%']);
    expect(
      cardOf(await chat.run('U1', (plugin) => plugin.pollAdd({ choice: ['bug', '#7'], poll: undefined }))).bars?.at(-1)
        ?.label,
    ).toBe('3. bug #7');
  });

  it('/poll list names each with its number, and says so when there is none', async () => {
    expect((await chat.run('U1', (plugin) => plugin.pollList()))[0]?.message).toMatch(/^No poll is open/);
    await start('Lunch?');
    await start('Dinner?');
    await vote('U2', ['1'], '2');
    await close('U1', '1');
    expect(cardOf(await chat.run('U1', (plugin) => plugin.pollList())).text).toBe('#2 Dinner? · 1 voter');
  });
});

describe('closing', () => {
  it('names the winner, without buttons to vote', async () => {
    await start();
    await vote('U2', ['2']);
    await vote('U3', ['2']);
    await vote('U4', ['1']);
    const card = cardOf(await close('U1'));
    expect(card.text).toBe('Closed. 🏆 ramen wins with 2 votes. 3 people voted.');
    expect(card.bars?.map(({ label }) => label)).toEqual(['1. sushi', '2. ramen 🏆']);
    expect(card.bars?.some(({ button }) => button)).toBe(false);
  });

  it('names a tie, and that nobody voted', async () => {
    await start();
    expect(cardOf(await close('U1')).text).toBe('Closed. Nobody voted.');
    await reopen('U1');
    await vote('U2', ['2']);
    await vote('U3', ['1']);
    expect(cardOf(await close('U1')).text).toBe(
      'Closed. 🤝 A tie between sushi and ramen, with 1 vote each. 2 people voted.',
    );
  });

  it('a tap on a closed poll says that it is closed, even without a name', async () => {
    await start();
    await close('U1');
    await expect(vote('U2', ['1'], '1')).rejects.toEqual(refusal(/“Lunch\?” is closed/));
    await expect(vote(undefined, ['1'], '1')).rejects.toEqual(refusal(/“Lunch\?” is closed/));
    await expect(close('U1', '1')).rejects.toEqual(refusal(/closed already/));
    await expect(vote('U2', ['1'])).rejects.toEqual(refusal(/No poll is open/));
  });

  it('is for the creator; others are told whom to ask, for reopening and adding too', async () => {
    await start();
    await expect(close('U2')).rejects.toEqual(refusal(/Only Aki, who started “Lunch\?”/));
    await expect(close(undefined)).rejects.toEqual(refusal(/Only Aki/));
    await expect(chat.run('U2', (plugin) => plugin.pollAdd({ choice: ['udon'], poll: undefined }))).rejects.toEqual(
      refusal(/Only Aki/),
    );
    await close('U1');
    await expect(reopen('U2')).rejects.toEqual(refusal(/Only Aki/));
  });

  it('is for anyone when nobody knows the creator, or the creator has left', async () => {
    await chat.run(undefined, (plugin) => plugin.poll({ ...plain, question: 'Lunch?', choices: [] }));
    expect(cardOf(await close('U2')).text).toMatch(/^Closed/);
    await start('Dinner?');
    chat.members.members = chat.members.members.filter(({ id }) => id !== 'U1');
    expect(cardOf(await close('U3')).text).toMatch(/^Closed/);
  });

  it('reopens the poll that was closed last, with every vote', async () => {
    await start('Lunch?');
    await start('Dinner?');
    await vote('U2', ['2'], '1');
    await close('U1', '2');
    await close('U1', '1');
    const card = cardOf(await reopen('U1'));
    expect(card).toMatchObject({ title: 'Lunch?', text: 'Pick one · 1 person voted' });
    expect(card.bars?.[1]?.value).toBe('1 · 100%');
    await expect(reopen('U1', '1')).rejects.toEqual(refusal(/is open/));
  });

  it('keeps the newest thirty closed polls, whose results can still be seen', async () => {
    for (let n = 1; n <= 32; n += 1) {
      await start(`Question ${n}`);
      await close('U1');
    }
    await expect(results('2')).rejects.toEqual(refusal(/no poll #2/));
    expect(cardOf(await results('3')).title).toBe('Question 3');
    expect(cardOf(await results()).title).toBe('Question 32');
    expect(chat.storage.entries.size).toBe(31);
  });
});

describe('who is missing', () => {
  it('ends with how many cannot be named', async () => {
    await start();
    await vote('U2', ['1']);
    chat.members.unknown = 3;
    expect((await missing())[0]?.message).toBe('Lunch?\nNot answered yet: Aki, Chai, and Dai – and 3 I cannot name');
    for (const id of ['U1', 'U3', 'U4']) await vote(id, ['1']);
    expect((await missing())[0]?.message).toMatch(/Everyone I know.*3 people I cannot name$/);
    chat.members.unknown = 0;
    expect((await missing())[0]?.message).toMatch(/Everyone has answered/);
  });

  it('names two of one name twice, and hundreds in short', async () => {
    chat.members.members = Array.from({ length: 500 }, (_, index) => ({ id: `M${index}`, displayName: 'Yuki' }));
    const footer = cardOf(await start()).footer ?? '';
    expect(footer).toMatch(/^Not answered yet: Yuki, Yuki, .*, and 492 more\n/);
    expect((await missing())[0]?.message).toMatch(/^[^]{1,5000}$/u);
  });

  it('a name cannot break the line or turn its direction', async () => {
    chat = group('en', new FakeMembers({ U1: 'A\u{202e}ki\n\n{x}', U2: 'دانا', U3: ' \u{200e}' }));
    await start();
    expect((await missing())[0]?.message).toBe('Lunch?\nNot answered yet: Aki {x}, \u{2068}دانا\u{2069}, and 1 more');
  });
});

it('a choice added later is the last, and those who voted keep their vote', async () => {
  await start();
  await vote('U2', ['2']);
  const card = cardOf(await chat.run('U1', (plugin) => plugin.pollAdd({ choice: ['ice', 'cream'], poll: undefined })));
  expect(card.bars?.map(({ label, value }) => `${label} ${value}`)).toEqual([
    '1. sushi 0 · 0%',
    '2. ramen 1 · 100%',
    '3. ice cream 0 · 0%',
  ]);
});

it('a refused command leaves no trace', async () => {
  await start();
  const before = new Map(chat.storage.entries);
  await expect(vote('U2', ['9'])).rejects.toThrow('no choice');
  expect(chat.storage.entries).toEqual(before);
});

it('a forgotten member is gone from open and closed polls', async () => {
  await start('Lunch?', ['a', 'b'], false, 'U2');
  await vote('U2', ['1']);
  await close('U2');
  await start('Dinner?');
  await vote('U2', ['1']);
  await chat.run(undefined, (plugin) => plugin.onMemberForgotten('U2'), 'event');
  expect(JSON.stringify([...chat.storage.entries])).not.toContain('U2');
  expect(valuesOf(await results('1'))).toEqual(['0 · 0%', '0 · 0%']);
});

it.each([
  [
    'en',
    'Or type: /poll vote 1 #1',
    'Not answered yet: Aki and Chai – and 2 I cannot name',
    'Closed. 🏆 sushi wins with 1 vote. 1 person voted.',
  ],
  [
    'ja',
    '入力でも投票できます： /投票 選ぶ 1 #1',
    '未回答：Aki、Chai（ほかに名前がわからない人が2人）',
    '締め切りました。🏆 sushi：1人中1票',
  ],
  [
    'zh-TW',
    '也可以打字： /投票 選 1 #1',
    '還沒投票：Aki和Chai（另有 2 人我叫不出名字）',
    '投票結束。🏆 sushi：1 人中得 1 票',
  ],
  [
    'th',
    'หรือพิมพ์: /โพล โหวต 1 #1',
    'ยังไม่โหวต: Aki และ Chai (และอีก 2 คนที่บอทไม่รู้ชื่อ)',
    'ปิดโพลแล้ว 🏆 sushi: 1 เสียง จากผู้โหวต 1 คน',
  ],
] as const)('speaks %s', async (language, twin, answered, closed) => {
  chat = group(language, new FakeMembers({ U1: 'Aki', U2: 'Bo', U3: 'Chai' }));
  chat.members.unknown = 2;
  await start();
  expect(cardOf(await vote('U2', ['1'])).footer).toBe(`${answered}\n${twin}`);
  expect(cardOf(await close('U1')).text).toBe(closed);
});
