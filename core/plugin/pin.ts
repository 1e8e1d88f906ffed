import { createHash } from 'node:crypto';
import { readFile, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../errors.ts';

/** What `npm run plugin -- add` wrote down when the operator said yes to a plugin. */
export interface Pin {
  /** Of everything in its folder. */
  readonly hash: string;
  readonly version: string;
  readonly permissions: readonly string[];
  /** Where it came from: a folder, a package or an archive. */
  readonly source: string;
  /** ISO 8601. */
  readonly at: string;
}

/** By plugin name, which is the name of the plugin's folder too. */
export type Pins = ReadonlyMap<string, Pin>;

export const pinFile = (pluginsDir: string): string => join(pluginsDir, 'pins.json');

/** The pins of a plugins folder; none when nothing was ever added. Throws CONFIG_INVALID for a file that is none. */
export async function readPins(pluginsDir: string): Promise<Pins> {
  const path = pinFile(pluginsDir);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return new Map();
    throw error;
  }
  try {
    return new Map(Object.entries(JSON.parse(text) as Record<string, Pin>));
  } catch {
    throw new Failure(
      'CONFIG_INVALID',
      `${path} is not JSON: add the plugins again with npm run plugin -- add <folder>`,
    );
  }
}

/** Each file's path from `folder` with what stands in it, and each link's with where it leads; packages of the plugin's own too. */
async function* contents(folder: string, below: string): AsyncGenerator<readonly [path: string, content: Buffer]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isSymbolicLink()) yield [path, Buffer.from(`-> ${await readlink(join(folder, path))}`)];
    else if (entry.isDirectory()) {
      if (path !== '.git') yield* contents(folder, path);
    } else if (entry.isFile()) yield [path, await readFile(join(folder, path))];
  }
}

/** The hash that a plugin is pinned by: it changes when anything in its folder does, its packages included. */
export async function hashOfFolder(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const [path, content] of contents(folder, ''))
    hash.update(`\0${path}\0${content.length}\0`).update(content);
  return hash.digest('hex').slice(0, 40);
}
