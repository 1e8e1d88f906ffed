import { realpath, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { Permission } from '../../core/plugin/grants.ts';
import type { Manifest } from '../../core/plugin/manifest.ts';
import type { Finding } from './finding.ts';

/** Bytes: what is larger takes long to start in every isolate. */
const LARGE = 1_000_000;

/** What in a plugin's code shows that it uses a permission, where that can be told. */
const USES: Readonly<Partial<Record<Permission, RegExp>>> = {
  members: /\bMembers\b/,
  storage: /\b(Storage|Pseudonyms)\b/,
  schedule: /\bSchedule\b/,
  commands: /\bCommandList\b/,
  downloads: /\bDownloads\b/,
  push: /\bby\b/,
  fetch: /\bFetch\b/,
  'fetch:write': /\.send\b/,
  'chat:leave': /\.leave\b/,
};

interface Bundled {
  readonly bytes: number;
  /** Own files and packages, by their paths from the plugin's folder. */
  readonly files: readonly string[];
  /** What is imported and is not in the bundle, with the file that does. */
  readonly outside: readonly { readonly name: string; readonly by: string }[];
}

async function bundled(folder: string, entry: string): Promise<Bundled | undefined> {
  const { build } = await import('esbuild');
  try {
    const { metafile, outputFiles } = await build({
      absWorkingDir: await realpath(folder),
      entryPoints: [entry],
      bundle: true,
      write: false,
      metafile: true,
      format: 'cjs',
      platform: 'node',
      external: ['tenko', 'tsyringe'],
      minifyWhitespace: true,
      logLevel: 'silent',
      tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
    });
    const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    const importer = (name: string): string | undefined =>
      Object.entries(metafile.inputs).find(([, { imports }]) => imports.some(({ path }) => path === name))?.[0];
    const outside = [...new Set(imported)].map((name) => ({ name, by: importer(name) ?? entry }));
    return { bytes: outputFiles[0]?.contents.length ?? 0, files: Object.keys(metafile.inputs), outside };
  } catch (error) {
    // What cannot be bundled cannot be loaded, and loading it says so in better words.
    if ((error as { errors?: unknown }).errors === undefined) throw error;
    return undefined;
  }
}

/** What goes into the plugin: modules that no isolate has, how large it is, and permissions that nothing seems to use. */
export async function checkBundle(folder: string, { entry, permissions }: Manifest): Promise<readonly Finding[]> {
  const bundle = await bundled(folder, entry);
  if (!bundle) return [];
  const findings: Finding[] = [];
  for (const { name, by } of bundle.outside) {
    if (name === 'tenko' || name === 'tsyringe') continue;
    const why = isBuiltin(name) ? 'which is a part of Node.js that no isolate has' : 'which is not among its packages';
    findings.push({ wrong: true, text: `${by} imports ${name}, ${why}` });
  }
  const own = bundle.files.filter((path) => !path.includes('node_modules/'));
  const code = (await Promise.all(own.map((path) => readFile(join(folder, path), 'utf8')))).join('\n');
  for (const permission of permissions)
    if (USES[permission]?.test(code) === false)
      findings.push({ wrong: false, text: `nothing seems to use the permission ${permission}: leave it out` });
  const packages = new Set(bundle.files.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
  const kilobytes = Math.ceil(bundle.bytes / 1_000);
  const withPackages = packages.size > 0 ? `, with ${[...packages].join(', ')} inside` : '';
  const tooLarge = bundle.bytes > LARGE ? ': every start of its isolate takes that much longer' : '';
  findings.push({ wrong: false, text: `${kilobytes} kB${withPackages}${tooLarge}` });
  return findings;
}
