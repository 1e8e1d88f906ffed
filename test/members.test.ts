import { afterEach, describe, expect, test } from 'vitest';
import { startTenko, words, type Tenko, type TenkoOptions } from './support/tenko.ts';

let tenko: Tenko;
afterEach(() => tenko.stop());

async function group(options: TenkoOptions = {}) {
  tenko = await startTenko(options);
  const { world } = tenko;
  const [yuki, ken, mei] = ['ゆき', 'Ken', '美玲'].map((name) => world.createMember(name)) as [string, string, string];
  const pc = world.createMember('PC', { identified: false });
  return { chat: world.createGroup('Club', [yuki, ken, mei, pc]), yuki, ken, mei, pc };
}

describe('the roster', () => {
  test('learns from lines, taps, mentions and joins, and says how many it cannot name', async () => {
    const { chat, yuki, ken, mei, pc } = await group();
    expect(words(await tenko.say(chat, yuki, '/members list'))).toBe(
      'I know 1 person here by name:\n・ゆき\n… and 3 people I cannot name',
    );
    const mention = { index: 0, length: 4, memberId: ken };
    await tenko.say(chat, yuki, '@Ken are you coming?', { mentions: [mention] });
    await tenko.say(chat, yuki, '/members here');
    await tenko.tap(chat, mei, 'I’m here');
    const list = words(await tenko.say(chat, yuki, '/members list'));
    expect(list).toBe('I know 3 people here by name:\n・ゆき\n・Ken\n・美玲\n… and 1 person I cannot name');
    const dan = tenko.world.createMember('Dan');
    tenko.world.addMember(chat, dan);
    await tenko.quiet();
    expect(words(await tenko.say(chat, yuki, '/members list'))).toContain('・Dan');
    expect(words(await tenko.tap(chat, pc, 'I’m here'))).toContain('/members here');
  });

  test('of a verified account has everyone who agreed to be named', async () => {
    const { chat, yuki } = await group({ line: { verified: true } });
    const answer = words(await tenko.say(chat, yuki, '/members'));
    expect(answer).toContain('4 people are here');
    expect(answer).toContain('I know 3 of them by name. The others have not agreed');
    expect(words(await tenko.say(chat, yuki, '/members list'))).toContain('・美玲');
  });

  test('does not take the bot for a member when it is mentioned', async () => {
    const { chat, yuki } = await group();
    await tenko.say(chat, yuki, '@Tenko hello', { mentions: [{ index: 0, length: 6, memberId: 'bot' }] });
    expect(words(await tenko.say(chat, yuki, '/members list'))).toContain('I know 1 person');
  });
});

describe('/members history', () => {
  test('shows who came and went since the bot is here, as bars', async () => {
    const { chat, yuki, ken } = await group();
    const dan = tenko.world.createMember('Dan');
    tenko.world.addMember(chat, dan);
    tenko.world.removeMember(chat, ken);
    tenko.world.removeMember(chat, dan);
    await tenko.quiet();
    const [card] = await tenko.say(chat, yuki, '/members history');
    expect(words([card!])).toContain('3 people are here\nIn this chart: 1 joined, 2 left.');
    expect(words([card!])).toContain('3 +1 −2');
    expect(words(await tenko.tap(chat, yuki, 'By day'))).toContain('3 +1 −2');
    expect(words(await tenko.say(chat, yuki, '/members'))).toContain('1 person joined and 2 left');
  });

  test('in Japanese, in a room', async () => {
    tenko = await startTenko();
    const [yuki, ken] = ['ゆき', 'けん'].map((name) => tenko.world.createMember(name)) as [string, string];
    const room = tenko.world.createRoom([yuki, ken]);
    await tenko.say(room, yuki, '/人数');
    tenko.world.removeMember(room, ken);
    await tenko.quiet();
    const shown = words(await tenko.say(room, yuki, '／人数　推移　月'));
    expect(shown).toContain('今は1人います');
    expect(shown).toContain('1人 −1');
    expect(words(await tenko.tap(room, yuki, '週ごと'))).toContain('退出1人');
  });
});
