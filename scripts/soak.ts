/** `npm run soak -- --minutes 20`: bundles what uses the host's own classes, and runs it (see soak/main.ts). */
import { spawnSync } from 'node:child_process';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const outfile = at('../dist/bench/soak.js');
await build({
  entryPoints: [at('soak/main.ts')],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node26',
  packages: 'external',
  sourcemap: 'linked',
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, ['--enable-source-maps', outfile, ...argv.slice(2)], {
  stdio: 'inherit',
});
exit(status ?? 1);
