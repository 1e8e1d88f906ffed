import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chatRef } from '../core/chat/chat.ts';
import type { Platform } from '../core/chat/platform.ts';
import { composeHost, loadPlugins } from '../core/container.ts';
import { Failure } from '../core/errors.ts';
import { Engine } from '../core/host/engine.ts';
import { Inbox } from '../core/host/inbox.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';
import { openTestStore } from './support/test-store.ts';

const CHAT = chatRef('line', 'Ubot', 'group', 'C1');

let folder: string;
let dataDir: string;
/** What the platform was asked to do, in order. */
let deeds: string[];
let renames: (() => Promise<void>)[];
let canRename: boolean;
let end: () => Promise<void>;

/** No platform in the house renames chats yet: this one does, and notes the order. */
const platform = {
  name: 'line',
  can: (capability: string) => capability === 'leave' || (capability === 'rename' && canRename),
  reply: (_chat: unknown, _token: unknown, messages: readonly { text?: unknown }[]) => {
    deeds.push(`reply ${messages.map(({ text }) => text).join(' ')}`);
    return Promise.resolve([]);
  },
  rename: async (_chat: unknown, name: string) => {
    deeds.push(`rename ${name}`);
    await renames.shift()?.();
  },
  leave: () => {
    deeds.push('leave');
    return Promise.resolve();
  },
  close: () => Promise.resolve(),
} as unknown as Platform;

async function start() {
  const store = await openTestStore(dataDir);
  const root = await composeHost({
    config: { defaultLanguage: 'en', defaultTimeZone: 'Asia/Tokyo', ownerIds: [], publicUrl: undefined },
    log: pino({ level: 'silent' }),
    platforms: [platform],
    store,
    guest: 'none',
  });
  const places = { shipped: folder, foreign: join(dataDir, 'plugins'), trusted: new Set<string>(), pinned: true };
  await loadPlugins(root, places, join(dataDir, 'bundles'));
  const engine = root.resolve(Engine);
  await engine.start();
  end = () => engine.stop();
  let events = 0;
  return {
    store,
    say: async (text: string): Promise<void> => {
      const id = `e${++events}`;
      await root.resolve(Inbox).accept([
        {
          type: 'message',
          id,
          chat: CHAT,
          memberId: 'Uyuki',
          at: Date.now(),
          redelivered: false,
          reply: { token: id, receivedAt: Date.now() },
          message: { type: 'text', id: `m${events}`, text, mentions: [] },
        },
      ]);
      await engine.idle();
    },
  };
}

beforeEach(() => {
  deeds = [];
  renames = [];
  canRename = true;
  folder = newFolder();
  dataDir = mkdtempSync(join(tmpdir(), 'tenko-data-'));
  writePlugin(
    folder,
    {
      name: 'sign',
      permissions: ['chat:manage', 'chat:leave'],
      commands: { name: command({ options: { to: { text: {}, description: { en: 'x' } } } }), bye: command({}) },
    },
    {
      'index.ts': `import { Chat } from 'tenko';
import { inject, injectable } from 'tsyringe';
@injectable()
export default class Sign {
  constructor(@inject(Chat) private readonly chat: Chat) {}
  name({ to = '' }: { to?: string }) { this.chat.rename(to); return 'now ' + to; }
  bye() { this.chat.rename('closed'); this.chat.leave(); return 'good-bye'; }
}`,
    },
  );
});
afterEach(async () => {
  await end();
  for (const path of [folder, dataDir]) rmSync(path, { recursive: true, force: true });
});

test('a new name and a leave keep their place behind what was said before', async () => {
  const { say } = await start();
  await say('/name Kyudo club');
  await say('/bye');
  expect(deeds).toEqual(['reply now Kyudo club', 'rename Kyudo club', 'reply good-bye', 'rename closed', 'leave']);
});

test('a platform that is slow to take it is asked again, and the next message waits', async () => {
  const { say } = await start();
  renames.push(() => Promise.reject(new Failure('PLATFORM_BROKEN', 'not now')));
  await say('/name Kyudo club');
  await say('/name Archers');
  expect(deeds).toEqual([
    'reply now Kyudo club',
    'rename Kyudo club',
    'rename Kyudo club',
    'reply now Archers',
    'rename Archers',
  ]);
});

test('a name that the platform refuses is kept among the failures', async () => {
  const { say, store } = await start();
  renames.push(() => Promise.reject(new Failure('PLATFORM_REJECTED', 'no such name')));
  await say('/name Kyudo club');
  expect(await store.failures()).toMatchObject([{ kind: 'rename', code: 'PLATFORM_REJECTED', body: '"Kyudo club"' }]);
});

test('a crash before the new name was given: the next start gives it', async () => {
  const first = await start();
  const stopped = new Promise<void>((resolve) =>
    renames.push(() => {
      resolve();
      return Promise.reject(new Failure('PLATFORM_UNREACHABLE', 'the line is dead'));
    }),
  );
  void first.say('/name Kyudo club');
  await stopped;
  await end();
  deeds = [];
  await start();
  await expect.poll(() => deeds).toEqual(['rename Kyudo club']);
});

test('where bots cannot rename, nothing happens and the plugin is told', async () => {
  canRename = false;
  const { say, store } = await start();
  await say('/name Kyudo club');
  expect(deeds.filter((deed) => deed.startsWith('rename'))).toEqual([]);
  expect(await store.failures()).toMatchObject([{ kind: 'event', code: 'NOT_SUPPORTED' }]);
});
