import type { Card } from 'tenko';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Language } from '../../core/command/definition.ts';
import { Failure } from '../../core/errors.ts';
import { FakeMembers, PluginBench, type Sent } from '../../test/support/plugin-bench.ts';
import RollCall from './index.ts';
import type { Status } from './rules.ts';

const NAMES = { U1: 'Aki', U2: 'Bo', U3: 'Chai', U4: 'Dai' };
const HANDLERS = { yes: 'rollcallYes', no: 'rollcallNo', maybe: 'rollcallMaybe', late: 'rollcallLate' } as const;

function group(language: Language = 'en', members = new FakeMembers(NAMES)): PluginBench<RollCall> {
  return new PluginBench(
    'plugins/rollcall',
    members,
    ({ chat, caller, members, storage, schedule, texts, log, clock }) =>
      new RollCall(chat, caller, members, storage, schedule, texts, log, clock),
    language,
  );
}

let chat = group();
beforeEach(() => {
  chat = group();
});

const start = (title = 'Friday practice', details: { at?: string; place?: string } = {}, who = 'U1') =>
  chat.run(who, (plugin) => plugin.rollcall({ title, at: details.at, place: details.place, until: undefined }));
const answer = (who: string | undefined, status: Status, note = '', call?: string) =>
  chat.run(who, (plugin) => plugin[HANDLERS[status]]({ note: note === '' ? undefined : note, call }));
const close = (who: string | undefined, call?: string) => chat.run(who, (plugin) => plugin.rollcallClose({ call }));
const results = (call?: string) => chat.run('U1', (plugin) => plugin.rollcallResults({ call }));
const missing = (call?: string) => chat.run('U1', (plugin) => plugin.rollcallMissing({ call }));
const list = () => chat.run('U1', (plugin) => plugin.rollcallList());

function cardOf(sent: readonly Sent[]): Card {
  const message = sent[0]?.message;
  if (typeof message !== 'object' || message.type !== 'card') throw new Error('no card was sent');
  return message;
}
const linesOf = (sent: readonly Sent[]) =>
  cardOf(sent).bars?.map(({ label, value, note }) => [label, value, ...(note === undefined ? [] : [note])].join(' · '));
const refusal = (words: RegExp) =>
  expect.objectContaining({ name: 'Refusal', message: expect.stringMatching(words) as string });

describe('a new roll call', () => {
  it('is a card with four answers to tap, when and where, and all who are missing', async () => {
    const card = cardOf(await start('Friday practice', { at: 'Fri 18:00', place: 'Gym {2}' }));
    expect(card).toMatchObject({
      title: 'Friday practice',
      text: '🗓 Fri 18:00\n📍 Gym {2}\nComing: 0',
      footer: 'Not answered yet: Aki, Bo, Chai, and Dai\nOr type: /rollcall late 10 min #1',
      alt: '🙋 Friday practice – 🗓 Fri 18:00 · 📍 Gym {2} · Coming: 0',
    });
    expect(card.bars?.map(({ button }) => button)).toEqual([
      { label: 'Yes', command: '/rollcall yes --call 1' },
      { label: 'No', command: '/rollcall no --call 1' },
      { label: 'Maybe', command: '/rollcall maybe --call 1' },
      { label: 'Late', command: '/rollcall late --call 1' },
    ]);
  });

  it('is refused as the 51st open one', async () => {
    for (let n = 1; n <= 50; n += 1) await start(`Day ${n}`);
    await expect(start('One more')).rejects.toEqual(refusal(/50 open roll calls/));
    await close('U1', '50');
    expect(cardOf(await start('One more')).title).toBe('One more');
  });
});

describe('an answer', () => {
  it('shows counts and names for each status, with notes; late ones are coming', async () => {
    await start();
    await answer('U1', 'yes');
    await answer('U2', 'late', 'the bus');
    await answer('U3', 'no');
    const sent = await answer('U3', 'maybe', 'ask {me}');
    expect(linesOf(sent)).toEqual([
      '✅ Yes · 1 · Aki',
      '❌ No · 0',
      '🤔 Maybe · 1 · Chai (ask {me})',
      '⏰ Late · 1 · Bo (the bus)',
    ]);
    expect(cardOf(sent)).toMatchObject({ text: 'Coming: 2 (1 of them late)' });
    expect(cardOf(sent).footer).toMatch(/^Not answered yet: Dai\n/);
    expect(sent.map(({ key }) => key)).toEqual(['call-1']);
  });

  it('of someone whom the platform does not name is refused with what to do', async () => {
    await start();
    await expect(answer(undefined, 'yes')).rejects.toEqual(refusal(/cannot see who you are.*on a phone/));
    expect(linesOf(await results())?.[0]).toBe('✅ Yes · 0');
  });

  it('to a closed roll call says that it is closed', async () => {
    await start();
    await close('U1');
    await expect(answer('U2', 'yes', '', '1')).rejects.toEqual(refusal(/“Friday practice” is closed/));
    await expect(answer('U2', 'yes')).rejects.toEqual(refusal(/No roll call is open/));
    await expect(close('U1', '1')).rejects.toEqual(refusal(/closed already/));
  });

  it('counts also while the platform cannot tell who is in the chat', async () => {
    await start();
    chat.members.failure = new Failure('PLATFORM_BROKEN', 'no answer');
    const sent = await answer('U2', 'yes');
    expect(linesOf(sent)?.[0]).toBe('✅ Yes · 1 · Bo');
    expect(cardOf(sent).footer).toBe('Or type: /rollcall late 10 min #1');
    expect(cardOf(await close('U1'))).not.toHaveProperty('footer');
    await expect(missing()).rejects.toEqual(refusal(/cannot see who is in this chat/));
    chat.members.failure = new TypeError('a bug');
    await expect(answer('U2', 'no', '', '1')).rejects.toEqual(refusal(/is closed/));
    await expect(start()).rejects.toThrow('a bug');
  });
});

describe('with several open roll calls', () => {
  it('an answer without a number is refused and lists them; --call or a bare #n in the note says which', async () => {
    await start('Friday');
    await start('Sunday');
    await expect(answer('U2', 'yes')).rejects.toEqual(
      refusal(/Several roll calls.*\n#1 Friday · coming: 0\n#2 Sunday/s),
    );
    expect(cardOf(await answer('U2', 'yes', '#1')).title).toBe('Friday');
    expect(linesOf(await answer('U2', 'late', '10 min #2'))?.[3]).toBe('⏰ Late · 1 · Bo (10 min)');
    expect(linesOf(await answer('U2', 'late', 'gate #9', '＃２'))?.[3]).toBe('⏰ Late · 1 · Bo (gate #9)');
    expect(linesOf(await answer('U3', 'late', 'gate #9 #๒'))?.[3]).toBe(
      '⏰ Late · 2 · Bo (gate #9) and Chai (gate #9)',
    );
    await expect(results('#9')).rejects.toEqual(refusal(/no roll call #9/));
    await expect(results('Friday')).rejects.toEqual(refusal(/“Friday” is not the number/));
  });

  it('/rollcall list names each with its number, and says so when there is none', async () => {
    expect((await list())[0]?.message).toMatch(/^No roll call is open/);
    await start('Friday');
    await start('Sunday');
    await answer('U2', 'late', '', '2');
    await close('U1', '1');
    expect(cardOf(await list()).text).toBe('#2 Sunday · coming: 1');
  });
});

describe('closing', () => {
  it('shows who comes and who never said, without buttons', async () => {
    await start();
    await answer('U2', 'yes');
    chat.members.unknown = 1;
    const card = cardOf(await close('U1'));
    expect(card).toMatchObject({
      text: 'Closed. Coming: 1',
      footer: 'Not answered yet: Aki, Chai, and Dai – and 1 I cannot name',
    });
    expect(card.buttons).toBeUndefined();
    expect(card.bars?.some(({ button }) => button)).toBe(false);
  });

  it('is for the creator, or for anyone once the creator has left or was never known', async () => {
    await start();
    await expect(close('U2')).rejects.toEqual(refusal(/Only Aki, who started “Friday practice”/));
    chat.members.members = chat.members.members.filter(({ id }) => id !== 'U1');
    expect(cardOf(await close('U2')).text).toMatch(/^Closed/);
    await chat.run(undefined, (plugin) =>
      plugin.rollcall({ title: 'Sunday', at: undefined, place: undefined, until: undefined }),
    );
    expect(cardOf(await close('U3')).text).toMatch(/^Closed/);
  });

  it('keeps the newest thirty closed ones', async () => {
    for (let n = 1; n <= 31; n += 1) {
      await start(`Day ${n}`);
      await close('U1');
    }
    await expect(results('1')).rejects.toEqual(refusal(/no roll call #1/));
    expect(cardOf(await results()).title).toBe('Day 31');
    expect(chat.storage.entries.size).toBe(31);
  });
});

it('who is missing ends with how many cannot be named', async () => {
  await start();
  await answer('U2', 'no');
  chat.members.unknown = 3;
  expect((await missing())[0]?.message).toBe(
    'Friday practice\nNot answered yet: Aki, Chai, and Dai – and 3 I cannot name',
  );
  for (const id of ['U1', 'U3', 'U4']) await answer(id, 'yes');
  expect((await missing())[0]?.message).toMatch(/Everyone I know.*3 people I cannot name$/);
  chat.members.unknown = 0;
  expect((await missing())[0]?.message).toMatch(/Everyone has answered/);
});

it('five hundred answers with notes stay a card that LINE takes', async () => {
  const members = Array.from({ length: 500 }, (_, index) => ({ id: `M${index}`, displayName: '名'.repeat(20) }));
  chat = group('ja');
  chat.members.members = members;
  await start('題'.repeat(300), { at: '時'.repeat(100), place: '場'.repeat(100) }, 'M0');
  for (const [index, { id }] of members.entries()) {
    const status = (['yes', 'no', 'maybe', 'late'] as const)[index % 4] ?? 'yes';
    await answer(id, status, '注'.repeat(100));
  }
  const card = cardOf(await results());
  expect(card.bars?.[0]?.note).toMatch(/ほか100人$/);
  // Flex of LINE: 30 KB for a bubble, of which the frame round these texts takes a few.
  expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(24_000);
});

it('a forgotten member is gone from open and closed roll calls', async () => {
  await start('Friday', {}, 'U2');
  await answer('U2', 'late', 'dentist');
  await close('U2');
  await start('Sunday');
  await answer('U2', 'yes');
  await chat.run(undefined, (plugin) => plugin.onMemberForgotten('U2'), 'event');
  expect(JSON.stringify([...chat.storage.entries])).not.toMatch(/U2|dentist/);
});

it.each([
  ['en', 'Coming: 1 (1 of them late)', 'Not answered yet: Aki – and 2 I cannot name', '/rollcall late 10 min #1'],
  ['ja', '参加：1人（うち遅刻1人）', '未回答：Aki（ほかに名前がわからない人が2人）', '/点呼 遅刻 10分 #1'],
  ['zh-TW', '會到：1 人（其中 1 人遲到）', '還沒回覆：Aki（另有 2 人我叫不出名字）', '/點名 遲到 10分鐘 #1'],
  ['th', 'มา: 1 คน (สาย 1 คน)', 'ยังไม่ตอบ: Aki (และอีก 2 คนที่บอทไม่รู้ชื่อ)', '/เช็คชื่อ มาสาย 10 นาที #1'],
] as const)('speaks %s', async (language, text, absent, twin) => {
  chat = group(language, new FakeMembers({ U1: 'Aki', U2: 'Bo' }));
  chat.members.unknown = 2;
  await start();
  const card = cardOf(await answer('U2', 'late'));
  expect(card.text).toBe(text);
  expect(card.footer?.split('\n')).toEqual([absent, expect.stringContaining(twin)]);
});
