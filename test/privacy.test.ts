import { describe, expect, test } from 'vitest';
import { Roster } from '../core/chat/roster.ts';
import { Registry } from '../core/plugin/registry.ts';
import { chatOf } from '../core/host/work.ts';
import { LANGUAGES } from '../core/command/definition.ts';
import { hostWithCommands, NOON, type HostWithCommands } from './support/host-commands.ts';
import { words } from './support/tenko.ts';

/** Asked for, and confirmed. */
async function forgetMe(host: HostWithCommands, chat: string, member: string): Promise<string> {
  await host.ask(chat, member, '/privacy forget-me');
  return words(await host.tenko.tap(chat, member, 'Yes, go ahead'));
}

const rosterOf = async (host: HostWithCommands, chat: string): Promise<readonly string[]> =>
  (await host.store.roster(host.keyOf(chat))).map(({ memberId }) => memberId);

/** All that is kept for a chat, as the file has it. */
async function kept(host: HostWithCommands, chat: string): Promise<string> {
  const key = host.keyOf(chat);
  const plugins = host.tenko.root.resolve(Registry).all();
  const lists = await Promise.all(plugins.map(({ name }) => host.store.list(key, name, '')));
  return JSON.stringify([lists, await host.store.policy(key), await host.store.failures()]);
}

describe('/privacy', () => {
  test('tells what each plugin may read and did read, for a week', async () => {
    let now = Date.now() - 9 * 86_400_000;
    const host = await hostWithCommands({ now: () => now });
    const { chat, yuki } = host.group();
    now = Date.now();
    expect(await host.ask(chat, yuki, '/privacy receipts')).toBe('Nothing was read or sent here in 7 days.');
    await host.ask(chat, yuki, '/members');
    await host.ask(chat, yuki, '/members list');
    const receipts = await host.ask(chat, yuki, '/privacy receipts');
    expect(receipts).toMatch(/members\n[^\n]*the member list read 2 times[^\n]*2 answers sent/);
    expect(receipts).not.toContain('poll');
    const shown = await host.ask(chat, yuki, '/privacy');
    expect(shown).toMatch(/poll\nmay [^\n]*keep data for this chat[^\n]*\nin 7 days: nothing/);
    const other = host.group();
    expect(await host.ask(other.chat, other.yuki, '/privacy receipts')).toContain('Nothing was read');
    await host.restart();
    expect(await host.ask(chat, yuki, '/privacy receipts')).toContain('the member list read 2 times');
  });

  test('forget-me erases a member in every plugin and in the roster, and only what they do later brings them back', async () => {
    let now = NOON;
    const host = await hostWithCommands({ now: () => now });
    const { chat, yuki, ken, mei } = host.group();
    await host.ask(chat, yuki, '/poll "Lunch?" sushi ramen');
    await host.ask(chat, ken, '/poll vote sushi');
    await host.ask(chat, mei, '/poll vote ramen');
    await host.ask(chat, mei, '/rollcall Practice');
    await host.ask(chat, ken, '/rollcall yes');
    expect(await kept(host, chat)).toContain(ken);
    expect(await forgetMe(host, chat, ken)).toContain('What was kept of you here is erased');
    expect(await kept(host, chat)).not.toContain(ken);
    expect(await kept(host, chat)).toContain(mei);
    expect(await rosterOf(host, chat)).not.toContain(ken);
    expect(await host.tenko.failures()).toEqual([]);
    await host.restart();
    expect(await rosterOf(host, chat)).toEqual([yuki, mei]);
    expect(await host.ask(chat, mei, '/poll results')).not.toContain('Ken');
    now += 1_000;
    await host.ask(chat, ken, '/poll vote sushi');
    await host.tenko.root.resolve(Roster).flush();
    expect(await rosterOf(host, chat)).toContain(ken);
    expect(await host.ask(chat, mei, '/poll results')).toContain('sushi');
  });

  test('forget-me waits for its confirmation, and takes a moderator’s office too', async () => {
    const host = await hostWithCommands();
    const { chat, yuki, ken } = host.group();
    await host.settle(chat, { moderators: [yuki, ken] });
    await host.ask(chat, ken, '/privacy forget-me');
    expect(await host.ask(chat, yuki, '/moderators')).toContain('The 2 moderators');
    const said = words(await host.tenko.tap(chat, ken, 'Yes, go ahead'));
    expect(said).toMatch(/\nYou are no moderator here any more\.$/);
    expect(JSON.parse((await host.store.policy(host.keyOf(chat))).document)).toMatchObject({ moderators: [yuki] });
    expect(await forgetMe(host, chat, yuki)).toContain('Nobody else is, either');
  });

  test('what was learnt before the forgetting and is written behind it brings nobody back', async () => {
    const host = await hostWithCommands();
    const { chat, yuki, ken } = host.group();
    await host.ask(chat, yuki, '/ping');
    // Seen by ordinary lines, which are written down later.
    host.line.world.say(chat, ken, 'hello');
    await host.tenko.quiet();
    await forgetMe(host, chat, ken);
    const roster = host.tenko.root.resolve(Roster);
    roster.seen(chatOf(host.keyOf(chat)), ken, NOON - 1);
    await roster.flush();
    expect(await rosterOf(host, chat)).not.toContain(ken);
  });

  test('a member who left is not brought back by a line that arrives late, and is when they join again', async () => {
    let now = NOON;
    const host = await hostWithCommands({ now: () => now });
    const { chat, yuki, ken } = host.group();
    await host.ask(chat, ken, '/ping');
    await host.ask(chat, yuki, '/members');
    const roster = host.tenko.root.resolve(Roster);
    now += 60_000;
    host.line.world.removeMember(chat, ken);
    await host.tenko.quiet();
    roster.seen(chatOf(host.keyOf(chat)), ken, NOON + 30_000);
    await roster.flush();
    expect(await rosterOf(host, chat)).toEqual([yuki]);
    now += 60_000;
    host.line.world.addMember(chat, ken);
    await host.tenko.quiet();
    await roster.flush();
    expect((await rosterOf(host, chat)).toSorted()).toEqual([ken, yuki].toSorted());
  });

  test('forget-chat erases everything of the chat, its own words are still said, and other chats keep theirs', async () => {
    const host = await hostWithCommands();
    const { chat, yuki, ken } = host.group();
    const other = host.group();
    await host.settle(chat, { moderators: [yuki], timeZone: 'Asia/Bangkok' });
    for (const one of [
      { chat, yuki },
      { chat: other.chat, yuki: other.yuki },
    ])
      await host.ask(one.chat, one.yuki, '/poll "Lunch?" sushi ramen --until 2h');
    const asked = await host.ask(chat, yuki, '/privacy forget-chat');
    expect(asked).toContain('It cannot be brought back.');
    expect(await host.ask(chat, ken, '/poll list')).toContain('Lunch?');
    expect(words(await host.tenko.tap(chat, yuki, 'I agree'))).toContain(
      'Everything that was kept of this chat is erased',
    );
    expect(await kept(host, chat)).not.toMatch(/Lunch|Bangkok/);
    expect(await host.store.timers(host.keyOf(chat))).toEqual([]);
    expect(await rosterOf(host, chat)).toEqual([]);
    await host.restart();
    expect(await host.ask(chat, ken, '/moderators')).toContain('no moderator');
    expect(await host.ask(chat, ken, '/settings')).toContain('Asia/Tokyo');
    expect(await host.ask(other.chat, other.ken, '/poll list')).toContain('Lunch?');
  });

  test.each(LANGUAGES)('speaks %s', async (language) => {
    const host = await hostWithCommands({ language });
    const { chat, yuki } = host.group();
    await host.settle(chat, { moderators: [yuki] });
    for (const line of ['/privacy', '/members', '/privacy receipts', '/privacy forget-me', '/privacy forget-chat'])
      expect(await host.ask(chat, yuki, line)).not.toMatch(/operator can|\{|undefined/);
  });
});

describe('/usage', () => {
  test('tells owners what the month holds, what went out by which way, and where it leads', async () => {
    // The eleventh of thirty days.
    let now = Date.UTC(2026, 10, 10, 15);
    const host = await hostWithCommands({ now: () => now, virtual: { quota: 200 } });
    const { chat, yuki } = host.group();
    host.line.world.addMember(chat, host.boss);
    await host.ask(chat, yuki, '/ping');
    expect(await host.ask(chat, yuki, '/usage')).toContain('/usage');
    const shown = await host.ask(chat, host.boss, '/usage');
    expect(shown).toContain('0 of 200');
    expect(shown).toMatch(/[23] replies, free/);
    expect(shown).toContain('about 0');
    // LINE counts a day when it is over: this one only tomorrow.
    expect(shown).toContain('0 replies, 0 pushes');
    now += 86_400_000;
    expect(await host.ask(chat, host.boss, '/usage')).toMatch(/Yesterday, as LINE counted[^]*[23] replies, 0 pushes/);
    await host.restart();
    expect(await host.ask(chat, host.boss, '/usage')).toMatch(/[3456] replies, free/);
  });
});
