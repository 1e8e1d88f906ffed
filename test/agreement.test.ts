import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chatRef } from '../core/chat/chat.ts';
import { STORE } from '../core/host/tokens.ts';
import type { MessageView } from '../core/simulator/view.ts';
import { NAMES, openBank, type Bank } from './support/bank.ts';
import { words } from './support/tenko.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

let bank: Bank;

beforeEach(async () => {
  bank = await openBank();
});

afterEach(() => bank.close());

const altText = (message: MessageView | undefined): string => String(message?.content['altText']);

describe('a command that others have to agree to', () => {
  test('runs once, as whoever asked, with the options it was asked for with, when the last of three taps', async () => {
    const { chat, yuki, ken, mei, tap, diary } = await bank.group(30);
    const [card] = await bank.tenko.say(chat, yuki, '/crack who:@Ken --at 18:00 drill "long rope"', {
      mentions: [{ index: 11, length: 4, memberId: ken }],
    });
    expect(words([card!])).toMatch(/3 of you have to agree[^]*Cracks it open[^]*\/crack who:@Ken --at 18:00 drill/);
    expect(words([card!])).toMatch(/Asked by[^]*Yuki[^]*Agreed[^]*nobody yet[^]*3 people[^]*12:05/);
    expect(altText(card)).toContain('3 more of you have to agree, until 12:05');
    bank.now += MINUTE;
    expect(await tap(ken, 'I agree')).toMatch(/Agreed[^]*Ken[^]*2 people/);
    expect(await tap(ken, 'I agree')).toMatch(/Agreed[^]*Ken[^]*2 people/);
    expect(await tap(yuki, 'I agree')).toMatch(/Agreed[^]*Ken and Yuki[^]*1 person/);
    expect(await diary()).toBe('nothing | ');
    bank.now += 3 * MINUTE;
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
    const { ids, yuki, say, tap } = await bank.group(size);
    expect(await say(yuki, '/crack')).toContain(
      size === 1 ? 'One of you has to agree' : `${size} of you have to agree`,
    );
    for (const name of taps.slice(0, -1))
      expect(await tap(ids[NAMES.indexOf(name)]!, 'I agree')).toMatch(/Still needed/);
    expect(await tap(ids[taps.length - 1]!, 'I agree')).toBe('ran crack by Yuki');
  });

  test('takes as many as the author wanted when LINE does not say how many are here', async () => {
    const { yuki, ken, say, tap } = await bank.group(2);
    await say(yuki, '/diary');
    bank.line.faults.nextOther = Array.from({ length: 2 }, () => ({ status: 404, body: { message: 'Not found' } }));
    expect(await say(yuki, '/crack')).toMatch(/3 of you have to agree[^]*Asked by[^]*Someone[^]*3 people/);
    expect(bank.line.faults.nextOther).toEqual([]);
    expect(await tap(ken, 'I agree')).toMatch(/2 of you have to agree[^]*1 person/);
  });

  test('does not count whoever has left meanwhile', async () => {
    const { chat, yuki, ken, mei, say, tap } = await bank.group(3);
    await say(yuki, '/crack');
    await tap(ken, 'I agree');
    bank.line.world.removeMember(chat, ken);
    await bank.tenko.quiet();
    expect(await tap(yuki, 'I agree')).toMatch(/Agreed\nYuki\n[^]*1 person/);
    expect(await tap(mei, 'I agree')).toBe('ran crack by Yuki');
  });

  test('counts two taps that come at once, and runs once when both are the last', async () => {
    const { chat, ids, yuki, ken, say, diary } = await bank.group(30);
    await say(yuki, '/crack');
    const { message, action } = bank.button(chat, 'I agree');
    for (const memberId of [yuki, ken, ...ids.slice(2, 30)]) bank.line.world.tap(chat, memberId, message.id, action);
    await bank.tenko.quiet();
    expect(await diary()).toBe('crack by Yuki | ran');
  });

  test('goes on after a restart between the taps; a redelivered tap counts once', async () => {
    const { chat, yuki, ken, mei, say, tap, diary } = await bank.group(5);
    await say(yuki, '/crack');
    await tap(yuki, 'I agree');
    await tap(ken, 'I agree');
    const tapped = bank.line.webhooks.at(-1)!.events;
    await bank.restart();
    await bank.line.redeliver(tapped);
    await bank.tenko.quiet();
    expect(await diary()).toBe('nothing | ');
    expect(await tap(mei, 'I agree')).toBe('ran crack by Yuki');
    await bank.line.redeliver(bank.line.webhooks.findLast(({ events }) => events[0]?.type === 'postback')!.events);
    await bank.tenko.quiet();
    expect(bank.tenko.fromBot(chat).filter((message) => words([message]).startsWith('ran'))).toHaveLength(1);
    expect(await diary()).toBe('crack by Yuki | ran');
  });

  test('starts over when the time was up', async () => {
    const { yuki, ken, mei, somchai, say, tap, diary } = await bank.group(5);
    await say(yuki, '/crack tools:saw');
    await tap(yuki, 'I agree');
    await tap(ken, 'I agree');
    bank.now += 5 * MINUTE + SECOND;
    const again = await tap(mei, 'I agree');
    expect(again).toMatch(/the taps start over[^]*Agreed[^]*Mei[^]*2 people[^]*12:10/);
    expect(await diary()).toBe('nothing | ');
    await tap(ken, 'I agree');
    expect(await tap(somchai, 'I agree')).toBe('ran crack saw by Yuki');
  });

  test('typing what waits already is a tap, with other options it is another asking', async () => {
    const { yuki, ken, mei, say, diary } = await bank.group(5);
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
    const { yuki, ken, mei, say, tap } = await bank.group(3);
    await say(yuki, '/panel');
    expect(await tap(yuki, 'Crack')).toMatch(/Asked by[^]*Yuki[^]*3 people/);
    expect(await tap(ken, 'Crack')).toMatch(/Agreed[^]*Ken[^]*2 people/);
    await tap(yuki, 'I agree');
    expect(await tap(mei, 'I agree')).toBe('ran crack saw by Yuki');
  });

  test('whose handler refuses has not run, and goes on waiting', async () => {
    const { yuki, ken, say, tap, diary } = await bank.group(5);
    await say(yuki, '/jam');
    await tap(yuki, 'I agree');
    expect(await tap(ken, 'I agree')).toBe('it is jammed');
    await say(yuki, '/pry oil');
    expect(await tap(ken, 'I agree')).toBe('ran jam by Yuki');
    expect(await diary()).toBe('jam by Yuki | oiled, ran');
  });

  test('a card of another chat does nothing', async () => {
    const here = await bank.group(3);
    const there = await bank.group(3);
    await here.say(here.yuki, '/crack');
    const { action } = bank.button(here.chat, 'I agree');
    const answer = bank.line.webhooks.length;
    await there.say(there.yuki, '/crack');
    const { message } = bank.button(there.chat, 'I agree');
    expect(bank.line.world.actions(message.id)).not.toContainEqual(action);
    const postback = {
      type: 'postback',
      mode: 'active',
      timestamp: bank.now,
      webhookEventId: '01HXXXXXXXXXXXXXXXXXXXXXXX',
      source: { type: 'group', groupId: there.chat, userId: there.ken },
      deliveryContext: { isRedelivery: false },
      replyToken: bank.line.issueReplyToken(there.chat),
      postback: { data: action['data'] },
    };
    await bank.line.deliver([postback] as never);
    await bank.tenko.quiet();
    expect(answer).toBeLessThan(bank.line.webhooks.length);
    expect(words([bank.tenko.fromBot(there.chat).at(-1)!])).toContain('another chat');
    expect(await there.tap(there.mei, 'I agree')).toMatch(/Agreed[^]*Mei[^]*2 people/);
  });

  test('a day later a tap on its card is told to ask again, for nothing of it is kept', async () => {
    const { chat, yuki, ken, say } = await bank.group(5);
    await say(yuki, '/crack saw');
    const { message, action } = bank.button(chat, 'I agree');
    bank.now += 25 * 60 * MINUTE;
    await say(ken, '/crack rope');
    bank.line.world.tap(chat, ken, message.id, action);
    await bank.tenko.quiet();
    expect(words([bank.tenko.fromBot(chat).at(-1)!])).toBe('Nobody asks for this any more. Ask again: /crack');
  });

  test('a tap on its card that comes too late is told the whole of what to ask for', async () => {
    const { chat, yuki, say } = await bank.group(3, { moderators: ['Ken'] });
    await say(yuki, '/empty dust');
    const { message, action } = bank.button(chat, 'I agree');
    const asked = bank.line.world.messages(chat).find(({ content }) => content['text'] === '/empty dust')!;
    bank.line.world.unsend(chat, yuki, asked.id);
    await bank.tenko.quiet();
    bank.line.world.tap(chat, yuki, message.id, action);
    await bank.tenko.quiet();
    expect(words([bank.tenko.fromBot(chat).at(-1)!])).toBe('Nobody asks for this any more. Ask again: /empty dust');
  });

  test('is not done when the line that asked for it is unsent, and the line is kept no more', async () => {
    const { chat, yuki, ken, mei, say, tap, diary } = await bank.group(5);
    await say(yuki, '/crack saw');
    await tap(yuki, 'I agree');
    await tap(ken, 'I agree');
    const asked = bank.line.world.messages(chat).find(({ content }) => content['text'] === '/crack saw')!;
    bank.line.world.unsend(chat, yuki, asked.id);
    await bank.tenko.quiet();
    const { key } = chatRef('line', bank.line.botId, 'group', chat);
    expect(await bank.tenko.root.resolve(STORE).list(key, 'vault', '')).toEqual([]);
    expect(await tap(mei, 'I agree')).toBe('Nobody asks for this any more. Ask again: /crack');
    expect(await diary()).toBe('nothing | ');
  });

  test('is the invocation of the line that asked: when that is unsent, the plugin hears which one it was', async () => {
    const { chat, yuki, ken, mei, tap, say, diary } = await bank.group(5);
    await say(yuki, '/stamp');
    await tap(ken, 'I agree');
    expect(await tap(mei, 'I agree')).toBe('stamped');
    expect(await diary()).toBe('nothing | stamp');
    const asked = bank.line.world.messages(chat).find(({ content }) => content['text'] === '/stamp')!;
    bank.line.world.unsend(chat, yuki, asked.id);
    await bank.tenko.quiet();
    expect(await diary()).toBe('nothing | ');
  });

  test('may be longer than a button carries; nothing of it is stored for the button', async () => {
    const { chat, yuki, ken, mei, say, tap } = await bank.group(3);
    const tools = Array.from({ length: 80 }, (_, index) => `tool${index}`).join(' ');
    expect(await say(yuki, `/crack ${tools}`)).toContain(`/crack tool0 tool1`);
    const { action } = bank.button(chat, 'I agree');
    expect(action['data']).toMatch(/\/crack … tenko:[\w-]{12}$/);
    await tap(yuki, 'I agree');
    await tap(ken, 'I agree');
    expect(await tap(mei, 'I agree')).toBe(`ran crack ${tools} by Yuki`);
  });

  test('of many that wait, the oldest makes room', async () => {
    const { chat, yuki, ken, say, tap } = await bank.group(5);
    await say(yuki, '/crack first');
    const { message, action } = bank.button(chat, 'I agree');
    for (let index = 0; index < 20; index++) {
      bank.now += SECOND;
      await say(yuki, `/crack tool${index}`);
    }
    expect(await tap(ken, 'I agree')).toContain('2 people');
    bank.line.world.tap(chat, ken, message.id, action);
    await bank.tenko.quiet();
    expect(words([bank.tenko.fromBot(chat).at(-1)!])).toContain('Nobody asks for this any more');
  });

  test('a burst of taps makes a few cards, and none after what they asked for has run', async () => {
    await bank.restart({
      settings: { coalescing: { pause: 400, quiet: 300, longest: 600, together: 0 }, now: Date.now },
    });
    bank.now = Date.now();
    const { chat, ids, yuki, say } = await bank.group(30);
    await say(yuki, '/crack');
    const { message, action } = bank.button(chat, 'I agree');
    for (const memberId of ids) {
      bank.line.world.tap(chat, memberId, message.id, action);
      bank.line.world.tap(chat, memberId, message.id, action);
    }
    await bank.tenko.quiet();
    const said = bank.tenko.fromBot(chat).map((one) => words([one]));
    expect(said.filter((text) => text.startsWith('ran'))).toHaveLength(1);
    const after = said.slice(said.findIndex((text) => text.startsWith('ran')) + 1);
    expect(after.length).toBeLessThanOrEqual(3);
    expect(after.every((text) => text.includes('has run already'))).toBe(true);
  });
});
