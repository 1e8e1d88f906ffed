/**
 * The built host with another folder of plugins: the same code as `core/main.ts` from the configuration on, and none of the operator's
 * comforts. Bundled by `bundled-entry.ts`, started and killed like `dist/main.js`.
 */
import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import { readConfig } from '../../core/config.ts';
import { buildLog } from '../../core/container.ts';
import { runHost } from '../../core/run.ts';

declare const PLUGINS: string;
declare const BUNDLES: string;

const config = readConfig(process.env, process.cwd());
mkdirSync(config.dataDir, { recursive: true });
const { log, flush } = buildLog(config.logLevel);
const host = await runHost({
  config,
  log,
  // A machine that is busy with other tests is not to be found slow here.
  settings: { handlerTimeout: 60_000 },
  paths: { plugins: PLUGINS, bundles: BUNDLES, page: '', console: '', fonts: '', guest: '' },
});
process.on('SIGTERM', () => {
  void host.stop().then(() => {
    flush();
    process.exit(0);
  });
});
