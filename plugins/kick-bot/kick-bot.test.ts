import type { ChatKind } from 'tenko';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from '../../core/command/definition.ts';
import { FakeChat, TextsOf } from '../../test/support/plugin-bench.ts';
import { startTenko, words, type Tenko } from '../../test/support/tenko.ts';
import KickBot from './index.ts';
import manifest from './plugin.json' with { type: 'json' };

class Stuck extends FakeChat {
  override can(): boolean {
    return false;
  }
}

function inChat(kind: ChatKind = 'group', language: Language = 'en', chat = new FakeChat(kind)) {
  return { chat, plugin: new KickBot(chat, new TextsOf('plugins/kick-bot', language)) };
}

describe('/kickbot', () => {
  it.each(['group', 'room'] as const)('says goodbye and leaves the %s', (kind) => {
    const { chat, plugin } = inChat(kind);
    expect(plugin.kickbot()).toMatch(/^Goodbye.*\nPolls.*stay for 30 days.*timers stopped.*invite me back.*erased\.$/);
    expect(chat.left).toBe(true);
  });

  it.each(LANGUAGES)(
    'says in %s, in the same words as before, what becomes of the polls and roll calls',
    (language) => {
      const kept = inChat('group', language).plugin.kickbot().split('\n')[1]!;
      expect(manifest.commands.kickbot.warning[language]).toContain(kept);
    },
  );

  it('in a 1:1 chat tells how to block it, and leaves nothing', () => {
    const { chat, plugin } = inChat('user');
    expect(plugin.kickbot()).toContain('block me');
    expect(chat.left).toBe(false);
  });

  it('where it cannot leave tells that someone has to remove it', () => {
    const { chat, plugin } = inChat('group', 'en', new Stuck('group'));
    expect(plugin.kickbot()).toContain('has to remove me');
    expect(chat.left).toBe(false);
  });
});

describe('/kickbot in a group', () => {
  let tenko: Tenko;
  beforeEach(async () => void (tenko = await startTenko()));
  afterEach(() => tenko.stop());

  const isIn = (chat: string) => tenko.world.chats().find(({ id }) => id === chat)?.botIn;
  const members = (names: readonly string[]) => names.map((name) => tenko.world.createMember(name));

  it('tells what happens, and leaves when three different members have tapped', async () => {
    const [yuki, ken, mei, somchai] = members(['Yuki', 'Ken', 'Mei', 'Somchai']) as [string, string, string, string];
    const chat = tenko.world.createGroup('Club', [yuki, ken, mei, somchai]);
    const card = words(await tenko.say(chat, yuki, '/kickbot'));
    expect(card).toMatch(/3 of you have to agree[^]*stay for 30 days/);
    // There is none in this chat.
    expect(card).not.toContain('moderator');
    await tenko.tap(chat, ken, 'I agree');
    await tenko.tap(chat, ken, 'I agree');
    await tenko.tap(chat, yuki, 'I agree');
    expect(isIn(chat)).toBe(true);
    expect(words(await tenko.tap(chat, somchai, 'I agree'))).toContain('Goodbye');
    expect(isIn(chat)).toBe(false);
  });

  it('asks all of them where they are fewer', async () => {
    const [yuki, ken] = members(['Yuki', 'Ken']) as [string, string];
    const room = tenko.world.createRoom([yuki, ken]);
    await tenko.say(room, yuki, '/退出');
    await tenko.tap(room, yuki, '同意する');
    expect(isIn(room)).toBe(true);
    await tenko.tap(room, ken, '同意する');
    expect(isIn(room)).toBe(false);
  });

  it('does not count whose name nobody tells', async () => {
    const [yuki, ken] = members(['Yuki', 'Ken']) as [string, string];
    const chat = tenko.world.createGroup('Club', [yuki, ken, tenko.world.createMember('Shy', { identified: false })]);
    await tenko.say(chat, yuki, '/kickbot');
    tenko.line.faults.webhooks.anonymous = true;
    expect(words(await tenko.tap(chat, ken, 'I agree'))).toContain('Type it instead: /kickbot');
    tenko.line.faults.webhooks.anonymous = false;
    expect(words(await tenko.say(chat, ken, '/kickbot'))).toMatch(/^Asked already\. 2 more of you/);
    expect(isIn(chat)).toBe(true);
  });
});
