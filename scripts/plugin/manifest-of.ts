import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifest, type Manifest } from '../../core/plugin/manifest.ts';
import { Refused } from './tool.ts';

/** The checked manifest of the plugin in a folder. None of its code runs. */
export async function manifestOf(folder: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(join(folder, 'plugin.json'), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new Refused(`there is no plugin.json in ${folder}`);
    throw error;
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Refused(`plugin.json is not JSON: ${(error as Error).message}`);
  }
  return readManifest(json, 'plugin.json');
}
