import type { Language } from '../../core/command/definition.ts';
import type { Store } from '../../core/host/store.ts';
import { STORE } from '../../core/host/tokens.ts';
import { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { startTenko, type TenkoOptions } from '../support/tenko.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Sunday, 22 November 2026, noon in Tokyo. */
export const NOON = Date.UTC(2026, 10, 22, 3);

interface ClubOptions extends TenkoOptions {
  readonly language?: Language;
  /** 美玲 runs the host. */
  readonly owned?: boolean;
}

/** A group of three on phones and one on a PC whom LINE names to nobody, with a clock that goes where the test sends it. */
export async function startClub({ owned = false, ...options }: ClubOptions = {}) {
  let now = NOON;
  const line = await VirtualLine.start({ now: () => now, ...options.line });
  const { world } = line;
  const [yuki, ken, mei] = ['ゆき', 'Ken', '美玲'].map((name) => world.createMember(name)) as [string, string, string];
  const tenko = await startTenko({
    ...options,
    on: line,
    owners: owned ? [`line:${mei}`] : [],
    settings: { now: () => now, ...options.settings },
  });
  const pc = world.createMember('PC', { identified: false });
  const chat = world.createGroup('Kyudo club', [yuki, ken, mei, pc]);
  await tenko.quiet();
  return {
    ...tenko,
    chat,
    yuki,
    ken,
    mei,
    pc,
    say: (...given: Parameters<typeof tenko.say>) => tenko.say(...given),
    tap: (...given: Parameters<typeof tenko.tap>) => tenko.tap(...given),
    /** Time goes on to `time`, and the host's heart beats there. Returns what the bot said of itself. */
    passTo: async (time: number) => {
      const before = tenko.fromBot(chat).length;
      now = time;
      await tenko.beat();
      await tenko.quiet();
      return tenko.fromBot(chat).slice(before);
    },
    /** All that a plugin keeps for the group. */
    kept: (plugin: string) => tenko.root.resolve<Store>(STORE).list(`line:${line.botId}/${chat}`, plugin, ''),
    stop: async () => {
      await tenko.stop();
      await line.stop();
    },
  };
}

export type Club = Awaited<ReturnType<typeof startClub>>;
