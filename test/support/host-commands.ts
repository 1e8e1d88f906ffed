/** A host that outlives restarts, with an owner and groups, for tests of the host's own commands. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { PolicyDocument } from '../../core/host/policy.ts';
import { STORE } from '../../core/host/tokens.ts';
import { VirtualLine, type VirtualLineOptions } from '../../core/simulator/virtual-line.ts';
import { startTenko, words, type TenkoOptions } from './tenko.ts';

const NAMES = ['Yuki', 'Ken', 'Mei', 'Somchai'] as const;

/** Noon in Tokyo on 22 November 2026: no test runs into another day. */
export const NOON = Date.UTC(2026, 10, 22, 3);

export async function hostWithCommands(
  options: TenkoOptions & { readonly now?: () => number; readonly virtual?: VirtualLineOptions } = {},
) {
  const { now = () => NOON, virtual, ...more } = options;
  const dataDir = mkdtempSync(join(tmpdir(), 'tenko-commands-'));
  const line = await VirtualLine.start({ now, ...virtual });
  const boss = line.world.createMember('Boss');
  const start = () =>
    startTenko({
      on: line,
      dataDir,
      owners: [`line:${boss}`],
      ...more,
      settings: { now, ...more.settings },
    });
  let tenko = await start();
  onTestFinished(async () => {
    await tenko.stop();
    await line.stop();
    rmSync(dataDir, { recursive: true });
  });
  const keyOf = (chat: string): string => `line:${line.botId}/${chat}`;
  return {
    line,
    boss,
    keyOf,
    get tenko() {
      return tenko;
    },
    get store() {
      return tenko.root.resolve(STORE);
    },
    /** The host ends, and the next one starts. */
    async restart(): Promise<void> {
      await tenko.stop();
      tenko = await start();
    },
    /** A group of Yuki, Ken, Mei and Somchai. */
    group() {
      const ids = NAMES.map((name) => line.world.createMember(name));
      const [yuki, ken, mei, somchai] = ids as [string, string, string, string];
      return { chat: line.world.createGroup('Team', ids), yuki, ken, mei, somchai };
    },
    /** Before the chat's policy was first read. */
    async settle(chat: string, document: PolicyDocument): Promise<void> {
      const kept = await tenko.root.resolve(STORE).setPolicy(keyOf(chat), JSON.stringify(document), 0);
      if (!kept) throw new Error('the chat has a policy already');
    },
    /** Says a line and returns all the words of what the bot answers. */
    async ask(chat: string, member: string, text: string): Promise<string> {
      return words(await tenko.say(chat, member, text));
    },
  };
}

export type HostWithCommands = Awaited<ReturnType<typeof hostWithCommands>>;
