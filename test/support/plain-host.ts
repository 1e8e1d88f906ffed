import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { chatRef } from '../../core/chat/chat.ts';
import type { ChatEvent, EventName, EventOf } from '../../core/chat/event.ts';
import { composeHost, loadPlugins } from '../../core/container.ts';
import { Engine } from '../../core/host/engine.ts';
import { Inbox } from '../../core/host/inbox.ts';
import type { HostSettings } from '../../core/host/tokens.ts';
import { PlainPlatform, wordsOf } from './plain-platform.ts';
import { openTestStore } from './test-store.ts';

export const YUKI = '+15550002000';
export const KEN = '+15550003000';
const GROUP = chatRef('linq', '+15550001000', 'group', 'C1');

type Happening = { [N in EventName]: { readonly type: N } & Partial<EventOf<N>> }[EventName];

/** A host on a platform without buttons, with the plugins in `shipped`; it can end and start again on the same store. */
export async function openPlainHost(
  shipped: string,
  {
    settings = {},
    owners = [],
  }: { readonly settings?: Partial<HostSettings>; readonly owners?: readonly string[] } = {},
) {
  const platform = new PlainPlatform();
  const warnings: string[] = [];
  const dataDir = mkdtempSync(join(tmpdir(), 'tenko-data-'));
  let events = 0;
  const start = async () => {
    const store = await openTestStore(dataDir, settings.now ? { now: settings.now } : {});
    const root = await composeHost({
      config: { defaultLanguage: 'en', defaultTimeZone: 'Asia/Tokyo', ownerIds: [...owners], publicUrl: undefined },
      log: pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) }),
      platforms: [platform],
      store,
      guest: 'none',
      settings,
    });
    const places = { shipped, foreign: join(dataDir, 'plugins'), trusted: new Set<string>(), pinned: true };
    await loadPlugins(root, places, join(dataDir, 'bundles'));
    const engine = root.resolve(Engine);
    await engine.start();
    return { store, root, engine };
  };
  let running = await start();
  let isUp = true;
  const end = async (): Promise<void> => {
    if (isUp) await running.engine.stop();
    isUp = false;
  };
  onTestFinished(async () => {
    await end();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const now = settings.now ?? Date.now;
  /** What the bot wrote meanwhile, a bubble each. */
  const happens = async (what: Happening): Promise<readonly string[]> => {
    const before = platform.sent.length;
    const id = `e${++events}`;
    const reply = { token: id, receivedAt: now() };
    const event = { id, chat: GROUP, at: now(), redelivered: false, reply, ...what } as ChatEvent;
    await running.root.resolve(Inbox).accept([event]);
    await running.engine.idle();
    return platform.sent.slice(before).map(({ message }) => wordsOf(message));
  };
  return {
    group: GROUP,
    platform,
    /** What the log says that is worth a warning. */
    warnings,
    get store() {
      return running.store;
    },
    get root() {
      return running.root;
    },
    get engine() {
      return running.engine;
    },
    happens,
    say: (text: string, memberId = YUKI, quotedMessageId?: string): Promise<readonly string[]> =>
      happens({
        type: 'message',
        memberId,
        message: {
          type: 'text',
          id: `m${events + 1}`,
          text,
          mentions: [],
          ...(quotedMessageId === undefined ? {} : { quotedMessageId }),
        },
      }),
    end,
    async start(): Promise<void> {
      running = await start();
      isUp = true;
    },
  };
}
