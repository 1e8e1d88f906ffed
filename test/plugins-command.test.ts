import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../core/command/definition.ts';
import { hostWithCommands } from './support/host-commands.ts';
import { words } from './support/tenko.ts';

describe('/plugins', () => {
  test('lists every plugin with what it may do', async () => {
    const host = await hostWithCommands();
    const { chat, ken } = host.group();
    const shown = await host.ask(chat, ken, '/plugins');
    expect(shown).toMatch(/poll\nPolls for the group[^\n]*\nMay: [^\n]*keep data for this chat/);
    expect(shown).toMatch(/ping\n[^\n]*\nMay only answer\./);
    expect(await host.ask(chat, ken, '/plugins about poll')).toContain('see who is here (names, pictures');
    expect(await host.ask(chat, ken, '/plugins about pol')).toBe('No plugin here is called “pol”. Did you mean poll?');
  });

  test('switches one off for a chat, by moderators alone, and on again', async () => {
    const host = await hostWithCommands();
    const { chat, yuki, ken } = host.group();
    const other = host.group();
    await host.settle(chat, { moderators: [yuki] });
    expect(await host.ask(chat, ken, '/plugins disable poll')).toContain('Only a moderator');
    expect(await host.ask(chat, ken, '/help')).toContain('/poll');
    expect(await host.ask(chat, yuki, '/plugins disable poll')).toContain('poll is off in this chat');
    expect(await host.ask(chat, yuki, '/plugins disable poll')).toBe('poll is off already.');
    expect(await host.ask(chat, ken, '/help')).not.toContain('/poll');
    expect(await host.ask(chat, ken, '/pol x')).toBe('');
    expect(await host.ask(chat, ken, '/poll Lunch?')).toContain('/poll is switched off in this chat');
    expect(await host.ask(other.chat, other.ken, '/poll Lunch?')).toContain('Lunch?');
    await host.restart();
    expect(await host.ask(chat, ken, '/plugins')).toContain('poll (off)');
    await host.ask(chat, yuki, '/plugins about poll');
    expect(words(await host.tenko.tap(chat, yuki, 'Switch on'))).toContain('poll is on in this chat');
    expect(await host.ask(chat, ken, '/poll Lunch?')).toContain('Lunch?');
  });

  test('keeps on what a chat could not do without', async () => {
    const host = await hostWithCommands();
    const { chat, yuki } = host.group();
    await host.settle(chat, { moderators: [yuki] });
    for (const plugin of ['help', 'plugins', 'settings', 'moderators', 'privacy'])
      expect(await host.ask(chat, yuki, `/plugins disable ${plugin}`)).toContain('is always on');
    expect((await host.store.policy(host.keyOf(chat))).revision).toBe(1);
  });

  test('a deadline that passed while the plugin was off is kept when it is on again', async () => {
    // The store has a clock of its own, which no test moves: so the past comes first.
    let now = Date.now() - 3 * 86_400_000;
    const host = await hostWithCommands({ now: () => now });
    const { chat, yuki } = host.group();
    await host.settle(chat, { moderators: [yuki] });
    await host.ask(chat, yuki, '/poll "Lunch?" sushi ramen --until 2h');
    await host.ask(chat, yuki, '/poll vote sushi');
    await host.ask(chat, yuki, '/plugins disable poll');
    now = Date.now();
    await host.tenko.beat();
    expect(await host.ask(chat, yuki, '/ping')).toBe('pong');
    await host.ask(chat, yuki, '/plugins enable poll');
    now = Date.now() + 1_000;
    await host.tenko.beat();
    expect(await host.ask(chat, yuki, '/ping')).toMatch(/pong[^]*sushi/);
    expect(await host.tenko.failures()).toEqual([]);
  });

  test.each(LANGUAGES)('speaks %s', async (language) => {
    const host = await hostWithCommands({ language });
    const { chat, yuki } = host.group();
    await host.settle(chat, { moderators: [yuki] });
    for (const line of ['/plugins', '/plugins about poll', '/plugins disable poll', '/plugins enable poll'])
      expect(await host.ask(chat, yuki, line)).not.toMatch(/operator|\{|undefined/);
  });
});

describe('/help', () => {
  test('shows what this member may run here, and nothing else', async () => {
    const host = await hostWithCommands();
    const { chat, yuki, ken } = host.group();
    await host.settle(chat, { moderators: [yuki] });
    expect(await host.ask(chat, ken, '/help')).not.toContain('/usage');
    const boss = host.line.world.createUserChat(host.boss);
    expect(await host.ask(boss, host.boss, '/help')).toContain('/usage');
    expect(await host.ask(boss, host.boss, '/help')).not.toContain('/moderators');
    expect(await host.ask(chat, ken, '/help plugins')).not.toContain('/plugins disable');
    expect(await host.ask(chat, yuki, '/help plugins')).toContain('/plugins disable');
  });
});
