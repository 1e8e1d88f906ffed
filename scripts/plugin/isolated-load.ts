import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tsyringe from 'tsyringe';
import * as tenko from '../../core/index.ts';
import { Isolation } from '../../core/plugin/isolate/isolation.ts';
import { loadPlugin } from '../../core/plugin/loader.ts';
import { hashOfFolder } from '../../core/plugin/pin.ts';
import type { Tool } from './tool.ts';

/** Loads a plugin as a host would load it, in an isolate and nowhere else. Throws what is wrong with it. */
export async function loadIsolated({ root }: Tool, folder: string): Promise<void> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'tenko-plugin-'));
  // An isolate's process does not keep the one alive that waits for it; in a host other things do.
  const alive = setInterval(() => undefined, 1_000);
  try {
    const plugin = await loadPlugin(
      folder,
      'foreign',
      {
        root: tsyringe.container.createChildContainer(),
        modules: { tenko, tsyringe: { inject: tsyringe.inject, injectable: tsyringe.injectable } },
        cacheDir,
        isolation: new Isolation({
          guest: join(root, 'dist', 'guest.cjs'),
          handlerTimeout: 8_000,
          tell: () => undefined,
        }),
      },
      await hashOfFolder(folder),
    );
    if (plugin.state === 'FAILED') throw plugin.reason;
    await plugin.scope.end();
  } finally {
    clearInterval(alive);
    await rm(cacheDir, { recursive: true, force: true });
  }
}
