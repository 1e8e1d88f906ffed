import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../errors.ts';

/** A plugin as one CommonJS script, `tenko` and `tsyringe` left out. */
export interface Bundle {
  readonly code: string;
  /** Source map, JSON. */
  readonly map: string;
  /** Changes when any file of the plugin does. */
  readonly hash: string;
}

/** Change it when the options below change: it is part of every hash. */
const RECIPE = 'cjs-1';
const LEFT_OUT = new Set(['node_modules', '.git', 'dist']);

async function filesOf(folder: string, below = ''): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : filesOf(folder, path);
      return entry.isFile() && !/\.test\.[jt]sx?$|\.md$/.test(entry.name) ? [path] : [];
    }),
  );
  return found.flat().sort();
}

async function hashOf(folder: string): Promise<string> {
  const hash = createHash('sha256').update(RECIPE);
  const paths = await filesOf(folder);
  const contents = await Promise.all(paths.map((path) => readFile(join(folder, path))));
  for (const [index, path] of paths.entries())
    hash.update(`\0${path}\0${contents[index]!.length}\0`).update(contents[index]!);
  return hash.digest('hex').slice(0, 32);
}

async function build(folder: string, entry: string): Promise<{ code: string; map: string }> {
  // Loaded only when a plugin is new: a host whose bundles are all cached never pays for it.
  const { build: esbuild } = await import('esbuild');
  try {
    const { outputFiles } = await esbuild({
      absWorkingDir: folder,
      entryPoints: [entry],
      outfile: 'plugin.cjs',
      bundle: true,
      write: false,
      format: 'cjs',
      platform: 'node',
      target: 'es2024',
      external: ['tenko', 'tsyringe'],
      sourcemap: 'external',
      sourcesContent: false,
      logLevel: 'silent',
      tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
    });
    const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
    return { code: text('.cjs'), map: text('.map') };
  } catch (error) {
    const [first] =
      (error as { errors?: { text: string; location?: { file: string; line: number } | null }[] }).errors ?? [];
    if (!first) throw error;
    const where = first.location ? `${first.location.file}:${first.location.line}: ` : '';
    throw new Failure('PLUGIN_BROKEN', `${where}${first.text}`, {}, { cause: error });
  }
}

async function readCached(path: string): Promise<{ code: string; map: string } | undefined> {
  try {
    const [code, map] = await Promise.all([readFile(`${path}.cjs`, 'utf8'), readFile(`${path}.cjs.map`, 'utf8')]);
    return { code, map };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A cache that cannot be written costs time at the next start, not this plugin: a read-only installation is a fine place to run. */
async function writeCached(path: string, built: { code: string; map: string }): Promise<void> {
  try {
    await mkdir(join(path, '..'), { recursive: true });
    for (const [ending, text] of [
      ['.cjs.map', built.map],
      ['.cjs', built.code],
    ] as const) {
      const draft = `${path}${ending}.${process.pid}`;
      await writeFile(draft, text);
      await rename(draft, `${path}${ending}`);
    }
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM', 'ENOSPC'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** Bundles the plugin in `folder`, or takes the bundle of the very same files from the cache. */
export async function bundlePlugin(folder: string, entry: string, cacheDir: string): Promise<Bundle> {
  const hash = await hashOf(folder);
  const path = join(cacheDir, hash);
  const cached = await readCached(path);
  if (cached) return { ...cached, hash };
  const built = await build(folder, entry);
  await writeCached(path, built);
  return { ...built, hash };
}
