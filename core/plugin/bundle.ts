import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, realpath, rename, writeFile } from 'node:fs/promises';
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
const RECIPE = 'cjs-2';
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

interface BuildError {
  readonly text: string;
  readonly location?: { readonly file: string; readonly line: number } | null;
}

/** What esbuild has against a plugin, in words that its author can act on. */
function explained({ text, location }: BuildError, entry: string): string {
  if (!location && text.includes(`"${entry}"`))
    return `its entry ${entry} is not there: write it, or name the file that is in "entry" of plugin.json`;
  const where = location ? `${location.file}:${location.line}: ` : '';
  const missing = /^Could not resolve "([^"]+)"$/.exec(text)?.[1];
  if (missing === undefined) return where + text;
  const mend = /^\.{0,2}\//.test(missing)
    ? 'there is no such file'
    : "a plugin imports 'tenko', 'tsyringe', its own files, and packages installed in its own folder";
  return `${where}cannot find ${JSON.stringify(missing)}: ${mend}`;
}

/** Only its own files make a bundle's hash, so only they may go into it; and nobody else's would be a plugin's to take. */
function refuseOthersFiles(inputs: readonly string[], packagesAbove: boolean): void {
  const foreign = inputs.find((path) => path.startsWith('../') && !(packagesAbove && path.includes('node_modules/')));
  if (foreign !== undefined)
    throw new Failure('PLUGIN_BROKEN', `it imports ${foreign}; a plugin imports 'tenko', 'tsyringe' and its own files`);
}

async function build(folder: string, entry: string, packagesAbove: boolean): Promise<{ code: string; map: string }> {
  // Loaded only when a plugin is new: a host whose bundles are all cached never pays for it.
  const { build: esbuild } = await import('esbuild');
  try {
    const { outputFiles, metafile } = await esbuild({
      // esbuild tells of files by their real paths, and a plugin's folder may be a link.
      absWorkingDir: await realpath(folder),
      entryPoints: [entry],
      outfile: 'plugin.cjs',
      bundle: true,
      write: false,
      metafile: true,
      format: 'cjs',
      platform: 'node',
      target: 'es2024',
      external: ['tenko', 'tsyringe'],
      // An isolate takes no code with `import(` in it, not even in a comment.
      supported: { 'dynamic-import': false },
      minifyWhitespace: true,
      legalComments: 'none',
      sourcemap: 'external',
      sourcesContent: false,
      logLevel: 'silent',
      tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
    });
    refuseOthersFiles(Object.keys(metafile.inputs), packagesAbove);
    const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
    return { code: text('.cjs'), map: text('.map') };
  } catch (error) {
    const [first] = (error as { errors?: BuildError[] }).errors ?? [];
    if (!first) throw error;
    throw new Failure('PLUGIN_BROKEN', explained(first, entry), {}, { cause: error });
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

/**
 * Bundles the plugin in `folder`, or takes the bundle of the very same files from the cache. `pin`: the hash of everything in a foreign
 * plugin's folder, whose packages are all in there.
 */
export async function bundlePlugin(folder: string, entry: string, cacheDir: string, pin?: string): Promise<Bundle> {
  const hash = pin === undefined ? await hashOf(folder) : `${RECIPE}-${pin}`;
  const path = join(cacheDir, hash);
  const cached = await readCached(path);
  if (cached) return { ...cached, hash };
  const built = await build(folder, entry, pin === undefined);
  await writeCached(path, built);
  return { ...built, hash };
}
