import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../core/command/definition.ts';
import { hostWithCommands } from './support/host-commands.ts';
import { words } from './support/tenko.ts';

describe('/moderators', () => {
  test('whoever claims it becomes the first once three have agreed, and then names others', async () => {
    const host = await hostWithCommands();
    const { chat, yuki, ken, mei, somchai } = host.group();
    expect(await host.ask(chat, ken, '/moderators')).toContain('This chat has no moderator');
    expect(words(await host.tenko.tap(chat, yuki, 'I will do it'))).toContain('3');
    const before = await host.ask(chat, yuki, '/settings language ja');
    expect(before).toBe(
      'Only a moderator can use /settings language here, and there is none yet. Ask to be the first: /moderators claim',
    );
    for (const member of [ken, mei, somchai]) await host.tenko.tap(chat, member, 'I agree');
    expect(await host.ask(chat, ken, '/moderators')).toMatch(/The moderator of this chat\n・Yuki/);
    expect(await host.ask(chat, yuki, '/moderators add @Ken')).toBe('Ken is a moderator of this chat now.');
    await host.restart();
    expect(await host.ask(chat, mei, '/moderators')).toMatch(/The 2 moderators of this chat\n・Yuki\n・Ken/);
    expect(await host.ask(chat, ken, '/moderators remove @Yuki')).toBe('Yuki is no moderator any more.');
    expect(await host.ask(chat, yuki, '/moderators add @Mei')).toContain('Only a moderator');
    expect(await host.ask(chat, ken, '/moderators remove @Ken')).toContain('and nobody else is');
  });

  test('say how many have to agree where there are fewer than three', async () => {
    const host = await hostWithCommands();
    const { world } = host.line;
    const [aki, ken] = ['Aki', 'Ken'].map((name) => world.createMember(name)) as [string, string];
    const two = world.createGroup('Two', [aki, ken]);
    expect(await host.ask(two, aki, '/moderators')).toContain('Whoever asks and finds 2 who agree');
    const one = world.createGroup('One', [aki]);
    expect(await host.ask(one, aki, '/moderators')).toContain('Whoever asks and confirms it');
    const { chat, yuki } = host.group();
    expect(await host.ask(chat, yuki, '/moderators')).toContain('finds 3 who agree');
    expect(await host.ask(chat, yuki, '/版主')).toContain('3 個人同意');
  });

  test('an owner of the host is let through at once, and nobody can claim what is taken', async () => {
    const host = await hostWithCommands();
    const { chat, yuki } = host.group();
    host.line.world.addMember(chat, host.boss);
    expect(await host.ask(chat, host.boss, '/moderators claim')).toContain('Boss is the moderator of this chat now');
    expect(await host.ask(chat, host.boss, '/moderators claim')).toContain('has a moderator already: Boss');
    expect(await host.ask(chat, yuki, '/moderators add @Yuki')).toContain('Only a moderator');
  });

  test('are one chat’s own', async () => {
    const host = await hostWithCommands();
    const here = host.group();
    await host.settle(here.chat, { moderators: [here.yuki] });
    const there = host.line.world.createGroup('Other', [here.yuki, here.ken]);
    expect(await host.ask(there, here.yuki, '/settings language ja')).toContain('Only a moderator');
  });

  test.each(LANGUAGES)('in a group that has none yet a refusal tells in %s how to become one', async (language) => {
    const host = await hostWithCommands({ language });
    const { chat, yuki } = host.group();
    const refusal = await host.ask(chat, yuki, '/settings language ja');
    const line = /[:：] *(\/.+)$/.exec(refusal)?.[1] ?? '';
    expect(await host.ask(chat, yuki, line)).toContain('Yuki');
    await host.tenko.beat();
    expect(await host.ask(chat, yuki, '/moderators')).not.toContain('・Yuki');
  });

  test.each(LANGUAGES)('speaks %s', async (language) => {
    const host = await hostWithCommands({ language });
    const { chat, yuki, ken } = host.group();
    await host.settle(chat, { moderators: [yuki] });
    await host.ask(chat, ken, '/ping');
    for (const line of ['/moderators', '/moderators add @Ken', '/moderators remove @Ken', '/moderators claim'])
      expect(await host.ask(chat, yuki, line)).not.toMatch(/operator can|\{|undefined/);
  });
});
