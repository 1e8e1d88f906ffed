import { fileURLToPath } from 'node:url';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { chatRef } from '../core/chat/chat.ts';
import { LANGUAGES } from '../core/command/definition.ts';
import { STORE } from '../core/host/tokens.ts';
import type { MessageView } from '../core/simulator/view.ts';
import { VirtualLine } from '../core/simulator/virtual-line.ts';
import { startTenko, words, type Tenko, type TenkoOptions } from './support/tenko.ts';

const PLUGINS = fileURLToPath(new URL('./fixtures/plugins', import.meta.url));
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const NAMES = ['Yuki', 'Ken', 'Mei', 'Somchai'];

let dataDir: string;
let line: VirtualLine;
let tenko: Tenko;
let now: number;
let boss: string;

beforeEach(async () => {
  // Noon in Tokyo: no test runs into another day.
  now = Date.UTC(2026, 10, 22, 3);
  dataDir = mkdtempSync(join(tmpdir(), 'tenko-guards-'));
  line = await VirtualLine.start({ now: () => now });
  boss = line.world.createMember('Boss');
  await start();
});

afterEach(async () => {
  await tenko.stop();
  await line.stop();
  rmSync(dataDir, { recursive: true });
});

async function start(options: TenkoOptions = {}): Promise<void> {
  tenko = await startTenko({
    on: line,
    dataDir,
    plugins: PLUGINS,
    owners: [`line:${boss}`],
    language: 'en',
    ...options,
    settings: { now: () => now, ...options.settings },
  });
}

async function restart(options: TenkoOptions = {}): Promise<void> {
  await tenko.stop();
  await start(options);
}

/** A group of so many; the first four are Yuki, Ken, Mei and Somchai. `moderators` are named in its policy. */
async function group(size: number, { moderators = [] as readonly string[], unnamed = 0 } = {}) {
  const ids = Array.from({ length: size }, (_, index) => line.world.createMember(NAMES[index] ?? `Member ${index}`));
  const shy = Array.from({ length: unnamed }, () => line.world.createMember('Shy', { identified: false }));
  const chat = line.world.createGroup('Bank', [...ids, ...shy]);
  const named = moderators.map((name) => ids[NAMES.indexOf(name)]!);
  if (named.length > 0)
    await tenko.root
      .resolve(STORE)
      .setPolicy(chatRef('line', line.botId, 'group', chat).key, JSON.stringify({ moderators: named }), 0);
  await tenko.quiet();
  const [yuki, ken, mei, somchai] = ids as [string, string, string, string];
  const say = async (memberId: string, text: string) => words(await tenko.say(chat, memberId, text));
  const tap = async (memberId: string, label: string) => words(await tenko.tap(chat, memberId, label));
  return { chat, ids, shy: shy[0]!, yuki, ken, mei, somchai, say, tap, diary: () => say(yuki, '/diary') };
}

/** The button with this label on the newest message that has one. */
function button(chat: string, label: string) {
  for (const message of tenko.fromBot(chat).toReversed()) {
    const action = line.world.actions(message.id).find((one) => one['label'] === label);
    if (action) return { message, action };
  }
  throw new Error(`no message of the bot has a button ${label}`);
}

const altText = (message: MessageView | undefined): string => String(message?.content['altText']);

describe('a command for moderators', () => {
  test('runs for them and for owners, and tells others why it does not', async () => {
    const { chat, yuki, ken, say, diary } = await group(3, { moderators: ['Ken'] });
    expect(await say(yuki, '/lock')).toBe('Only a moderator can use /lock here.');
    expect(await say(ken, '/lock')).toBe('ran lock by Ken');
    line.world.addMember(chat, boss);
    expect(await say(boss, '/lock')).toBe('ran lock by Boss');
    expect(await diary()).toBe('lock by Ken, lock by Boss | ran');
    expect(tenko.log).toContainEqual(
      expect.objectContaining({ command: '/lock', outcome: 'refused', code: 'NOT_ALLOWED', plugin: 'vault' }),
    );
  });

  test('nobody is asked for the options of what they may not run', async () => {
    const { yuki, say } = await group(3, { moderators: ['Ken'] });
    expect(await say(yuki, '/lock it up')).toBe('Only a moderator can use /lock here.');
  });

  test('runs for the one person of a 1:1 chat', async () => {
    const { yuki } = await group(1);
    const chat = line.world.createUserChat(yuki);
    expect(words(await tenko.say(chat, yuki, '/lock'))).toBe('ran lock by Yuki');
  });

  test('is run by a button with the rights of whoever taps, as they are at that moment', async () => {
    const { yuki, ken, say, tap, diary } = await group(3, { moderators: ['Ken'] });
    await say(ken, '/panel');
    expect(await tap(yuki, 'Hatch')).toBe('Only a moderator can use /hatch here.');
    expect(await tap(ken, 'Hatch')).toBe('ran hatch by Ken');
    expect(await say(ken, '/hatch')).toBe('');
    expect(await diary()).toBe('hatch by Ken | ran');
  });

  test('is run by the clock, which a plugin may ask for what is its own', async () => {
    const { yuki, say, diary } = await group(3);
    await say(yuki, '/alarm');
    now += 2 * MINUTE;
    await tenko.beat();
    expect(await diary()).toContain('lock by clock | ran');
  });
});

describe('a command for owners', () => {
  test('does not run for a moderator', async () => {
    const { chat, ken, say } = await group(3, { moderators: ['Ken'] });
    line.world.addMember(chat, boss);
    expect(await say(ken, '/sell')).toBe('Only the people who run this bot can use /sell.');
    expect(await say(boss, '/sell')).toBe('ran sell by Boss');
  });
});

describe('a command that others have to agree to', () => {
  test('runs once, as whoever asked, with the options it was asked for with, when the last of three taps', async () => {
    const { chat, yuki, ken, mei, tap, diary } = await group(30);
    const [card] = await tenko.say(chat, yuki, '/crack who:@Ken --at 18:00 drill "long rope"', {
      mentions: [{ index: 11, length: 4, memberId: ken }],
    });
    expect(words([card!])).toMatch(/3 of you have to agree[^]*Cracks it open[^]*\/crack who:@Ken --at 18:00 drill/);
    expect(words([card!])).toMatch(/Asked by[^]*Yuki[^]*Agreed[^]*nobody yet[^]*3 people[^]*12:05/);
    expect(altText(card)).toContain('3 more of you have to agree, until 12:05');
    now += MINUTE;
    expect(await tap(ken, 'I agree')).toMatch(/Agreed[^]*Ken[^]*2 people/);
    expect(await tap(ken, 'I agree')).toMatch(/Agreed[^]*Ken[^]*2 people/);
    expect(await tap(yuki, 'I agree')).toMatch(/Agreed[^]*Ken and Yuki[^]*1 person/);
    expect(await diary()).toBe('nothing | ');
    now += 3 * MINUTE;
    const ran = 'crack Ken 2026-11-22T09:00:00.000Z drill long rope by Yuki';
    expect(await tap(mei, 'I agree')).toBe(`ran ${ran}`);
    expect(await diary()).toBe(`${ran} | ran`);
    expect(await tap(mei, 'I agree')).toBe('/crack has run already, so this tap changes nothing.');
    expect(await tap(yuki, 'I agree')).toBe('/crack has run already, so this tap changes nothing.');
    expect(await diary()).toBe(`${ran} | ran`);
  });

  test.each([
    [1, ['Yuki']],
    [2, ['Yuki', 'Ken']],
    [3, ['Yuki', 'Ken', 'Mei']],
  ])('in a group of %i takes all of them', async (size, taps) => {
    const { ids, yuki, say, tap } = await group(size);
    expect(await say(yuki, '/crack')).toContain(
      size === 1 ? 'One of you has to agree' : `${size} of you have to agree`,
    );
    for (const name of taps.slice(0, -1))
      expect(await tap(ids[NAMES.indexOf(name)]!, 'I agree')).toMatch(/Still needed/);
    expect(await tap(ids[taps.length - 1]!, 'I agree')).toBe('ran crack by Yuki');
  });

  test('takes as many as the author wanted when LINE does not say how many are here', async () => {
    const { yuki, ken, say, tap } = await group(2);
    await say(yuki, '/diary');
    line.faults.nextOther = Array.from({ length: 2 }, () => ({ status: 404, body: { message: 'Not found' } }));
    expect(await say(yuki, '/crack')).toMatch(/3 of you have to agree[^]*Asked by[^]*Someone[^]*3 people/);
    expect(line.faults.nextOther).toEqual([]);
    expect(await tap(ken, 'I agree')).toMatch(/2 of you have to agree[^]*1 person/);
  });

  test('does not count whoever has left meanwhile', async () => {
    const { chat, yuki, ken, mei, say, tap } = await group(3);
    await say(yuki, '/crack');
    await tap(ken, 'I agree');
    line.world.removeMember(chat, ken);
    await tenko.quiet();
    expect(await tap(yuki, 'I agree')).toMatch(/Agreed\nYuki\n[^]*1 person/);
    expect(await tap(mei, 'I agree')).toBe('ran crack by Yuki');
  });

  test('counts two taps that come at once, and runs once when both are the last', async () => {
    const { chat, ids, yuki, ken, say, diary } = await group(30);
    await say(yuki, '/crack');
    const { message, action } = button(chat, 'I agree');
    for (const memberId of [yuki, ken, ...ids.slice(2, 30)]) line.world.tap(chat, memberId, message.id, action);
    await tenko.quiet();
    expect(await diary()).toBe('crack by Yuki | ran');
  });

  test('goes on after a restart between the taps; a redelivered tap counts once', async () => {
    const { chat, yuki, ken, mei, say, tap, diary } = await group(5);
    await say(yuki, '/crack');
    await tap(yuki, 'I agree');
    await tap(ken, 'I agree');
    const tapped = line.webhooks.at(-1)!.events;
    await restart();
    await line.redeliver(tapped);
    await tenko.quiet();
    expect(await diary()).toBe('nothing | ');
    expect(await tap(mei, 'I agree')).toBe('ran crack by Yuki');
    await line.redeliver(line.webhooks.findLast(({ events }) => events[0]?.type === 'postback')!.events);
    await tenko.quiet();
    expect(tenko.fromBot(chat).filter((message) => words([message]).startsWith('ran'))).toHaveLength(1);
    expect(await diary()).toBe('crack by Yuki | ran');
  });

  test('starts over when the time was up', async () => {
    const { yuki, ken, mei, somchai, say, tap, diary } = await group(5);
    await say(yuki, '/crack tools:saw');
    await tap(yuki, 'I agree');
    await tap(ken, 'I agree');
    now += 5 * MINUTE + SECOND;
    const again = await tap(mei, 'I agree');
    expect(again).toMatch(/the taps start over[^]*Agreed[^]*Mei[^]*2 people[^]*12:10/);
    expect(await diary()).toBe('nothing | ');
    await tap(ken, 'I agree');
    expect(await tap(somchai, 'I agree')).toBe('ran crack saw by Yuki');
  });

  test('typing what waits already is a tap, with other options it is another asking', async () => {
    const { yuki, ken, mei, say, diary } = await group(5);
    await say(yuki, '/crack saw drill');
    // One card for an asking: what is typed again is answered by a line.
    expect(await say(yuki, '/crack saw  drill')).toMatch(/^Asked already\. 2 more of you have to agree until 12:05/);
    expect(await say(yuki, '/crack saw drill')).toMatch(/^Asked already\. 2 more of you/);
    expect(await say(ken, '/crack rope')).toMatch(/Asked by[^]*Ken[^]*3 people/);
    expect(await say(ken, '／crack　"saw" 「drill」')).toMatch(/^Asked already\. 1 more of you has to agree/);
    expect(await say(mei, '/CRACK saw drill')).toBe('ran crack saw drill by Yuki');
    expect(await diary()).toBe('crack saw drill by Yuki | ran');
  });

  test('a button of the plugin’s asks as a typed line does', async () => {
    const { yuki, ken, mei, say, tap } = await group(3);
    await say(yuki, '/panel');
    expect(await tap(yuki, 'Crack')).toMatch(/Asked by[^]*Yuki[^]*3 people/);
    expect(await tap(ken, 'Crack')).toMatch(/Agreed[^]*Ken[^]*2 people/);
    await tap(yuki, 'I agree');
    expect(await tap(mei, 'I agree')).toBe('ran crack saw by Yuki');
  });

  test('whose handler refuses has not run, and goes on waiting', async () => {
    const { yuki, ken, say, tap, diary } = await group(5);
    await say(yuki, '/jam');
    await tap(yuki, 'I agree');
    expect(await tap(ken, 'I agree')).toBe('it is jammed');
    await say(yuki, '/pry oil');
    expect(await tap(ken, 'I agree')).toBe('ran jam by Yuki');
    expect(await diary()).toBe('jam by Yuki | oiled, ran');
  });

  test('a card of another chat does nothing', async () => {
    const here = await group(3);
    const there = await group(3);
    await here.say(here.yuki, '/crack');
    const { action } = button(here.chat, 'I agree');
    const answer = line.webhooks.length;
    await there.say(there.yuki, '/crack');
    const { message } = button(there.chat, 'I agree');
    expect(line.world.actions(message.id)).not.toContainEqual(action);
    const postback = {
      type: 'postback',
      mode: 'active',
      timestamp: now,
      webhookEventId: '01HXXXXXXXXXXXXXXXXXXXXXXX',
      source: { type: 'group', groupId: there.chat, userId: there.ken },
      deliveryContext: { isRedelivery: false },
      replyToken: line.issueReplyToken(there.chat),
      postback: { data: action['data'] },
    };
    await line.deliver([postback] as never);
    await tenko.quiet();
    expect(answer).toBeLessThan(line.webhooks.length);
    expect(words([tenko.fromBot(there.chat).at(-1)!])).toContain('another chat');
    expect(await there.tap(there.mei, 'I agree')).toMatch(/Agreed[^]*Mei[^]*2 people/);
  });

  test('a day later a tap on its card is told to ask again, for nothing of it is kept', async () => {
    const { chat, yuki, ken, say } = await group(5);
    await say(yuki, '/crack saw');
    const { message, action } = button(chat, 'I agree');
    now += 25 * 60 * MINUTE;
    await say(ken, '/crack rope');
    line.world.tap(chat, ken, message.id, action);
    await tenko.quiet();
    expect(words([tenko.fromBot(chat).at(-1)!])).toBe('Nobody asks for this any more. Ask again: /crack');
  });

  test('a tap on its card that comes too late is told the whole of what to ask for', async () => {
    const { chat, yuki, say } = await group(3, { moderators: ['Ken'] });
    await say(yuki, '/empty dust');
    const { message, action } = button(chat, 'I agree');
    const asked = line.world.messages(chat).find(({ content }) => content['text'] === '/empty dust')!;
    line.world.unsend(chat, yuki, asked.id);
    await tenko.quiet();
    line.world.tap(chat, yuki, message.id, action);
    await tenko.quiet();
    expect(words([tenko.fromBot(chat).at(-1)!])).toBe('Nobody asks for this any more. Ask again: /empty dust');
  });

  test('is not done when the line that asked for it is unsent, and the line is kept no more', async () => {
    const { chat, yuki, ken, mei, say, tap, diary } = await group(5);
    await say(yuki, '/crack saw');
    await tap(yuki, 'I agree');
    await tap(ken, 'I agree');
    const asked = line.world.messages(chat).find(({ content }) => content['text'] === '/crack saw')!;
    line.world.unsend(chat, yuki, asked.id);
    await tenko.quiet();
    const { key } = chatRef('line', line.botId, 'group', chat);
    expect(await tenko.root.resolve(STORE).list(key, 'vault', '')).toEqual([]);
    expect(await tap(mei, 'I agree')).toBe('Nobody asks for this any more. Ask again: /crack');
    expect(await diary()).toBe('nothing | ');
  });

  test('is the invocation of the line that asked: when that is unsent, the plugin hears which one it was', async () => {
    const { chat, yuki, ken, mei, tap, say, diary } = await group(5);
    await say(yuki, '/stamp');
    await tap(ken, 'I agree');
    expect(await tap(mei, 'I agree')).toBe('stamped');
    expect(await diary()).toBe('nothing | stamp');
    const asked = line.world.messages(chat).find(({ content }) => content['text'] === '/stamp')!;
    line.world.unsend(chat, yuki, asked.id);
    await tenko.quiet();
    expect(await diary()).toBe('nothing | ');
  });

  test('may be longer than a button carries; nothing of it is stored for the button', async () => {
    const { chat, yuki, ken, mei, say, tap } = await group(3);
    const tools = Array.from({ length: 80 }, (_, index) => `tool${index}`).join(' ');
    expect(await say(yuki, `/crack ${tools}`)).toContain(`/crack tool0 tool1`);
    const { action } = button(chat, 'I agree');
    expect(action['data']).toMatch(/\/crack … tenko:[\w-]{12}$/);
    await tap(yuki, 'I agree');
    await tap(ken, 'I agree');
    expect(await tap(mei, 'I agree')).toBe(`ran crack ${tools} by Yuki`);
  });

  test('of many that wait, the oldest makes room', async () => {
    const { chat, yuki, ken, say, tap } = await group(5);
    await say(yuki, '/crack first');
    const { message, action } = button(chat, 'I agree');
    for (let index = 0; index < 20; index++) {
      now += SECOND;
      await say(yuki, `/crack tool${index}`);
    }
    expect(await tap(ken, 'I agree')).toContain('2 people');
    line.world.tap(chat, ken, message.id, action);
    await tenko.quiet();
    expect(words([tenko.fromBot(chat).at(-1)!])).toContain('Nobody asks for this any more');
  });

  test('a burst of taps makes a few cards, and none after what they asked for has run', async () => {
    await restart({ settings: { coalescing: { pause: 400, quiet: 300, longest: 600, together: 0 }, now: Date.now } });
    now = Date.now();
    const { chat, ids, yuki, say } = await group(30);
    await say(yuki, '/crack');
    const { message, action } = button(chat, 'I agree');
    for (const memberId of ids) {
      line.world.tap(chat, memberId, message.id, action);
      line.world.tap(chat, memberId, message.id, action);
    }
    await tenko.quiet();
    const said = tenko.fromBot(chat).map((one) => words([one]));
    expect(said.filter((text) => text.startsWith('ran'))).toHaveLength(1);
    const after = said.slice(said.findIndex((text) => text.startsWith('ran')) + 1);
    expect(after.length).toBeLessThanOrEqual(3);
    expect(after.every((text) => text.includes('has run already'))).toBe(true);
  });
});

describe('a guard with more than one way through it', () => {
  test('lets a moderator run it at once, also when others are still being asked', async () => {
    const { yuki, ken, say, tap, diary } = await group(5, { moderators: ['Ken'] });
    expect(await say(ken, '/empty')).toBe('ran empty by Ken');
    expect(await say(yuki, '/empty')).toMatch(/All that is in it is gone\.[^]*A moderator’s tap is enough\./);
    expect(await tap(ken, 'I agree')).toBe('ran empty by Yuki');
    await say(yuki, '/empty');
    expect(await say(ken, '/empty')).toBe('ran empty by Ken');
    expect(await tap(yuki, 'I agree')).toContain('has run already');
    expect(await diary()).toBe('empty by Ken, empty by Yuki, empty by Ken | ran');
  });

  test('holds for subcommands, unless one has its own', async () => {
    const { yuki, mei, say, tap } = await group(5);
    expect(await say(yuki, '/empty peek')).toBe('ran peek by Yuki');
    expect(await say(yuki, '/empty dust')).toMatch(/2 of you have to agree[^]*Dusts it/);
    await tap(yuki, 'I agree');
    expect(await tap(mei, 'I agree')).toBe('ran dust by Yuki');
    expect(await tap(mei, 'I agree')).toBe('/empty dust has run already, so this tap changes nothing.');
  });

  test('asks once before it runs, too, and once in a while only', async () => {
    const { yuki, ken, mei, say, tap, diary } = await group(5, { moderators: ['Ken'] });
    expect(await say(ken, '/blast')).toContain('2 of you have to agree');
    expect(await diary()).toBe('nothing | ');
    expect(await tap(ken, 'I agree')).toBe('ran blast by Ken');
    expect(await say(ken, '/blast')).toBe('Not so fast: you can use /blast again from 13:00 on.');
    expect(await say(ken, '/blast')).toBe('');
    expect(await say(yuki, '/blast')).toContain('2 of you have to agree');
    await tap(mei, 'I agree');
    expect(await tap(yuki, 'I agree')).toBe('ran blast by Yuki');
    now += 60 * MINUTE;
    expect(await say(ken, '/blast')).toContain('2 of you have to agree');
  });
});

describe('a command that asks once', () => {
  test('runs when who asked for it confirms, and for nobody else', async () => {
    const { yuki, ken, say, tap, diary } = await group(3);
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
    const { yuki, ken, say, tap } = await group(3);
    await say(yuki, '/burn a');
    expect(await say(ken, '/burn a')).toContain('Only Ken can confirm');
    expect(await tap(ken, 'Yes, go ahead')).toBe('ran burn a by Ken');
    expect(await say(yuki, '/burn b')).toContain('Only Yuki can confirm');
    expect(await say(yuki, '/burn a')).toBe('ran burn a by Yuki');
  });

  test('asks again when the answer came too late', async () => {
    const { yuki, say, tap, diary } = await group(3);
    await say(yuki, '/burn it');
    now += 2 * MINUTE + SECOND;
    expect(await tap(yuki, 'Yes, go ahead')).toMatch(/so I ask again[^]*12:04/);
    expect(await diary()).toBe('nothing | ');
    expect(await tap(yuki, 'Yes, go ahead')).toBe('ran burn it by Yuki');
  });

  test('does not run for one who is a moderator no more when they confirm', async () => {
    const { chat, ken, say, tap } = await group(3, { moderators: ['Ken'] });
    expect(await say(ken, '/shred')).toContain('Really do this?');
    const { key } = chatRef('line', line.botId, 'group', chat);
    await tenko.root.resolve(STORE).setPolicy(key, JSON.stringify({ moderators: [] }), 1);
    await restart();
    expect(await tap(ken, 'Yes, go ahead')).toBe('Only a moderator can use /shred here.');
  });
});

describe('a cooldown', () => {
  test('is of one member in one chat, tells once when it is over, and not again', async () => {
    const { yuki, ken, say, diary } = await group(3);
    const other = line.world.createGroup('Other', [yuki]);
    expect(await say(yuki, '/coin')).toBe('ran coin by Yuki');
    now += 3 * MINUTE;
    expect(await say(yuki, '/coin')).toBe('Not so fast: you can use /coin again from 12:10 on.');
    expect(await say(yuki, '/coin')).toBe('');
    expect(await say(ken, '/coin')).toBe('ran coin by Ken');
    expect(words(await tenko.say(other, yuki, '/coin'))).toBe('ran coin by Yuki');
    await restart();
    now += 7 * MINUTE - SECOND;
    expect(await say(yuki, '/coin')).toBe('');
    now += SECOND;
    expect(await say(yuki, '/coin')).toBe('ran coin by Yuki');
    expect(await say(yuki, '/coin')).toContain('from 12:20 on');
    expect(await diary()).toBe('coin by Yuki, coin by Ken, coin by Yuki | ran');
  });

  test('of less than a minute says how many seconds are left', async () => {
    const { yuki, say } = await group(3);
    await say(yuki, '/drill');
    now += 28_500;
    expect(await say(yuki, '/drill')).toBe('Not so fast: you can use /drill again in 2 seconds.');
    now += 1_500;
    expect(await say(yuki, '/drill')).toBe('ran drill by Yuki');
  });

  test('holds for moderators, and not for owners', async () => {
    const { chat, ken, say } = await group(3, { moderators: ['Ken'] });
    line.world.addMember(chat, boss);
    await say(ken, '/coin');
    expect(await say(ken, '/coin')).toContain('Not so fast');
    await say(boss, '/coin');
    expect(await say(boss, '/coin')).toBe('ran coin by Boss');
  });
});

describe('someone whom LINE does not name', () => {
  test.each(['/lock', '/sell', '/crack', '/empty', '/empty dust'])('is told why %s does not run', async (typed) => {
    const { shy, say } = await group(2, { unnamed: 1 });
    expect(await say(shy, typed)).toBe(
      `I am not told who you are, and ${typed} needs to know. Somebody else here can use it.`,
    );
  });

  test.each(['/burn it', '/coin'])(
    'is told what would help with %s, which nobody else can do for them',
    async (typed) => {
      const { shy, say } = await group(2, { unnamed: 1 });
      expect(await say(shy, typed)).toMatch(/needs to know\. Open this chat in the app on a phone, agree to share/);
    },
  );

  test('may run what needs no identity', async () => {
    const { shy, say } = await group(2, { unnamed: 1 });
    expect(await say(shy, '/empty peek')).toContain('ran peek by');
    expect(await say(shy, '/diary')).toContain('ran');
  });

  test('does not count when they tap, and is told what to type', async () => {
    const { yuki, shy, say, tap } = await group(2, { unnamed: 1 });
    await say(yuki, '/crack saw "long rope"');
    const [first, second] = (await tap(shy, 'I agree')).split('\n');
    expect(first).toBe('I cannot see who tapped, so it does not count. Type it instead: /crack saw "long rope"');
    expect(second).toContain('If I cannot see you then either');
    expect(await tap(yuki, 'I agree')).toContain('2 people');
  });
});

describe('what the host counts', () => {
  test('costs a command without rules nothing: neither reading nor writing', async () => {
    const { yuki, say } = await group(3);
    await say(yuki, '/panel');
    const store = tenko.root.resolve(STORE);
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
    const { yuki, say } = await group(3);
    await say(yuki, '/coin');
    await say(yuki, '/crack');
    expect(await say(yuki, '/pry list')).toBe('[]');
    for (const how of ['read', 'write', 'delete', 'reply'])
      expect(await say(yuki, `/pry ${how}`)).toContain('Something went wrong');
    const failures = await tenko.failures();
    expect(failures).toHaveLength(4);
    expect(failures.every(({ error }) => /keys that begin with "tenko:" are the host's/.test(error))).toBe(true);
    expect(await say(yuki, '/coin')).toContain('Not so fast');
  });
});

describe.each(LANGUAGES)('in %s', (language) => {
  test('every card and every refusal has its words', async () => {
    await restart({ language });
    const { chat, yuki, ken, say } = await group(3, { moderators: ['Ken'], unnamed: 1 });
    const said: string[] = [];
    const label = (at: number): string => {
      const message = tenko.fromBot(chat).at(at)!;
      return String(line.world.actions(message.id)[0]?.['label']);
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
      said.push(words(await tenko.tap(chat, memberId, text)));
    now += 3 * MINUTE;
    said.push(words(await tenko.tap(chat, yuki, yes)));
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
