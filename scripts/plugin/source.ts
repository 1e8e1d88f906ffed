import { lstat, mkdir, readdir, copyFile, readFile, rm, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { npm } from './npm.ts';
import { EX_USAGE, Refused, type Tool } from './tool.ts';
import { steersNpm, unpack } from './unpack.ts';

/** A package of a registry, with a version or a range if need be. No addresses: what they lead to changes unseen. */
const PACKAGE = /^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*(@[\w.^~<>=| *+-]+)?$/;
const LEFT_OUT = new Set(['node_modules', '.git']);
const MOST_FILES = 5_000;
const LARGEST = 50_000_000;

export type Source =
  | { readonly kind: 'folder' | 'archive'; readonly path: string }
  | { readonly kind: 'package'; readonly spec: string };

/** How a source is written down in the pins, and read from there. */
export const written = (source: Source): string =>
  source.kind === 'package' ? `npm:${source.spec}` : `${source.kind}:${source.path}`;

export async function sourceOf({ cwd }: Pick<Tool, 'cwd'>, given: string): Promise<Source> {
  const [, kind, rest] = /^(folder|archive|npm):(.+)$/s.exec(given) ?? [];
  const path = resolve(cwd, rest ?? given);
  if (kind !== 'npm') {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) return { kind: 'folder', path };
    if (found?.isFile()) return { kind: 'archive', path };
  }
  const spec = rest ?? given;
  const looksLikePath = kind === 'folder' || kind === 'archive' || /^[.~]?[/\\]|^\.\.|\.(tgz|tar\.gz)$/.test(spec);
  if (!looksLikePath && PACKAGE.test(spec)) return { kind: 'package', spec };
  throw new Refused(`there is no folder, archive or package ${JSON.stringify(spec)}`, looksLikePath ? 1 : EX_USAGE);
}

async function copyFolder(from: string, to: string): Promise<void> {
  const seen = { files: 0, bytes: 0 };
  const copy = async (folder: string): Promise<void> => {
    await mkdir(join(to, relative(from, folder)), { recursive: true });
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isSymbolicLink()) throw new Refused(`${path} is a link: a plugin is made of files alone`);
      if (entry.isDirectory()) {
        if (!LEFT_OUT.has(entry.name)) await copy(path);
      } else if (entry.isFile() && !steersNpm(relative(from, path))) {
        seen.files++;
        seen.bytes += (await lstat(path)).size;
        if (seen.files > MOST_FILES || seen.bytes > LARGEST)
          throw new Refused(
            `${from} has more than ${MOST_FILES} files or ${LARGEST} bytes: is it the plugin's folder?`,
          );
        await copyFile(path, join(to, relative(from, path)));
      }
    }
  };
  await copy(from);
}

/** Puts the files of a source into `folder`, which is there and empty. Nothing of them runs. */
export async function bring(source: Source, folder: string): Promise<void> {
  if (source.kind !== 'package')
    return source.kind === 'folder' ? copyFolder(source.path, folder) : unpack(source.path, folder);
  const place = `${folder}.npm`;
  await mkdir(place);
  try {
    const output = await npm(['pack', source.spec, '--json', '--pack-destination', place], place);
    const [{ filename } = { filename: undefined }] = JSON.parse(output) as { filename?: string }[];
    if (filename === undefined) throw new Refused(`npm has no package ${source.spec}`);
    const archive = (await readdir(place)).find((name) => name.endsWith('.tgz'));
    await unpack(join(place, archive!), folder);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** Installs the packages that a plugin names, without running a script of theirs. What the host gives it is not fetched for it. */
export async function installPackages(folder: string): Promise<void> {
  let manifest: { dependencies?: Record<string, string> };
  try {
    manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as typeof manifest;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    if (error instanceof SyntaxError) throw new Refused(`package.json is not JSON: ${error.message}`);
    throw error;
  }
  const wanted = Object.entries(manifest.dependencies ?? {});
  if (wanted.length === 0) return;
  // A path or an address is somebody's machine, or changes unseen.
  const odd = wanted.find(([, range]) => typeof range !== 'string' || /[:/]/.test(range));
  if (odd)
    throw new Refused(
      `package.json wants ${odd[0]} from ${JSON.stringify(odd[1])}: only versions of a registry are installed`,
    );
  // `tenko` and `tsyringe` are the host's; as peers they are not installed.
  await npm(
    ['install', '--omit=dev', '--omit=optional', '--legacy-peer-deps', '--no-package-lock', '--install-links'],
    folder,
  );
}
