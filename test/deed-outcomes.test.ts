import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../core/errors.ts';
import { KEN, openPlainHost, YUKI } from './support/plain-host.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';

const ADDED = '+819012345678';
const options = { to: { text: {}, description: { en: 'x' } } };
let folder: string;

beforeEach(() => {
  folder = newFolder();
  writePlugin(
    folder,
    {
      name: 'desk',
      permissions: ['chat:manage', 'storage'],
      events: ['memberJoined'],
      commands: Object.fromEntries(
        ['title', 'icon', 'invite', 'remove', 'found'].map((name) => [name, command({ options })]),
      ),
    },
    {
      'index.ts': `import { Chat } from 'tenko';
import { inject, injectable } from 'tsyringe';
@injectable()
export default class Desk {
  constructor(@inject(Chat) private readonly chat: Chat) {}
  title({ to = '' }: { to?: string }) { this.chat.rename(to); }
  icon() { this.chat.setIcon('https://example.com/a.png'); }
  invite() { this.chat.addMember('${ADDED}'); }
  remove({ to = '' }: { to?: string }) { this.chat.removeMember(to); }
  found() { this.chat.createGroup(['${ADDED}', 'aki@example.com'], 'Hello'); }
  onMemberJoined() { return 'welcome'; }
}`,
    },
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('what came of a change is told in the chat', () => {
  test('once, when the platform tells of it, though the host was started again meanwhile', async () => {
    const host = await openPlainHost(folder);
    expect(await host.say('/title Archers')).toEqual([]);
    await host.end();
    await host.start();
    expect(await host.happens({ type: 'chatRenamed', name: 'Archers' })).toEqual([
      'The group is called “Archers” now.',
    ]);
    expect(await host.happens({ type: 'chatRenamed', name: 'Archers' })).toEqual([]);
    await host.say('/icon');
    expect(await host.happens({ type: 'chatIconChanged' })).toEqual(['The group has its new picture.']);
  });

  test('when it failed after the platform had taken it', async () => {
    const host = await openPlainHost(folder);
    await host.say('/title Archers');
    await host.say('/icon');
    const failed = (what: 'name' | 'icon') => host.happens({ type: 'chatUpdateFailed', what, code: '3007' });
    expect(await failed('icon')).toEqual([expect.stringContaining('picture could not be changed')]);
    expect(await failed('name')).toEqual([expect.stringContaining('name could not be changed')]);
    expect(await failed('name')).toEqual([]);
  });

  test('when somebody came who was added, or went who was removed; what plugins say to it comes after', async () => {
    const host = await openPlainHost(folder);
    await host.say('/invite');
    host.platform.members = [...host.platform.members, ADDED];
    const joined = () => host.happens({ type: 'memberJoined', memberIds: [ADDED], unnamed: 0 });
    expect(await joined()).toEqual(['…5678 is in the group now.', 'welcome']);
    expect(await joined()).toEqual(['welcome']);
    await host.say(`/remove ${KEN}`);
    expect(await host.happens({ type: 'memberLeft', memberIds: [YUKI], unnamed: 0 })).toEqual([]);
    expect(await host.happens({ type: 'memberLeft', memberIds: [KEN], unnamed: 0 })).toEqual([
      'Done: they are not in the group any more.',
    ]);
  });

  test('at once, when the platform refuses it, and when a new group is there', async () => {
    const host = await openPlainHost(folder);
    host.platform.troubles.push(() => Promise.reject(new Failure('PLATFORM_REJECTED', 'no such number')));
    await host.say('/invite');
    await expect.poll(() => host.platform.deeds.at(-1)).toContain('Nobody was added');
    expect(await host.store.failures()).toMatchObject([
      { kind: 'addMember', code: 'PLATFORM_REJECTED', body: '"…5678"' },
    ]);
    await host.say('/found');
    await expect.poll(() => host.platform.deeds.at(-1)).toContain('The new group is there');
  });

  test('and of what others did, or nobody asked for, nothing is said', async () => {
    const host = await openPlainHost(folder);
    expect(await host.happens({ type: 'chatRenamed', name: 'Archers' })).toEqual([]);
    expect(await host.happens({ type: 'chatUpdateFailed', what: 'name', code: '4001' })).toEqual([]);
    await host.say('/title Archers');
    expect(await host.happens({ type: 'chatRenamed', name: 'Bowmen', memberId: KEN })).toEqual([]);
    expect(await host.happens({ type: 'chatRenamed', name: 'Archers', memberId: KEN })).toEqual([]);
    expect(await host.store.failures()).toEqual([]);
  });
});
