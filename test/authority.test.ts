import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chatRef } from '../core/chat/chat.ts';
import { mayRun } from '../core/host/authority.ts';
import { STORE } from '../core/host/tokens.ts';
import { VirtualLine } from '../core/simulator/virtual-line.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';
import { startTenko, words, type Tenko } from './support/tenko.ts';

let folder: string;
let line: VirtualLine;
let tenko: Tenko;
let boss: string;

beforeEach(async () => {
  folder = newFolder();
  writePlugin(
    folder,
    { name: 'rank', commands: { rank: command() } },
    {
      'index.ts': `import { Caller } from 'tenko';
import { inject, injectable } from 'tsyringe';
@injectable()
export default class Rank {
  constructor(@inject(Caller) private readonly caller: Caller) {}
  rank() { return this.caller.isModerator ? 'a moderator' : 'a member'; }
}`,
    },
  );
  line = await VirtualLine.start();
  boss = line.world.createMember('Boss');
  tenko = await startTenko({ on: line, plugins: folder, owners: [`line:${boss}`] });
});

afterEach(async () => {
  await tenko.stop();
  await line.stop();
  rmSync(folder, { recursive: true });
});

describe('a plugin is told whether the caller is a moderator', () => {
  test('those whom the chat’s policy names are, and nobody else; what the host learns later does not change that', async () => {
    const [yuki, ken] = [line.world.createMember('Yuki'), line.world.createMember('Ken')];
    const chat = line.world.createGroup('Club', [yuki, ken, boss]);
    const other = line.world.createGroup('Other', [yuki, ken]);
    const { key } = chatRef('line', line.botId, 'group', chat);
    await tenko.root.resolve(STORE).setPolicy(key, JSON.stringify({ moderators: [yuki] }), 0);
    expect(words(await tenko.say(chat, yuki, '/rank'))).toBe('a moderator');
    expect(words(await tenko.say(chat, ken, '/rank'))).toBe('a member');
    expect(words(await tenko.say(other, yuki, '/rank'))).toBe('a member');
    // The language that is read from a line goes into the same document.
    await tenko.say(chat, ken, '/rank これは何');
    expect(words(await tenko.say(chat, yuki, '/rank'))).toBe('a moderator');
    expect(JSON.parse((await tenko.root.resolve(STORE).policy(key)).document)).toMatchObject({
      language: 'ja',
      moderators: [yuki],
    });
  });

  test('an owner of the host is one in every chat', async () => {
    const yuki = line.world.createMember('Yuki');
    const chat = line.world.createGroup('Club', [yuki, boss]);
    expect(words(await tenko.say(chat, boss, '/rank'))).toBe('a moderator');
    expect(words(await tenko.say(chat, yuki, '/rank'))).toBe('a member');
  });

  test('the one person of a 1:1 chat is one there', async () => {
    const yuki = line.world.createMember('Yuki');
    line.world.createUserChat(yuki);
    expect(words(await tenko.say(yuki, yuki, '/rank'))).toBe('a moderator');
  });

  test('someone whom LINE does not name is none', async () => {
    const shy = line.world.createMember('Shy', { identified: false });
    const chat = line.world.createGroup('Club', [shy]);
    expect(words(await tenko.say(chat, shy, '/rank'))).toBe('a member');
  });
});

describe('a command is one for a member', () => {
  const words = { en: 'Words' };
  const member = { isKnown: true, isOwner: false, isModerator: false };
  const moderator = { ...member, isModerator: true };
  const owner = { ...moderator, isOwner: true };
  const unnamed = { ...member, isKnown: false };
  const taps = { count: 3, within: '5m' };
  const mayAll = (definition: Parameters<typeof mayRun>[0], subcommand?: string) =>
    [unnamed, member, moderator, owner].map((standing) => mayRun(definition, standing, subcommand));

  test('who may run it, or ask others to agree; nobody can ask for an unnamed one', () => {
    expect(mayAll({ description: words })).toEqual([true, true, true, true]);
    expect(mayAll({ description: words, guard: { moderator: true } })).toEqual([false, false, true, true]);
    expect(mayAll({ description: words, guard: { owner: true } })).toEqual([false, false, false, true]);
    expect(mayAll({ description: words, guard: { owner: true, taps } })).toEqual([false, true, true, true]);
    expect(mayAll({ description: words, confirm: true })).toEqual([false, true, true, true]);
    expect(mayAll({ description: words, cooldown: '5m' })).toEqual([false, true, true, true]);
  });

  test('a subcommand has the guard of its command, or its own', () => {
    const subcommands = { read: { description: words, guard: { everyone: true } }, write: { description: words } };
    const settings = { description: words, guard: { moderator: true }, subcommands };
    expect(mayAll(settings, 'read')).toEqual([true, true, true, true]);
    expect(mayAll(settings, 'write')).toEqual([false, false, true, true]);
    // What asks once for the command asks nothing for its subcommands.
    const once = { description: words, confirm: true, cooldown: '1h', subcommands: { look: { description: words } } };
    expect(mayAll(once, 'look')).toEqual([true, true, true, true]);
  });
});
