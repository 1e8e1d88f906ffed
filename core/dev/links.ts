import { mkdir, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure } from '../errors.ts';

async function nameOf(folder: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(join(folder, 'plugin.json'), 'utf8');
  } catch {
    throw new Failure(
      'CONFIG_INVALID',
      `npm run dev takes folders of plugins, and there is no plugin.json in ${folder}`,
    );
  }
  try {
    const { name } = JSON.parse(text) as { name?: unknown };
    if (typeof name === 'string' && /^[a-z][a-z0-9-]*$/.test(name)) return name;
  } catch {
    // What is wrong with it is the loader's to say.
  }
  return basename(folder);
}

/** Makes a folder of plugins out of folders that lie anywhere: each is a link, called as its plugin is. */
export async function linkPlugins(folders: readonly string[], into: string): Promise<void> {
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true });
  for (const folder of folders) {
    const link = join(into, await nameOf(folder));
    await symlink(await realpath(folder), link, 'junction');
  }
}
