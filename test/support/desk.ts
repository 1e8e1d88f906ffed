import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { startTenko, type Tenko, type TenkoOptions } from './tenko.ts';

const PLUGINS = fileURLToPath(new URL('../fixtures/plugins', import.meta.url));

/** A group of two at a host with the plugins of the tests; host and file may end and start again, LINE stays. */
export async function openDesk(options: TenkoOptions = {}) {
  const line = await VirtualLine.start(options.line);
  const dataDir = mkdtempSync(join(tmpdir(), 'tenko-desk-'));
  let ahead = 0;
  const settings = { now: () => Date.now() + ahead, ...options.settings };
  const start = (): Promise<Tenko> =>
    startTenko({ plugins: PLUGINS, language: 'en', ...options, settings, dataDir, on: line });
  let tenko = await start();
  onTestFinished(async () => {
    await tenko.stop();
    await line.stop();
    rmSync(dataDir, { recursive: true });
  });
  const yuki = line.world.createMember('ゆき');
  const ken = line.world.createMember('Ken');
  return {
    line,
    world: line.world,
    yuki,
    ken,
    chat: line.world.createGroup('Desk', [yuki, ken]),
    get tenko() {
      return tenko;
    },
    /** Reply tokens that nobody has used so far, that of the join among them, are too old now. */
    passTheTimeOfTokens(): void {
      ahead += 51_000;
    },
    async restart(): Promise<Tenko> {
      await tenko.stop();
      return (tenko = await start());
    },
  };
}
