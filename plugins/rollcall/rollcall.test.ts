import { beforeEach, describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../core/command/definition.ts';
import { Failure } from '../../core/errors.ts';
import { LIMITS } from '../../core/line/limits.ts';
import { renderMessages } from '../../core/line/render.ts';
import { NOON } from '../../test/support/plugin-bench.ts';
import { barsOf, cardOf, refusal, rollCallGroup, wordsOf } from '../../test/support/roll-call-group.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let group = rollCallGroup();
let { bench } = group;
const say: typeof group.say = (...given) => group.say(...given);
function gather(...given: Parameters<typeof rollCallGroup>): void {
  group = rollCallGroup(...given);
  ({ bench } = group);
}
beforeEach(() => gather());

describe('a new roll call', () => {
  it('is a card with four answers to tap, when and where, and all who are missing', async () => {
    const card = cardOf(await say('U1', '/rollcall Friday practice --at Fri 18:00 --place "Gym {2}"'));
    expect(card).toMatchObject({
      title: 'Friday practice',
      text: '🗓 Fri, 27 Nov, 18:00\n📍 Gym {2}\nComing: 0',
      footer: 'Not answered yet: Aki, Bo, Chai, and Dai\nOr type: /rollcall late 10 min #1',
      subject: '#1',
      alt: '🙋 Friday practice – 🗓 Fri, 27 Nov, 18:00 · 📍 Gym {2} · Coming: 0',
    });
    expect(card.bars?.map(({ button }) => button)).toEqual([
      { label: 'Yes', command: '/rollcall yes --call 1', reaction: 'like' },
      { label: 'No', command: '/rollcall no --call 1', reaction: 'dislike' },
      { label: 'Maybe', command: '/rollcall maybe --call 1' },
      { label: 'Late', command: '/rollcall late --call 1' },
    ]);
    expect(card.buttons?.map(({ command }) => command)).toEqual([
      '/rollcall here --call 1',
      '/rollcall results --call 1',
      '/rollcall missing --call 1',
    ]);
  });

  it('is refused as the 51st open one', async () => {
    for (let n = 1; n <= 50; n += 1) await say('U1', `/rollcall Day ${n}`);
    await expect(say('U1', '/rollcall One more')).rejects.toEqual(refusal(/50 open roll calls/));
    await say('U1', '/rollcall close 50');
    expect(cardOf(await say('U1', '/rollcall One more')).title).toBe('One more');
  });

  it.each([
    ['--until today 9:00', /^Sun, 22 Nov, 09:00 is over already.*--until 18:00$/],
    ['--at today 9:00', /^Sun, 22 Nov, 09:00 is over already.*--at 18:00$/],
    ['--until 400 days', /up to 366 days/],
    ['--remind 1h', /needs to know when/],
    ['--at 13:00 --remind 24h,1h', /^It is on Sun, 22 Nov, 13:00: one of the reminders/],
  ])('with %s is refused kindly, and leaves nothing behind', async (options, words) => {
    await expect(say('U1', `/rollcall Practice ${options}`)).rejects.toEqual(refusal(words));
    expect(bench.storage.entries.size).toBe(0);
    expect(await bench.schedule.list()).toEqual([]);
  });
});

describe('an answer', () => {
  it('shows counts and names for each status, with notes; late ones are coming', async () => {
    await say('U1', '/rollcall Practice');
    await say('U1', '/rollcall yes');
    await say('U2', '/rollcall late the bus');
    await say('U3', '/rollcall no');
    const sent = await say('U3', '/rollcall maybe ask {me}');
    expect(barsOf(sent)).toEqual([
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
    await say('U1', '/rollcall Practice');
    for (const line of ['yes', 'here', 'guest 2', 'for Gran yes'])
      await expect(say(undefined, `/rollcall ${line}`)).rejects.toEqual(refusal(/cannot see who you are.*on a phone/));
    expect(barsOf(await say('U1', '/rollcall results'))?.[0]).toBe('✅ Yes · 0');
  });

  it('to a closed roll call says that it is closed', async () => {
    await say('U1', '/rollcall Practice');
    await say('U1', '/rollcall close');
    await expect(say('U2', '/rollcall yes #1')).rejects.toEqual(refusal(/“Practice” is closed/));
    await expect(say('U2', '/rollcall yes')).rejects.toEqual(refusal(/No roll call is open/));
    await expect(say('U1', '/rollcall close 1')).rejects.toEqual(refusal(/closed already/));
  });

  it('counts also while the platform cannot tell who is in the chat', async () => {
    await say('U1', '/rollcall Practice');
    bench.members.failure = new Failure('PLATFORM_BROKEN', 'no answer');
    const sent = await say('U2', '/rollcall yes');
    expect(barsOf(sent)?.[0]).toBe('✅ Yes · 1 · Bo');
    expect(cardOf(sent).footer).toBe('Or type: /rollcall late 10 min #1');
    for (const line of ['missing', 'remind', 'stats'])
      await expect(say('U1', `/rollcall ${line}`)).rejects.toEqual(refusal(/cannot see who is in this chat/));
    expect(cardOf(await say('U1', '/rollcall close'))).not.toHaveProperty('footer');
    bench.members.failure = new TypeError('a bug');
    await expect(say('U1', '/rollcall Another')).rejects.toThrow('a bug');
  });

  it('for someone else goes to the member of that name, and where two have it to nobody', async () => {
    await say('U1', '/rollcall Practice');
    expect(barsOf(await say('U2', '/rollcall for aki late bus'))?.[3]).toBe('⏰ Late · 1 · Aki (bus · says Bo)');
    expect(barsOf(await say('U1', '/rollcall yes'))?.[0]).toBe('✅ Yes · 1 · Aki');
    bench.members.members = [...bench.members.members, { id: 'U5', displayName: 'Bo' }];
    await expect(say('U1', '/rollcall for Bo yes')).rejects.toThrow('several-members');
  });

  it('brings guests, who stand beside their sponsor, or for themselves where the sponsor does not come', async () => {
    await say('U1', '/rollcall Practice');
    await say('U1', '/rollcall yes');
    expect(barsOf(await say('U1', '/rollcall guest ＋２'))?.[0]).toBe('✅ Yes · 3 · Aki +2');
    expect(barsOf(await say('U2', '/rollcall guest'))?.[0]).toBe('✅ Yes · 4 · Aki +2 and 1 guest of Bo');
    expect(barsOf(await say('U1', '/rollcall guest 0'))?.[0]).toBe('✅ Yes · 2 · Aki and 1 guest of Bo');
  });
});

describe('a place that frees', () => {
  it('tells those who move up, by a mention that rides on the fresh card’s reply', async () => {
    await say('U1', '/rollcall Practice --capacity 1');
    await say('U1', '/rollcall yes');
    await say('U2', '/rollcall yes');
    expect(cardOf(await say('U3', '/rollcall yes')).text).toBe('Coming: 1 of 1 · 2 waiting');
    expect(bench.notices).toEqual([]);
    await say('U1', '/rollcall no');
    expect(bench.notices.map(({ message }) => wordsOf(message))).toEqual([
      '@Bo: a place is free, you are in for “Practice” (#1) 🎉',
    ]);
    expect(bench.notices[0]).not.toHaveProperty('by');
  });

  it('also when a member is forgotten', async () => {
    await say('U1', '/rollcall Practice --capacity 1');
    await say('U3', '/rollcall yes');
    await say('U2', '/rollcall yes');
    await bench.run(undefined, (plugin) => plugin.onMemberForgotten('U3'), 'event');
    expect(bench.notices.map(({ message }) => wordsOf(message))).toEqual([
      expect.stringMatching(/^(@Bo|@Bo.*): a place/),
    ]);
  });
});

describe('with several open roll calls', () => {
  it('an answer without a number is refused and lists them; --call or a bare #n in the note says which', async () => {
    await say('U1', '/rollcall Friday --at Fri 19:00');
    await say('U1', '/rollcall Sunday');
    await expect(say('U2', '/rollcall yes')).rejects.toEqual(
      refusal(/Several roll calls.*\n#1 Friday · Fri, 27 Nov, 19:00 · coming: 0\n#2 Sunday · coming: 0/s),
    );
    await expect(say('U2', '/rollcall yes #9')).rejects.toEqual(refusal(/There is no roll call #9/));
    expect(cardOf(await say('U2', '/rollcall yes #1')).title).toBe('Friday');
    expect(barsOf(await say('U2', '/rollcall late 10 min #2'))?.[3]).toBe('⏰ Late · 1 · Bo (10 min)');
    expect(barsOf(await say('U3', '/rollcall late gate #9 #๒'))?.[3]).toBe(
      '⏰ Late · 2 · Bo (10 min) and Chai (gate #9)',
    );
    expect(barsOf(await say('U2', '/rollcall for Gran yes wheelchair #2'))?.[0]).toBe(
      '✅ Yes · 1 · Gran (with Bo · wheelchair)',
    );
    await expect(say('U1', '/rollcall results #9')).rejects.toEqual(refusal(/no roll call #9/));
    await expect(say('U1', '/rollcall results Friday')).rejects.toEqual(refusal(/“Friday” is not the number/));
  });

  it('/rollcall list names each with its number, and says so when there is none', async () => {
    expect((await say('U1', '/rollcall list'))[0]?.message).toMatch(/^No roll call is open/);
    await say('U1', '/rollcall Friday');
    await say('U1', '/rollcall Sunday');
    await say('U2', '/rollcall late --call 2');
    await say('U1', '/rollcall close 1');
    expect(cardOf(await say('U1', '/rollcall list'))).toMatchObject({
      text: '#2 Sunday · coming: 1',
      buttons: [{ label: '#2 Sunday', command: '/rollcall results --call 2' }],
      footer: 'Show one: /rollcall results #1',
    });
  });
});

describe('closing', () => {
  it('shows who comes and who never said, without buttons', async () => {
    await say('U1', '/rollcall Practice');
    await say('U2', '/rollcall yes');
    bench.members.unknown = 1;
    const card = cardOf(await say('U1', '/rollcall close'));
    expect(card).toMatchObject({
      text: 'Closed. Coming: 1',
      footer: 'Not answered yet: Aki, Chai, and Dai – and 1 I cannot name',
    });
    expect(card.buttons).toBeUndefined();
    expect(card.bars?.some(({ button }) => button)).toBe(false);
  });

  it('is for the creator, or for anyone once the creator has left or was never known', async () => {
    await say('U1', '/rollcall Practice');
    await expect(say('U2', '/rollcall close')).rejects.toEqual(refusal(/Only Aki, who started “Practice”/));
    bench.members.members = bench.members.members.filter(({ id }) => id !== 'U1');
    expect(cardOf(await say('U2', '/rollcall close')).text).toMatch(/^Closed/);
    await say(undefined, '/rollcall Sunday');
    expect(cardOf(await say('U3', '/rollcall close')).text).toMatch(/^Closed/);
  });

  it('keeps the newest thirty closed ones', async () => {
    for (let n = 1; n <= 31; n += 1) {
      await say('U1', `/rollcall Day ${n}`);
      await say('U1', '/rollcall close');
    }
    await expect(say('U1', '/rollcall results 1')).rejects.toEqual(refusal(/no roll call #1/));
    expect(cardOf(await say('U1', '/rollcall results')).title).toBe('Day 31');
    expect(bench.storage.entries.size).toBe(31);
  });

  it('leaves no timer behind for those that made room', async () => {
    for (let n = 1; n <= 45; n += 1) {
      await say('U1', `/rollcall Day ${n} --at tomorrow 18:00`);
      await say('U1', '/rollcall close');
    }
    expect(await bench.schedule.list()).toHaveLength(30);
  });

  it('is done by what looks at it, where the bot was away for more than a day when it was due', async () => {
    await say('U1', '/rollcall Practice --until 18:00');
    bench.clock.time = NOON + 2 * DAY;
    await expect(say('U2', '/rollcall yes')).rejects.toEqual(refusal(/“Practice” is closed/));
    bench.clock.time = NOON;
    await say('U1', '/rollcall Another --until 18:00');
    bench.clock.time = NOON + 2 * DAY;
    expect((await say('U1', '/rollcall list'))[0]?.message).toMatch(/^No roll call is open/);
  });
});

it('who is missing ends with how many cannot be named', async () => {
  await say('U1', '/rollcall Practice');
  await say('U2', '/rollcall no');
  bench.members.unknown = 3;
  const missing = async () => (await say('U1', '/rollcall missing'))[0]?.message;
  expect(await missing()).toBe('Practice\nNot answered yet: Aki, Chai, and Dai – and 3 I cannot name');
  for (const id of ['U1', 'U3', 'U4']) await say(id, '/rollcall yes');
  expect(await missing()).toBe('Practice\nEveryone I know has answered. Still open: 3 people I cannot name');
  bench.members.unknown = 0;
  expect(await missing()).toBe('Practice\nEveryone has answered 🎉');
  expect((await say('U1', '/rollcall remind'))[0]?.message).toBe('Practice\nEveryone has answered 🎉');
});

it('reminds by hand those who are missing, with a button for each answer', async () => {
  await say('U1', '/rollcall Practice --at Fri 19:00 --until Fri 12:00');
  await say('U2', '/rollcall yes');
  bench.members.unknown = 2;
  const [sent] = await say('U2', '/rollcall remind');
  expect(wordsOf(sent?.message)).toBe(
    [
      '⏰ Practice',
      '🗓 Fri, 27 Nov, 19:00',
      'Not answered yet: @Aki, @Chai, and @Dai – and 2 I cannot name',
      'Closes Fri, 27 Nov, 12:00',
      'Or type: /rollcall late 10 min #1',
    ].join('\n'),
  );
  expect(sent?.message).toMatchObject({
    buttons: [{ label: 'Yes' }, { label: 'No' }, { label: 'Maybe' }, { label: 'Late' }],
  });
});

it('shows five hundred members with the longest names, notes and guests within what LINE takes, and says how many more', async () => {
  const names = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`M${n}`, `${'👩‍👩‍👧‍👦'.repeat(39)}ユ{n}`]));
  gather('ja', names);
  await say('M0', `/点呼 ${'題'.repeat(300)} --日時 金曜18時 --場所 ${'場'.repeat(100)} --定員 100 --繰り返し 毎週`);
  const lines = ['出席', '欠席', '未定', '遅刻'];
  for (let n = 0; n < 240; n += 1) await say(`M${n}`, `/点呼 ${lines[n % 4]} ${'注'.repeat(100)}`);
  await say('M0', '/点呼 同伴 20');
  const card = cardOf(await say('M0', '/点呼 結果'));
  expect(card.bars).toHaveLength(5);
  for (const { note } of card.bars ?? []) expect(note).toMatch(/ほか\d+人$/);
  expect(card.footer).toMatch(/ほか\d+人\n/);
  const [flex] = renderMessages([card], (line) => line, { mentions: true, quotes: true });
  expect(Buffer.byteLength(JSON.stringify(flex))).toBeLessThan(LIMITS.carouselBytes);
  expect(JSON.stringify(flex)).not.toContain('… +');
  const { length } = wordsOf((await say('M0', '/点呼 出力'))[0]?.message);
  expect(length).toBeLessThanOrEqual(5_000);
  expect(length).toBeGreaterThan(3_000);
});

it('asks a part of the group only, and then knows whom it asks', async () => {
  bench.members.unknown = 7;
  const asked = cardOf(await say('U1', '/rollcall Drivers --among Bo Chai, Dai --at Fri 18:00'));
  expect(asked.text).toContain('👥 Bo, Chai, and Dai');
  expect(asked.footer).toMatch(/^Not answered yet: Bo, Chai, and Dai\n/);
  await say('U2', '/rollcall yes');
  await say('U1', '/rollcall no');
  expect(wordsOf((await say('U1', '/rollcall remind'))[0]?.message)).toContain('Not answered yet: @Chai and @Dai\n');
  for (const id of ['U3', 'U4']) await say(id, '/rollcall no');
  expect((await say('U1', '/rollcall missing'))[0]?.message).toBe('Drivers\nEveryone has answered 🎉');
  expect(cardOf(await say('U1', '/rollcall repeat')).text).toContain('👥 Bo, Chai, and Dai');
});

it('shares an amount among those who come, guests at the cost of whoever brings them', async () => {
  await say('U1', '/rollcall Dinner');
  await expect(say('U1', '/rollcall split 100')).rejects.toEqual(refusal(/Nobody comes to “Dinner” so far/));
  await say('U1', '/rollcall yes');
  await say('U1', '/rollcall guest 2');
  await say('U2', '/rollcall late');
  expect((await say('U3', '/rollcall split 10001'))[0]?.message).toBe(
    'Dinner: 10,001 among 4 people\nAki +2: 7,500\nBo: 2,501',
  );
});

it('keeps names that turn the writing direction, and duplicates, each for themselves', async () => {
  gather('en', { U1: 'Aki', U2: '\u202eevil', U3: 'שלום', U4: 'Aki' });
  await say('U1', '/rollcall Practice');
  for (const id of ['U1', 'U2', 'U3', 'U4']) await say(id, '/rollcall yes');
  expect(barsOf(await say('U1', '/rollcall results'))?.[0]).toBe('✅ Yes · 4 · Aki, evil, \u2068שלום\u2069, and Aki');
});

it('a forgotten member is gone from roll calls, series and the record', async () => {
  await say('U2', '/rollcall Friday --every week');
  await say('U2', '/rollcall late dentist --series');
  await say('U2', '/rollcall for Gran yes');
  await say('U2', '/rollcall close');
  await say('U1', '/rollcall Sunday --at 13:00');
  await say('U2', '/rollcall yes');
  await bench.passTo(NOON + 30 * 60_000);
  await say('U2', '/rollcall here');
  await bench.passTo(NOON + 5 * HOUR);
  expect(JSON.stringify([...bench.storage.entries])).toMatch(/record\/U2/);
  await bench.run(undefined, (plugin) => plugin.onMemberForgotten('U2'), 'event');
  expect(JSON.stringify([...bench.storage.entries])).not.toMatch(/U2|dentist|Gran/);
});

it.each(LANGUAGES)('speaks %s from the question to the record', async (language) => {
  gather(language, { U1: 'Aki', U2: 'Bo' });
  bench.members.unknown = 2;
  const seen: string[] = [];
  const see = async (who: string, line: string) => {
    for (const { message } of await say(who, line)) seen.push(wordsOf(message) || JSON.stringify(message));
  };
  await see('U1', '/rollcall X --at 13:00 --until 12:50 --capacity 1 --every week --remind 10m --place Y');
  for (const line of [
    'yes',
    'guest 1',
    'for Gran maybe',
    'missing',
    'remind',
    'list',
    'split 100',
    'skip',
    'skip --back',
  ])
    await see('U1', `/rollcall ${line}`);
  for (const line of ['late 5 min --series', 'yes', 'no']) await see('U2', `/rollcall ${line}`);
  await see('U1', '/rollcall allow-push');
  await see('U1', '/rollcall allow-push --off');
  await see('U1', '/rollcall here');
  await bench.passTo(NOON + 5 * HOUR);
  for (const { message } of bench.notices) seen.push(wordsOf(message) || JSON.stringify(message));
  for (const line of ['stats', 'export', 'repeat', 'end-series', 'safety Z', 'sos here #3'])
    await see('U1', `/rollcall ${line}`);
  const all = seen.join('\n');
  expect(seen.length).toBeGreaterThan(20);
  expect(all).not.toMatch(/undefined|\{[a-z]+\}|NaN/);
  const said = all.replaceAll(/"command":"[^"]*"|"style":"\w+"|"type":"\w+"/g, '');
  const english = /\b(?:Coming|answered|roll call|Closes|guest of)\b/.test(said);
  expect(english).toBe(language === 'en');
});
