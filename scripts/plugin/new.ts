import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { isFailure } from '../../core/errors.ts';
import { readManifest } from '../../core/plugin/manifest.ts';
import { manifestOf } from './manifest-of.ts';
import { filesFor } from './template.ts';
import { EX_USAGE, Refused, type Tool } from './tool.ts';

/** Names and words that the host's own plugins have. */
async function taken({ root }: Tool, name: string): Promise<string | undefined> {
  const shipped = join(root, 'plugins');
  const folders = await readdir(shipped, { withFileTypes: true });
  for (const folder of folders.filter((entry) => entry.isDirectory())) {
    if (!existsSync(join(shipped, folder.name, 'plugin.json'))) continue;
    const { name: other, commands } = await manifestOf(join(shipped, folder.name));
    if (other === name || Object.hasOwn(commands, name)) return other;
  }
  return undefined;
}

/** Writes a plugin that works: manifest, class, texts in four languages and a test. */
export async function create(tool: Tool, name: string, parent: string | undefined): Promise<void> {
  const own = join(tool.root, 'plugins');
  const within = parent === undefined ? own : resolve(tool.cwd, parent);
  const folder = join(within, name);
  const files = filesFor(name, { root: relative(folder, tool.root).replaceAll('\\', '/'), alone: within !== own });
  try {
    readManifest(JSON.parse(files['plugin.json']!), 'plugin.json');
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw new Refused(
      `${JSON.stringify(name)} cannot be a plugin's name: lower-case letters and digits, joined by single hyphens, such as dice or lunch-poll`,
      EX_USAGE,
    );
  }
  const other = await taken(tool, name);
  if (other !== undefined) throw new Refused(`the plugin ${other} has this name or a command of it: choose another`);
  if (existsSync(folder)) throw new Refused(`${folder} is there already`);
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new Refused(`${folder} cannot be written: ${(error as Error).message}`);
  }
  const near = relative(tool.cwd, folder);
  const shown = near.startsWith('..') ? folder : near;
  tool.say(`Written: ${shown}
  npm run dev${within === own ? '' : ` -- ${shown}`}
  npm run plugin -- test ${shown}
  npm run plugin -- check ${shown}
plugins/README.md tells how to go on.`);
}
