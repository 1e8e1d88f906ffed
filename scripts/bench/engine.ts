import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { chatRef } from '../../core/chat/chat.ts';
import type { ChatEvent } from '../../core/chat/event.ts';
import type { Platform } from '../../core/chat/platform.ts';
import { composeHost, loadPlugins } from '../../core/container.ts';
import { Engine } from '../../core/host/engine.ts';
import { Inbox } from '../../core/host/inbox.ts';
import type { Store } from '../../core/host/store.ts';
import { Registry } from '../../core/plugin/registry.ts';
import { BOT } from './webhooks.ts';

/** Who write in one chat. */
const MEMBERS = 10;
const SENT = [{ id: '461230966842064897' }];
/** Makes an inbox row as long as the bare loop's. */
const LINE_TYPED = `/keep "${'x'.repeat(30)}"`;

/** A platform that takes everything at once: what is measured ends where the network begins. */
function instantPlatform(replied: (token: string) => void): Platform {
  const never = (): never => {
    throw new Error('the bench does not ask for this');
  };
  return {
    name: 'line',
    can: () => true,
    info: () => Promise.resolve({ id: BOT, displayName: 'Bench' }),
    reply(_chat, token) {
      replied(token);
      return Promise.resolve(SENT);
    },
    push: never,
    profile: never,
    memberCount: never,
    memberIds: never,
    summary: never,
    leave: never,
    rename: never,
    setIcon: never,
    addMember: never,
    removeMember: never,
    createGroup: never,
    checkNative: never,
    quota: never,
    close: () => Promise.resolve(),
  };
}

/**
 * The whole engine on a store, without HTTP: from an event that comes in to its reply at the platform's door. `elsewhere`: told of replies
 * to events that came in at another host on the same store.
 */
export async function engineOn(store: Store, elsewhere: (token: string) => void = () => undefined) {
  const waiting = new Map<string, () => void>();
  const replied = (token: string): void => {
    const resolve = waiting.get(token);
    waiting.delete(token);
    if (resolve) resolve();
    else elsewhere(token);
  };
  const platform = instantPlatform(replied);
  const root = await composeHost({
    config: { defaultLanguage: undefined, defaultTimeZone: 'Asia/Tokyo', ownerIds: [], publicUrl: undefined },
    log: pino({ level: 'info', base: null }, pino.destination({ dest: '/dev/null', sync: false, minLength: 12_288 })),
    platforms: [platform],
    store,
    guest: fileURLToPath(new URL('../guest.cjs', import.meta.url)),
  });
  const here = fileURLToPath(new URL('../../scripts/bench', import.meta.url));
  const places = { shipped: here, foreign: `${here}/none`, trusted: new Set<string>(), pinned: true };
  await loadPlugins(root, places, fileURLToPath(new URL('bundles', import.meta.url)));
  if (!root.resolve(Registry).ready('keeper')) throw new Error('the plugin of the bench is FAILED');
  const engine = root.resolve(Engine);
  const inbox = root.resolve(Inbox);
  await engine.start();
  return {
    one(chatId: string, id: string): Promise<void> {
      const event: ChatEvent = {
        type: 'message',
        id,
        chat: chatRef('line', BOT, 'group', chatId),
        memberId: `U${chatId}${Number(id.slice(-1)) % MEMBERS}`,
        at: Date.now(),
        redelivered: false,
        reply: { token: id, receivedAt: Date.now() },
        message: { type: 'text', id, text: LINE_TYPED, mentions: [] },
      };
      return new Promise((resolve, reject) => {
        waiting.set(id, resolve);
        inbox.accept([event])?.catch(reject);
      });
    },
    /** Another host has replied. */
    replied,
    close: () => engine.stop(),
  };
}
