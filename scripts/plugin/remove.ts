import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readPins } from '../../core/plugin/pin.ts';
import { setPin } from './pins.ts';
import { Refused, type Tool } from './tool.ts';

/** Takes a plugin away. What it kept in chats stays with them, for the day that it comes back. */
export async function remove({ pluginsDir, say }: Tool, name: string): Promise<void> {
  const pins = await readPins(pluginsDir);
  const folder = join(pluginsDir, name);
  // A name of a plugin has no slash and no dot: it cannot lead elsewhere.
  const isName = /^[a-z][a-z0-9-]*$/.test(name);
  if (!isName || (!pins.has(name) && !existsSync(join(folder, 'plugin.json'))))
    throw new Refused(`no plugin ${JSON.stringify(name)} was added`);
  const gone = join(pluginsDir, `.adding-${process.pid}`);
  if (existsSync(folder)) await rename(folder, gone);
  await setPin(pluginsDir, name, undefined);
  await rm(gone, { recursive: true, force: true });
  say(`Removed ${name}. What it kept in chats stays in the database, and is there again if it is added again.`);
}
