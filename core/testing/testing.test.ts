import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openChat } from 'tenko/testing';
import { command, newFolder, writePlugin } from '../../test/support/plugin-folder.ts';

const plain = ['hello', 'roll', 'count', 'plan', 'later', 'ask', 'fail', 'refuse', 'bye', 'draw'];
const folder = writePlugin(
  newFolder(),
  {
    name: 'desk',
    permissions: ['storage', 'schedule', 'members', 'push', 'chat:leave'],
    fetch: ['api.example.com'],
    events: ['memberJoined'],
    commands: {
      ...Object.fromEntries(plain.map((name) => [name, command()])),
      greet: command({ options: { whom: { member: {}, required: true, description: { en: 'Whom' } } } }),
      ring: command({ hidden: true }),
      alarm: command({ hidden: true }),
      at: command({ options: { when: { time: {}, required: true, description: { en: 'When' } } } }),
    },
  },
  {
    'locales/en.json': '{ "hi": "Hi" }',
    'locales/ja.json': '{ "hi": "やあ" }',
    'index.ts': `
      import { Caller, Chat, Clock, Fetch, Members, Random, Refusal, Schedule, Storage, Texts } from 'tenko';
      import { inject, injectable } from 'tsyringe';
      @injectable()
      export default class Desk {
        constructor(
          @inject(Storage) private readonly storage: Storage,
          @inject(Schedule) private readonly schedule: Schedule,
          @inject(Chat) private readonly chat: Chat,
          @inject(Caller) private readonly caller: Caller,
          @inject(Clock) private readonly clock: Clock,
          @inject(Random) private readonly random: Random,
          @inject(Members) private readonly members: Members,
          @inject(Texts) private readonly texts: Texts,
          @inject(Fetch) private readonly fetch: Fetch,
        ) {} onMemberForgotten() {}
        async hello() { return this.texts.t('hi') + ' ' + (await this.caller.displayName()); }
        roll() { return String(this.random.integer(1, 1_000_000)); }
        async count() {
          const { members, unknown } = await this.members.roster();
          return members.length + ' known, ' + unknown + ' not';
        }
        at({ when }) { return 'at ' + when.toISOString(); }
        greet({ whom }) { return 'Hi ' + whom.displayName; }
        async plan() { await this.schedule.at(this.clock.now() + 3_600_000, '/ring'); return 'at ' + this.clock.now(); }
        async ring() {
          const rung = ((await this.storage.get('rung')) ?? 0) + 1;
          await this.storage.set('rung', rung);
          return 'ring ' + rung + ' at ' + this.clock.now();
        }
        async later() { await this.schedule.at(this.clock.now() + 3_600_000, '/alarm'); }
        alarm() { this.chat.notice('soon', { by: this.clock.now() + 60_000, expires: this.clock.now() + 120_000 }); }
        async ask() { return (await this.fetch.get('https://api.example.com/?q=1')).text; }
        fail() { throw new Error('out of ink'); }
        refuse() { throw new Refusal('not now'); }
        bye() { this.chat.leave(); return 'bye'; }
        draw() { return { type: 'card', title: 'Bell', text: 'Ring it', buttons: [{ label: 'Ring', command: '/ring' }, { label: 'Write', command: '/greet', prefill: '/greet ' }, { label: 'When?', command: '/at', pick: 'datetime' }] }; }
        onMemberJoined({ memberIds }) { return 'welcome ' + memberIds.length; }
        onMemberForgotten() {}
      }`,
  },
);

test('a line is answered, with the host’s own parser, in the language of the chat', async () => {
  const chat = await openChat(folder);
  await chat.say('Ken', '／ＨＥＬＬＯ');
  expect(chat).replied('Hi Ken');
  await chat.say('Yuki', '/greet @Mei');
  expect(chat).replied(/^Hi Mei$/);
  await chat.say('Yuki', '/greet nobody');
  expect(chat).replied('I know nobody here called “nobody”');
  const japanese = await openChat(folder, { language: 'ja' });
  await japanese.say('Ken', '/hello');
  expect(japanese).replied('やあ Ken');
});

test('what is no command is left alone, and a failing assertion tells what was said', async () => {
  const chat = await openChat(folder);
  await chat.say('Ken', 'nice weather');
  expect(chat).not.replied();
  await chat.say('Ken', '/hello');
  expect(() => expect(chat).replied('Bye')).toThrow(/should have replied "Bye", and it said:\n {2}Hi Ken/);
  expect(() => expect(chat).not.replied()).toThrow(/should not have replied anything/);
  await expect(chat.say('Nobody', '/hello')).rejects.toThrow(
    'nobody here is called "Nobody": there are Yuki, Ken, Mei',
  );
});

test('a tap runs what the button carries, and a hidden command is run by nothing else', async () => {
  const chat = await openChat(folder);
  await chat.say('Ken', '/draw');
  expect(chat.words).toBe('Bell\nRing it\n[Ring]\n[Write]\n[When?]');
  await chat.tap('Yuki', 'Ring');
  expect(chat).replied('ring 1');
  await chat.say('Yuki', '/ring');
  expect(chat).not.replied();
  await chat.tap('Yuki', 'When?', '2026-11-23T18:00');
  expect(chat).replied('at 2026-11-23T09:00:00.000Z');
  await expect(chat.tap('Yuki', 'When?', 'soon')).rejects.toThrow('"soon" cannot be picked');
  await expect(chat.tap('Yuki', 'Write')).rejects.toThrow(`chat.say('Yuki', "/greet ")`);
  await expect(chat.tap('Yuki', 'Stop')).rejects.toThrow(
    'no button is called "Stop": there are "Ring", "Write", "When?"',
  );
});

test('time goes on when the test says so: a timer goes off at its moment, and a notice is pushed at its own', async () => {
  const chat = await openChat(folder, { now: '2026-11-22T18:00:00+09:00' });
  await chat.say('Ken', '/plan');
  expect(chat).replied(`at ${Date.parse('2026-11-22T18:00:00+09:00')}`);
  await chat.pass('59m');
  expect(await chat.waiting()).toEqual([]);
  await chat.pass('2h 30m');
  expect(chat).not.replied();
  expect(await chat.waiting()).toEqual([`ring 1 at ${Date.parse('2026-11-22T19:00:00+09:00')}`]);
  await chat.say('Ken', 'anybody here?');
  expect(chat).replied('ring 1');

  await expect(chat.pass('tomorrow')).rejects.toThrow('"tomorrow" is no length of time');
  await expect(chat.passTo(chat.now - 1)).rejects.toThrow('time goes forward');
});

test('a notice that nobody’s line carries is pushed from its time on, and that can be seen', async () => {
  const chat = await openChat(folder);
  await chat.say('Ken', '/later');
  await chat.pass('1h');
  expect(await chat.waiting()).toEqual(['soon']);
  await chat.pass('59s');
  expect(chat).not.replied();
  await chat.pass('1s');
  expect(chat).replied('soon');
  expect(chat.pushed).toBe(true);
  expect(await chat.waiting()).toEqual([]);
});

test('chance is the same in every run', async () => {
  const rolls: string[] = [];
  for (let run = 0; run < 2; run++) {
    const chat = await openChat(folder);
    await chat.say('Ken', '/roll');
    rolls.push(chat.words);
  }
  expect(rolls[0]).toBe(rolls[1]);
});

test('who never wrote is counted and not known, as on LINE', async () => {
  const chat = await openChat(folder, { members: ['Yuki'], strangers: ['Ken', 'Mei'] });
  await chat.say('Yuki', '/count');
  expect(chat).replied('1 known, 2 not');
  await chat.join('Aki');
  expect(chat).replied('welcome 1');
  await chat.leave('Ken');
  await chat.say('Yuki', '/count');
  expect(chat).replied('2 known, 1 not');
});

test('a refusal is read as it is; a failure is told honestly, and the assertion shows where it came from', async () => {
  const chat = await openChat(folder);
  await chat.say('Ken', '/refuse');
  expect(chat).replied(/^not now$/);
  expect(chat.failures).toEqual([]);
  await chat.say('Ken', '/fail');
  expect(chat).replied('Something went wrong, and nothing was changed');
  expect(chat.failures).toEqual([{ code: 'HANDLER_FAILED', error: expect.stringContaining('index.ts:34') }]);
  expect(() => expect(chat).replied('done')).toThrow(/HANDLER_FAILED:\n {2}Error: out of ink/);
  await chat.say('Ken', '/hello');
  expect(chat.failures).toEqual([]);
});

test('the internet is what the test puts there, with the host’s limits', async () => {
  const chat = await openChat(folder);
  await chat.say('Ken', '/ask');
  expect(chat.failures[0]?.error).toContain("chat.site('api.example.com'");
  chat.site('api.example.com', ({ url }) => ({ text: `asked ${url.search}` }));
  await chat.say('Ken', '/ask');
  expect(chat).replied('asked ?q=1');
  chat.site('api.example.com', () => ({ text: 'x'.repeat(1_000_001) }));
  await chat.say('Ken', '/ask');
  expect(chat.failures[0]?.code).toBe('FETCH_TOO_LARGE');
});

test('a saved webhook is played again', async () => {
  const chat = await openChat(folder);
  const saved = new URL('../../test/fixtures/line/member-joined.json', import.meta.url);
  await chat.receive(JSON.parse(readFileSync(saved, 'utf8')));
  expect(chat).replied(/^welcome \d$/);
  await expect(chat.receive({ events: [] })).rejects.toThrow('no event');
});

test('after leaving, the bot has left', async () => {
  const chat = await openChat(folder);
  await chat.say('Ken', '/bye');
  expect(chat).replied('bye');
  expect(chat.left).toBe(true);
});

test('the same test runs the plugin in an isolate', async () => {
  const chat = await openChat(folder, { isolated: true });
  await chat.say('Ken', '/hello');
  expect(chat).replied('Hi Ken');
  chat.site('api.example.com', ({ url }) => ({ text: `asked ${url.search}` }));
  await chat.say('Ken', '/ask');
  expect(chat).replied('asked ?q=1');
  await chat.say('Ken', '/at 2026-11-23T18:00');
  expect(chat).replied('at 2026-11-23T09:00:00.000Z');
  await chat.say('Ken', '/plan');
  await chat.pass('1h');
  expect(await chat.waiting()).toEqual([expect.stringContaining('ring 1 at')]);
  await chat.say('Ken', '/fail');
  expect(chat.failures[0]?.error).toContain('index.ts:34');
});

test('a plugin that cannot be loaded says what is wrong with it', async () => {
  const broken = writePlugin(
    newFolder(),
    { name: 'broken', commands: { hi: command() } },
    { 'index.ts': 'export default class {}' },
  );
  await expect(openChat(broken)).rejects.toThrow('has no method `hi`');
  await expect(openChat(newFolder())).rejects.toThrow('there is no plugin.json');
});

test('a member has their data erased', async () => {
  const diary = writePlugin(
    newFolder(),
    { name: 'diary', permissions: ['storage', 'members'], commands: { dear: command(), diary: command() } },
    {
      'index.ts': `
        import { Caller, Storage } from 'tenko';
        import { inject, injectable } from 'tsyringe';
        @injectable()
        export default class Diary {
          constructor(@inject(Storage) private readonly storage: Storage, @inject(Caller) private readonly caller: Caller) {}
          async dear() { await this.storage.set('who/' + this.caller.id, await this.caller.displayName()); }
          async diary() { return (await this.storage.list<string>('who/')).map(({ value }) => value).join() || 'empty'; }
          async onMemberForgotten(id: string) { await this.storage.delete('who/' + id); }
        }`,
    },
  );
  for (const isolated of [false, true]) {
    const chat = await openChat(diary, { isolated });
    await chat.say('Yuki', '/dear');
    await chat.say('Ken', '/dear');
    await chat.forget('Ken');
    expect(chat.failures).toEqual([]);
    await chat.say('Mei', '/diary');
    expect(chat).replied(/^Yuki$/);
  }
});
