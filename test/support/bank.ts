import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chatRef } from '../../core/chat/chat.ts';
import { STORE } from '../../core/host/tokens.ts';
import { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { startTenko, words, type Tenko, type TenkoOptions } from './tenko.ts';

const PLUGINS = fileURLToPath(new URL('../fixtures/plugins', import.meta.url));
export const NAMES = ['Yuki', 'Ken', 'Mei', 'Somchai'];

export type Bank = Awaited<ReturnType<typeof openBank>>;

/** Groups at a host with the plugin whose commands are guarded, and with Boss as its owner; the clock is `now`, which a test sets. */
export async function openBank() {
  const dataDir = mkdtempSync(join(tmpdir(), 'tenko-guards-'));
  // Noon in Tokyo: no test runs into another day.
  let now = Date.UTC(2026, 10, 22, 3);
  const line = await VirtualLine.start({ now: () => now });
  const boss = line.world.createMember('Boss');
  const start = ({ settings, ...options }: TenkoOptions = {}): Promise<Tenko> =>
    startTenko({
      on: line,
      dataDir,
      plugins: PLUGINS,
      owners: [`line:${boss}`],
      language: 'en',
      ...options,
      settings: { now: () => now, ...settings },
    });
  let tenko = await start();
  return {
    line,
    boss,
    get now() {
      return now;
    },
    set now(moment: number) {
      now = moment;
    },
    get tenko() {
      return tenko;
    },

    async restart(options: TenkoOptions = {}): Promise<void> {
      await tenko.stop();
      tenko = await start(options);
    },

    /** A group of so many; the first four are Yuki, Ken, Mei and Somchai. `moderators` are named in its policy. */
    async group(size: number, { moderators = [] as readonly string[], unnamed = 0 } = {}) {
      const { world, botId } = line;
      const ids = Array.from({ length: size }, (_, index) => world.createMember(NAMES[index] ?? `Member ${index}`));
      const shy = Array.from({ length: unnamed }, () => world.createMember('Shy', { identified: false }));
      const chat = world.createGroup('Bank', [...ids, ...shy]);
      const named = moderators.map((name) => ids[NAMES.indexOf(name)]!);
      const { key } = chatRef('line', botId, 'group', chat);
      if (named.length > 0) await tenko.root.resolve(STORE).setPolicy(key, JSON.stringify({ moderators: named }), 0);
      await tenko.quiet();
      const [yuki, ken, mei, somchai] = ids as [string, string, string, string];
      const say = async (memberId: string, text: string) => words(await tenko.say(chat, memberId, text));
      const tap = async (memberId: string, label: string) => words(await tenko.tap(chat, memberId, label));
      return { chat, ids, shy: shy[0]!, yuki, ken, mei, somchai, say, tap, diary: () => say(yuki, '/diary') };
    },

    /** The button with this label on the newest message that has one. */
    button(chat: string, label: string) {
      for (const message of tenko.fromBot(chat).toReversed()) {
        const action = line.world.actions(message.id).find((one) => one['label'] === label);
        if (action) return { message, action };
      }
      throw new Error(`no message of the bot has a button ${label}`);
    },

    async close(): Promise<void> {
      await tenko.stop();
      await line.stop();
      rmSync(dataDir, { recursive: true });
    },
  };
}
