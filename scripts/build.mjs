// Builds dist/: the host (main.js) and what it loads only when it is asked for traces (tracing.js), the inside of an isolate (guest.cjs), the
// operator's tools (plugin.js, doctor.js, setup.js, richmenu.js, failures.js, backup.js, move.js), the way to PostgreSQL that host and tools share (pg.js),
// the simulator's page (page/), the console's (console/) and the shipped plugins' bundles (bundles/). Does nothing when no source has
// changed since the last time.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { build } from 'esbuild';
import { guestCommand } from '../core/plugin/isolate/layers.ts';
import { unpackWoff } from './unpack-woff.mjs';
import { precompiledValidator } from './precompiled-validator.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);
const SOURCES = [
  'core',
  'plugins',
  'scripts/backup.ts',
  'scripts/build.mjs',
  'scripts/doctor',
  'scripts/failures.ts',
  'scripts/guest-loader.cjs',
  'scripts/move.ts',
  'scripts/plain.ts',
  'scripts/plugin',
  'scripts/precompiled-validator.mjs',
  'scripts/setup',
  'scripts/store-copies.ts',
  'scripts/unpack-woff.mjs',
  'package-lock.json',
  'plugin.schema.json',
  'tsconfig.json',
];

const TOOLS = ['plugin', 'doctor', 'setup', 'richmenu'];
/** Run from their sources by npm, and built for the container, which has no sources. */
const SMALL_TOOLS = ['failures', 'backup', 'move'];

/** What was CommonJS has these. */
const BANNER = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url); const __filename = import.meta.filename; const __dirname = import.meta.dirname;",
};
/** Needed by few, and then by several: a file of its own beside them. */
const sharedPg = {
  name: 'shared-pg',
  setup: ({ onResolve }) => onResolve({ filter: /^pg$/ }, () => ({ path: './pg.js', external: true })),
};

async function files(path) {
  const entries = await readdir(at(path), { withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOTDIR') return undefined;
    // A link that leads nowhere, such as an editor's mark on a file that is open.
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (!entries) return [path];
  const found = await Promise.all(
    entries.filter(({ name }) => name !== 'node_modules').map(({ name }) => files(`${path}/${name}`)),
  );
  return found.flat();
}

async function stamp() {
  const paths = (await Promise.all(SOURCES.map(files))).flat().sort();
  const contents = await Promise.all(paths.map((path) => readFile(at(path))));
  const hash = createHash('sha256');
  for (const [index, path] of paths.entries()) hash.update(`\0${path}\0`).update(contents[index]);
  return hash.digest('hex');
}

/**
 * Takes the packages' lines out of a source map. The runtime takes a map apart when it loads the module, and keeps it: with the
 * packages in it that was 50 MB of small arrays, through which every collection of garbage had to walk.
 */
async function keepOwnLines(mapFile) {
  const map = JSON.parse(await readFile(mapFile, 'utf8'));
  const own = map.sources.map((source) => !source.includes('node_modules/'));
  const lines = decode(map.mappings).map((line) => line.filter(([, source]) => source !== undefined && own[source]));
  await writeFile(mapFile, JSON.stringify({ ...map, mappings: encode(lines) }));
}

/** The host, or a part of it that few need. */
async function host(dist, entry, name) {
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: join(dist, name),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    // The packages are bundled too: one file is read faster than eight hundred. These have programs of their own and stay outside.
    external: ['esbuild', '@resvg/resvg-js'],
    plugins: [precompiledValidator(root), sharedPg],
    banner: BANNER,
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
  });
  await keepOwnLines(join(dist, `${name}.map`));
}

/** Whatever an isolate does when it starts, so that all of it is compiled. */
const FIRST_WORDS = [
  {
    type: 'load',
    cargo: {
      code: "const { Texts } = require('tenko'); const { inject, injectable } = require('tsyringe'); class First { constructor(texts) { this.texts = texts; } run() { return this.texts.t('a', { n: 1 }); } } inject(Texts)(First, undefined, 0); injectable()(First); exports.default = First;",
      file: 'tenko-plugin:first',
      manifest: { name: 'first', permissions: [], events: [], commands: { run: {} } },
      locales: { en: { a: '{n}' } },
    },
  },
  {
    type: 'run',
    run: 'first',
    method: 'run',
    argument: {},
    snapshot: { chat: { can: [] }, caller: {}, language: 'en', timeZone: 'UTC', now: 0, seed: '' },
    known: {},
  },
];

/** The inside of an isolate, and the file that it is started with. Its name in stacks tells no path of this machine. */
async function guest(dist) {
  await build({
    absWorkingDir: root,
    entryPoints: ['core/guest/main.ts'],
    outfile: join(dist, 'guest.inside.js'),
    bundle: true,
    minify: true,
    keepNames: true,
    format: 'cjs',
    platform: 'node',
    target: 'node26',
    legalComments: 'none',
    banner: { js: '(function (require) { "use strict"; const module = { exports: {} };' },
    footer: { js: '})' },
    logLevel: 'warning',
  });
  const loader = join(dist, 'guest.cjs');
  await cp(at('scripts', 'guest-loader.cjs'), loader);
  // Compiled by the same runtime with the same flags as it will run with, or it would be thrown away.
  const [command, ...args] = guestCommand(loader);
  const { status, output } = spawnSync(command, [...args, '--compile'], {
    input: `${FIRST_WORDS.map((message) => JSON.stringify(message)).join('\n')}\n`,
    stdio: ['pipe', 'ignore', 'inherit', 'pipe'],
    maxBuffer: 10_000_000,
  });
  if (status !== 0) throw new Error(`the inside of an isolate does not start (${status})`);
  await writeFile(join(dist, 'guest.inside.cache'), output[3]);
}

/** `npm run plugin` and such. Built, since they run the host's own code, which is more TypeScript than Node.js strips. */
async function tool(dist, name, entry = `scripts/${name}/main.ts`) {
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: join(dist, `${name}.js`),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    external: ['esbuild'],
    plugins: [precompiledValidator(root), sharedPg],
    banner: BANNER,
    logLevel: 'warning',
  });
}

async function pg(dist) {
  await build({
    absWorkingDir: root,
    stdin: { contents: "export * from 'pg'; export { default } from 'pg';", resolveDir: root },
    outfile: join(dist, 'pg.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    // Taken only where it is installed, and of Cloudflare's own runtime.
    external: ['pg-native', 'cloudflare:sockets'],
    banner: BANNER,
    logLevel: 'warning',
  });
}

async function page(dist, of, name) {
  const folder = `core/${of}/page`;
  await build({
    absWorkingDir: root,
    entryPoints: [`${folder}/main.tsx`],
    outdir: join(dist, name),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.woff2': 'file', '.woff': 'empty' },
    assetNames: 'fonts/[name]-[hash]',
    logLevel: 'warning',
  });
  await cp(at(folder, 'index.html'), join(dist, name, 'index.html'));
}

/** The fonts that charts are drawn with, for the four languages. */
async function fonts(dist) {
  const folder = join(dist, 'fonts');
  await mkdir(folder);
  const chosen = ['jp-japanese', 'jp-latin', 'jp-latin-ext', 'tc-chinese-traditional', 'thai-thai'];
  for (const name of chosen) {
    const source = at(
      `node_modules/@fontsource/noto-sans-${name.split('-')[0]}/files/noto-sans-${name}-400-normal.woff`,
    );
    await writeFile(join(folder, `${name}.ttf`), unpackWoff(await readFile(source)));
  }
}

/**
 * Warms the very cache that the host reads, by the host's own code, so that a first start bundles nothing. A plugin that cannot be
 * bundled is passed by: the host says what is wrong with it when it starts, and runs the others.
 */
async function bundles(dist) {
  const outfile = join(dist, 'bundle-plugin.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['core/plugin/bundle.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    external: ['esbuild'],
  });
  const { bundlePlugin } = await import(pathToFileURL(outfile).href);
  const entries = await readdir(at('plugins'), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
  await Promise.allSettled(
    folders.map(async ({ name }) => {
      const manifest = JSON.parse(await readFile(at('plugins', name, 'plugin.json'), 'utf8'));
      await bundlePlugin(at('plugins', name), manifest.entry ?? 'index.ts', join(dist, 'bundles'));
    }),
  );
  await rm(outfile);
}

const wanted = await stamp();
const had = await readFile(at('dist', '.stamp'), 'utf8').catch(() => '');
if (had !== wanted) {
  process.stderr.write('tenko: building …\n');
  // Built beside and moved into place: a host that starts meanwhile finds the old one or the new one, never half of one.
  const draft = at(`.dist-${process.pid}`);
  try {
    await mkdir(draft, { recursive: true });
    await Promise.all([
      fonts(draft),
      host(draft, 'core/main.ts', 'main.js'),
      host(draft, 'core/tracing/tracing.ts', 'tracing.js'),
      guest(draft),
      page(draft, 'simulator', 'page'),
      page(draft, 'console', 'console'),
      pg(draft),
      ...TOOLS.map((name) => tool(draft, name)),
      ...SMALL_TOOLS.map((name) => tool(draft, name, `scripts/${name}.ts`)),
    ]);
    await bundles(draft);
    await writeFile(join(draft, '.stamp'), wanted);
    await rm(at('dist'), { recursive: true, force: true });
    await rename(draft, at('dist'));
  } finally {
    // With tries: after a failure, what runs beside it may still be writing.
    await rm(draft, { recursive: true, force: true, maxRetries: 10 });
  }
}
