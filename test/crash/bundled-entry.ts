import { cpSync, mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const REQUIRE =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url); const __filename = import.meta.filename; const __dirname = import.meta.dirname;";

export interface BundledEntry {
  /** The folder of all that was made, for the test to remove. */
  readonly folder: string;
  readonly main: string;
}

/** Builds a host that loads just these plugins: each a folder, by its path from here. */
export async function bundledEntry(...plugins: readonly string[]): Promise<BundledEntry> {
  const folder = mkdtempSync(join(tmpdir(), 'tenko-entry-'));
  for (const plugin of plugins) {
    const path = at(plugin);
    cpSync(path, join(folder, 'plugins', path.split('/').at(-1)!), { recursive: true });
  }
  const main = join(folder, 'main.js');
  await build({
    entryPoints: [at('host-entry.ts')],
    outfile: main,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    define: {
      PLUGINS: JSON.stringify(join(folder, 'plugins')),
      BUNDLES: JSON.stringify(join(folder, 'bundles')),
    },
    banner: { js: REQUIRE },
    // These have programs of their own and stay where they are; from the folder of the bundle they would not be found by their names.
    plugins: [
      {
        name: 'by-path',
        setup(building) {
          const { resolve } = createRequire(import.meta.url);
          building.onResolve({ filter: /^(esbuild|@resvg\/resvg-js)$/ }, ({ path }) => ({
            path: pathToFileURL(resolve(path)).href,
            external: true,
          }));
        },
      },
    ],
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
  });
  return { folder, main };
}
