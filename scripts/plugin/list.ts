import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pluginFolders } from '../../core/plugin/loader.ts';
import { hashOfFolder, readPins } from '../../core/plugin/pin.ts';
import { basename } from 'node:path';
import { plain } from '../plain.ts';
import type { Tool } from './tool.ts';

/** What is installed, what each was granted, and whether it is still what was agreed to. */
export async function list({ pluginsDir, say }: Tool): Promise<void> {
  const pins = await readPins(pluginsDir);
  const found = new Set((await pluginFolders(pluginsDir)).map((folder) => basename(folder)));
  const names = [...new Set([...pins.keys(), ...found])].sort();
  if (names.length === 0) return say(`No plugin was added: ${pluginsDir} is empty.`);
  for (const name of names) {
    const pin = pins.get(name);
    if (!pin) {
      say(`${plain(name)}: nobody has added it, and it does not run`);
      continue;
    }
    const folder = join(pluginsDir, name);
    const state = !existsSync(folder)
      ? ', but its folder is gone'
      : (await hashOfFolder(folder)) === pin.hash
        ? ''
        : ', but it was changed since and does not run: add it again';
    say(`${name} ${pin.version} from ${plain(pin.source)}${state}`);
    say(`  ${name}@${pin.hash}: ${pin.permissions.join(', ') || 'asks for nothing'}`);
  }
}
