import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../core/errors.ts';
import { DEED_OF } from '../core/host/deeds.ts';
import { openPlainHost, YUKI } from './support/plain-host.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';

let folder: string;

const options = { to: { text: {}, description: { en: 'x' } } };

beforeEach(() => {
  folder = newFolder();
  const words = ['icon', 'invite', 'remove', 'three', 'found', 'all', 'part'];
  writePlugin(
    folder,
    {
      name: 'desk',
      permissions: ['chat:manage', 'chat:leave'],
      commands: Object.fromEntries(words.map((name) => [name, command({ options })])),
    },
    {
      'index.ts': `import { Chat } from 'tenko';
import { inject, injectable } from 'tsyringe';
@injectable()
export default class Desk {
  constructor(@inject(Chat) private readonly chat: Chat) {}
  icon({ to = '' }: { to?: string }) { this.chat.setIcon(to); return 'icon'; }
  invite({ to = '' }: { to?: string }) { this.chat.addMember(to); return 'invite'; }
  remove({ to = '' }: { to?: string }) { this.chat.removeMember(to); return 'remove'; }
  three() { for (const id of ['+15550002000', '+15550003000', '+15550004000']) this.chat.removeMember(id); }
  found({ to = '' }: { to?: string }) { this.chat.createGroup(to.split(' '), 'Hello all'); return 'found'; }
  all() {
    this.chat.leave(); this.chat.rename('One'); this.chat.addMember('+81 90-1234-5678'); this.chat.rename('Two');
    this.chat.setIcon('https://example.com/a.png');
    return 'all';
  }
  part() { this.chat.leave(); return 'bye'; }
}`,
    },
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('what a command does to its group', () => {
  test('is done behind what it says, in order, each change once, and the bot leaves last', async () => {
    const { platform, say } = await openPlainHost(folder);
    await say('/all');
    expect(platform.deeds).toEqual([
      'reply all',
      'addMember +819012345678',
      'rename Two',
      'setIcon https://example.com/a.png',
      'leave',
    ]);
  });

  test('is tried again when the platform fails, before anything that comes later', async () => {
    const { platform, say } = await openPlainHost(folder);
    platform.troubles.push(() => Promise.reject(new Failure('PLATFORM_BROKEN', 'not now')));
    await say('/invite aki@Example.com');
    await say('/icon https://example.com/a.png');
    expect(platform.deeds).toEqual([
      'reply invite',
      'addMember aki@example.com',
      'addMember aki@example.com',
      'reply icon',
      'setIcon https://example.com/a.png',
    ]);
  });

  test('makes another group of those who are named, each once', async () => {
    const { platform, say } = await openPlainHost(folder);
    await say('/found +819012345678 aki@example.com +819012345678');
    expect(platform.deeds).toEqual(['reply found', 'createGroup +819012345678 aki@example.com: Hello all']);
  });

  test('makes a group of thirty-one people at most, and no line of it has a link', async () => {
    const { platform, say } = await openPlainHost(folder);
    const numbers = Array.from({ length: 32 }, (_, n) => `+8190123456${n + 10}`);
    await say(`/found ${numbers.join(' ')}`);
    expect(platform.deeds.join()).not.toContain('createGroup');
    await say(`/found ${numbers.slice(1).join(' ')}`);
    expect(platform.deeds.at(-1)).toBe(`createGroup ${numbers.slice(1).join(' ')}: Hello all`);
    for (const text of ['see https://a.example', 'a.example/x', 'HTTP://A.EXAMPLE'])
      expect(() => DEED_OF.createGroup(numbers.slice(0, 2), text)).toThrow('no link');
  });

  test('survives a crash before it was done', async () => {
    const host = await openPlainHost(folder);
    const tried = new Promise<void>((resolve) =>
      host.platform.troubles.push(() => {
        resolve();
        return Promise.reject(new Failure('PLATFORM_UNREACHABLE', 'the line is dead'));
      }),
    );
    void host.say('/invite +819012345678');
    await tried;
    await host.end();
    host.platform.deeds.length = 0;
    await host.start();
    await expect.poll(() => host.platform.deeds).toEqual(['addMember +819012345678']);
  });
});

describe('what cannot be done is refused in words before the platform is asked', () => {
  test('nobody is removed where fewer than three would stay', async () => {
    const { platform, say, store } = await openPlainHost(folder);
    expect(await say(`/remove ${YUKI}`)).toEqual(['remove']);
    expect(await say('/three')).toEqual([
      'A group keeps at least three people, me included: nobody can be removed while there are 3.',
    ]);
    expect(platform.deeds.filter((deed) => deed.startsWith('removeMember'))).toEqual([`removeMember ${YUKI}`]);
    expect(await store.failures()).toEqual([]);
  });

  test('the bot leaves no group of three, and adds nobody to a chat of two', async () => {
    const { platform, say } = await openPlainHost(folder);
    platform.members = platform.members.slice(0, 2);
    expect((await say('/part')).join()).toMatch(
      /^I can leave only while at least 4 are in the group, me included, and there are 3\./,
    );
    platform.members = platform.members.slice(0, 1);
    const other = await openPlainHost(folder);
    other.platform.members = ['+15550002000'];
    expect((await other.say('/invite +819012345678')).join()).toMatch(/at least 3, me included, and there are 2 here/);
    expect([...platform.deeds, ...other.platform.deeds].filter((deed) => !deed.startsWith('reply'))).toEqual([]);
  });

  test('a chat whose service lets bots do nothing says so, and the plugin is told', async () => {
    const { platform, say, store } = await openPlainHost(folder);
    platform.capabilities.clear();
    expect(await say('/invite +819012345678')).toEqual([
      'The messenger does not let me do that in this chat, so nothing was changed.',
    ]);
    expect(await store.failures()).toMatchObject([{ kind: 'event', code: 'NOT_SUPPORTED' }]);
    expect(platform.deeds).toHaveLength(1);
  });

  test.each([
    ['/icon http://example.com/a.png', 'https'],
    ['/invite 090-1234-5678', 'with its country'],
    ['/found +819012345678', '2 to 31'],
  ])('%s is a wrong call', async (line, words) => {
    const { platform, say, store } = await openPlainHost(folder);
    await say(line);
    expect(platform.deeds.filter((deed) => !deed.startsWith('reply'))).toEqual([]);
    const [failure] = await store.failures();
    expect(failure).toMatchObject({ code: 'BAD_CALL' });
    expect(failure!.error).toContain(words);
  });
});
