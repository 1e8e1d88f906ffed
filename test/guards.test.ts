import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { chatRef } from '../core/chat/chat.ts';
import { LANGUAGES } from '../core/command/definition.ts';
import { STORE } from '../core/host/tokens.ts';
import { openBank, type Bank } from './support/bank.ts';
import { words } from './support/tenko.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

let bank: Bank;

beforeEach(async () => {
  bank = await openBank();
});

afterEach(() => bank.close());

describe('a command for moderators', () => {
  test('runs for them and for owners, and tells others why it does not', async () => {
    const { chat, yuki, ken, say, diary } = await bank.group(3, { moderators: ['Ken'] });
    expect(await say(yuki, '/lock')).toBe('Only a moderator can use /lock here.');
    expect(await say(ken, '/lock')).toBe('ran lock by Ken');
    bank.line.world.addMember(chat, bank.boss);
    expect(await say(bank.boss, '/lock')).toBe('ran lock by Boss');
    expect(await diary()).toBe('lock by Ken, lock by Boss | ran');
    expect(bank.tenko.log).toContainEqual(
      expect.objectContaining({ command: '/lock', outcome: 'refused', code: 'NOT_ALLOWED', plugin: 'vault' }),
    );
  });

  test('nobody is asked for the options of what they may not run', async () => {
    const { yuki, say } = await bank.group(3, { moderators: ['Ken'] });
    expect(await say(yuki, '/lock it up')).toBe('Only a moderator can use /lock here.');
  });

  test('runs for the one person of a 1:1 chat', async () => {
    const { yuki } = await bank.group(1);
    const chat = bank.line.world.createUserChat(yuki);
    expect(words(await bank.tenko.say(chat, yuki, '/lock'))).toBe('ran lock by Yuki');
  });

  test('is run by a button with the rights of whoever taps, as they are at that moment', async () => {
    const { yuki, ken, say, tap, diary } = await bank.group(3, { moderators: ['Ken'] });
    await say(ken, '/panel');
    expect(await tap(yuki, 'Hatch')).toBe('Only a moderator can use /hatch here.');
    expect(await tap(ken, 'Hatch')).toBe('ran hatch by Ken');
    expect(await say(ken, '/hatch')).toBe('');
    expect(await diary()).toBe('hatch by Ken | ran');
  });

  test('is run by the clock, which a plugin may ask for what is its own', async () => {
    const { yuki, say, diary } = await bank.group(3);
    await say(yuki, '/alarm');
    bank.now += 2 * MINUTE;
    await bank.tenko.beat();
    expect(await diary()).toContain('lock by clock | ran');
  });
});

describe('a command for owners', () => {
  test('does not run for a moderator', async () => {
    const { chat, ken, say } = await bank.group(3, { moderators: ['Ken'] });
    bank.line.world.addMember(chat, bank.boss);
    expect(await say(ken, '/sell')).toBe('Only the people who run this bot can use /sell.');
    expect(await say(bank.boss, '/sell')).toBe('ran sell by Boss');
  });
});

describe('a guard with more than one way through it', () => {
  test('lets a moderator run it at once, also when others are still being asked', async () => {
    const { yuki, ken, say, tap, diary } = await bank.group(5, { moderators: ['Ken'] });
    expect(await say(ken, '/empty')).toBe('ran empty by Ken');
    expect(await say(yuki, '/empty')).toMatch(/All that is in it is gone\.[^]*A moderator’s tap is enough\./);
    expect(await tap(ken, 'I agree')).toBe('ran empty by Yuki');
    await say(yuki, '/empty');
    expect(await say(ken, '/empty')).toBe('ran empty by Ken');
    expect(await tap(yuki, 'I agree')).toContain('has run already');
    expect(await diary()).toBe('empty by Ken, empty by Yuki, empty by Ken | ran');
  });

  test('holds for subcommands, unless one has its own', async () => {
    const { yuki, mei, say, tap } = await bank.group(5);
    expect(await say(yuki, '/empty peek')).toBe('ran peek by Yuki');
    expect(await say(yuki, '/empty dust')).toMatch(/2 of you have to agree[^]*Dusts it/);
    await tap(yuki, 'I agree');
    expect(await tap(mei, 'I agree')).toBe('ran dust by Yuki');
    expect(await tap(mei, 'I agree')).toBe('/empty dust has run already, so this tap changes nothing.');
  });

  test('asks once before it runs, too, and once in a while only', async () => {
    const { yuki, ken, mei, say, tap, diary } = await bank.group(5, { moderators: ['Ken'] });
    expect(await say(ken, '/blast')).toContain('2 of you have to agree');
    expect(await diary()).toBe('nothing | ');
    expect(await tap(ken, 'I agree')).toBe('ran blast by Ken');
    expect(await say(ken, '/blast')).toBe('Not so fast: you can use /blast again from 13:00 on.');
    expect(await say(ken, '/blast')).toBe('');
    expect(await say(yuki, '/blast')).toContain('2 of you have to agree');
    await tap(mei, 'I agree');
    expect(await tap(yuki, 'I agree')).toBe('ran blast by Yuki');
    bank.now += 60 * MINUTE;
    expect(await say(ken, '/blast')).toContain('2 of you have to agree');
  });
});

describe('a command that asks once', () => {
  test('runs when who asked for it confirms, and for nobody else', async () => {
    const { yuki, ken, say, tap, diary } = await bank.group(3);
    const card = await say(yuki, '/burn my diary');
    expect(card).toMatch(
      /Really do this\?[^]*Burns a paper[^]*\/burn my diary[^]*Only Yuki can confirm it, until 12:02/,
    );
    expect(await tap(ken, 'Yes, go ahead')).toBe('Yuki asked for this, so only Yuki can confirm it.');
    expect(await diary()).toBe('nothing | ');
    expect(await tap(yuki, 'Yes, go ahead')).toBe('ran burn my diary by Yuki');
    expect(await tap(yuki, 'Yes, go ahead')).toBe('/burn has run already, so this tap changes nothing.');
    expect(await diary()).toBe('burn my diary by Yuki | ran');
  });

  test('keeps apart what two members ask for, and what one asks for twice', async () => {
    const { yuki, ken, say, tap } = await bank.group(3);
    await say(yuki, '/burn a');
    expect(await say(ken, '/burn a')).toContain('Only Ken can confirm');
    expect(await tap(ken, 'Yes, go ahead')).toBe('ran burn a by Ken');
    expect(await say(yuki, '/burn b')).toContain('Only Yuki can confirm');
    expect(await say(yuki, '/burn a')).toBe('ran burn a by Yuki');
  });

  test('asks again when the answer came too late', async () => {
    const { yuki, say, tap, diary } = await bank.group(3);
    await say(yuki, '/burn it');
    bank.now += 2 * MINUTE + SECOND;
    expect(await tap(yuki, 'Yes, go ahead')).toMatch(/so I ask again[^]*12:04/);
    expect(await diary()).toBe('nothing | ');
    expect(await tap(yuki, 'Yes, go ahead')).toBe('ran burn it by Yuki');
  });

  test('does not run for one who is a moderator no more when they confirm', async () => {
    const { chat, ken, say, tap } = await bank.group(3, { moderators: ['Ken'] });
    expect(await say(ken, '/shred')).toContain('Really do this?');
    const { key } = chatRef('line', bank.line.botId, 'group', chat);
    await bank.tenko.root.resolve(STORE).setPolicy(key, JSON.stringify({ moderators: [] }), 1);
    await bank.restart();
    expect(await tap(ken, 'Yes, go ahead')).toBe('Only a moderator can use /shred here.');
  });
});

describe('a cooldown', () => {
  test('is of one member in one chat, tells once when it is over, and not again', async () => {
    const { yuki, ken, say, diary } = await bank.group(3);
    const other = bank.line.world.createGroup('Other', [yuki]);
    expect(await say(yuki, '/coin')).toBe('ran coin by Yuki');
    bank.now += 3 * MINUTE;
    expect(await say(yuki, '/coin')).toBe('Not so fast: you can use /coin again from 12:10 on.');
    expect(await say(yuki, '/coin')).toBe('');
    expect(await say(ken, '/coin')).toBe('ran coin by Ken');
    expect(words(await bank.tenko.say(other, yuki, '/coin'))).toBe('ran coin by Yuki');
    await bank.restart();
    bank.now += 7 * MINUTE - SECOND;
    expect(await say(yuki, '/coin')).toBe('');
    bank.now += SECOND;
    expect(await say(yuki, '/coin')).toBe('ran coin by Yuki');
    expect(await say(yuki, '/coin')).toContain('from 12:20 on');
    expect(await diary()).toBe('coin by Yuki, coin by Ken, coin by Yuki | ran');
  });

  test('of less than a minute says how many seconds are left', async () => {
    const { yuki, say } = await bank.group(3);
    await say(yuki, '/drill');
    bank.now += 28_500;
    expect(await say(yuki, '/drill')).toBe('Not so fast: you can use /drill again in 2 seconds.');
    bank.now += 1_500;
    expect(await say(yuki, '/drill')).toBe('ran drill by Yuki');
  });

  test('holds for moderators, and not for owners', async () => {
    const { chat, ken, say } = await bank.group(3, { moderators: ['Ken'] });
    bank.line.world.addMember(chat, bank.boss);
    await say(ken, '/coin');
    expect(await say(ken, '/coin')).toContain('Not so fast');
    await say(bank.boss, '/coin');
    expect(await say(bank.boss, '/coin')).toBe('ran coin by Boss');
  });
});

describe('someone whom LINE does not name', () => {
  test.each(['/lock', '/sell', '/crack', '/empty', '/empty dust'])('is told why %s does not run', async (typed) => {
    const { shy, say } = await bank.group(2, { unnamed: 1 });
    expect(await say(shy, typed)).toBe(
      `I am not told who you are, and ${typed} needs to know. Somebody else here can use it.`,
    );
  });

  test.each(['/burn it', '/coin'])(
    'is told what would help with %s, which nobody else can do for them',
    async (typed) => {
      const { shy, say } = await bank.group(2, { unnamed: 1 });
      expect(await say(shy, typed)).toMatch(/needs to know\. Open this chat in the app on a phone, agree to share/);
    },
  );

  test('may run what needs no identity', async () => {
    const { shy, say } = await bank.group(2, { unnamed: 1 });
    expect(await say(shy, '/empty peek')).toContain('ran peek by');
    expect(await say(shy, '/diary')).toContain('ran');
  });

  test('does not count when they tap, and is told what to type', async () => {
    const { yuki, shy, say, tap } = await bank.group(2, { unnamed: 1 });
    await say(yuki, '/crack saw "long rope"');
    const [first, second] = (await tap(shy, 'I agree')).split('\n');
    expect(first).toBe('I cannot see who tapped, so it does not count. Type it instead: /crack saw "long rope"');
    expect(second).toContain('If I cannot see you then either');
    expect(await tap(yuki, 'I agree')).toContain('2 people');
  });
});

describe('what the host counts', () => {
  test('costs a command without rules nothing: neither reading nor writing', async () => {
    const { yuki, say } = await bank.group(3);
    await say(yuki, '/panel');
    const store = bank.tenko.root.resolve(STORE);
    const read = [
      vi.spyOn(store, 'read'),
      vi.spyOn(store, 'list'),
      vi.spyOn(store, 'policy'),
      vi.spyOn(store, 'roster'),
    ];
    const commit = vi.spyOn(store, 'commit');
    await say(yuki, '/panel');
    for (const spy of read) expect(spy).not.toHaveBeenCalled();
    expect(commit).toHaveBeenCalledTimes(1);
    expect(commit.mock.calls[0]![0].writes.size).toBe(0);
  });

  test('is neither seen nor written by the plugin', async () => {
    const { yuki, say } = await bank.group(3);
    await say(yuki, '/coin');
    await say(yuki, '/crack');
    expect(await say(yuki, '/pry list')).toBe('[]');
    for (const how of ['read', 'write', 'delete', 'reply'])
      expect(await say(yuki, `/pry ${how}`)).toContain('Something went wrong');
    const failures = await bank.tenko.failures();
    expect(failures).toHaveLength(4);
    expect(failures.every(({ error }) => /keys that begin with "tenko:" are the host's/.test(error))).toBe(true);
    expect(await say(yuki, '/coin')).toContain('Not so fast');
  });
});

describe.each(LANGUAGES)('in %s', (language) => {
  test('every card and every refusal has its words', async () => {
    await bank.restart({ language });
    const { chat, yuki, ken, say } = await bank.group(3, { moderators: ['Ken'], unnamed: 1 });
    const said: string[] = [];
    const label = (at: number): string => {
      const message = bank.tenko.fromBot(chat).at(at)!;
      return String(bank.line.world.actions(message.id)[0]?.['label']);
    };
    for (const typed of ['/lock', '/sell', '/empty', '/burn it', '/coin', '/coin', '/drill', '/drill'])
      said.push(await say(yuki, typed));
    const [agree, yes] = [label(-6), label(-5)];
    for (const [memberId, text] of [
      [ken, yes],
      [yuki, agree],
      [ken, agree],
      [yuki, agree],
    ] as const)
      said.push(words(await bank.tenko.tap(chat, memberId, text)));
    bank.now += 3 * MINUTE;
    said.push(words(await bank.tenko.tap(chat, yuki, yes)));
    expect(said.filter((text) => text === '' || /[{}]|undefined|guard-|taps-|confirm-|cooldown-/.test(text))).toEqual(
      [],
    );
    const english = new Set(['ran coin by Yuki', 'ran drill by Yuki', 'ran empty by Yuki']);
    const own = said.filter((text) => !english.has(text));
    const foreign = {
      en: /^(?!.*[\u3040-\u9fff\u0e00-\u0e7f])/s,
      ja: /[\u3040-\u30ff]/,
      'zh-TW': /[\u4e00-\u9fff]/,
      th: /[\u0e00-\u0e7f]/,
    };
    expect(own.filter((text) => !foreign[language].test(text))).toEqual([]);
  });
});
