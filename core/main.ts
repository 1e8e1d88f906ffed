import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readConfig, type Config } from './config.ts';
import { LogBook } from './console/log-book.ts';
import { buildLog, installation } from './container.ts';
import { linkPlugins } from './dev/links.ts';
import { Troubles } from './dev/troubles.ts';
import { Failure, isFailure } from './errors.ts';
import { runHost, type RunningHost } from './run.ts';
import type * as tracingBundle from './tracing/tracing.ts';
import { readTracing, type TracingSettings } from './tracing/variables.ts';

/** sysexits.h, EX_CONFIG: the operator has to change something before another start makes sense. */
const EX_CONFIG = 78;
const NODE_NEEDED = 26;
/** SIGTERM ends within ten seconds; what has not ended by itself by then is ended. */
const SHUTDOWN_LIMIT = 9_000;

function checkRuntime(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < NODE_NEEDED)
    throw new Failure(
      'RUNTIME_TOO_OLD',
      `this is Node.js ${process.versions.node} and the host needs ${NODE_NEEDED} or newer; npm start brings its own on Linux, macOS and Windows (x64, arm64)`,
    );
}

/** With its parents. Not by `recursive`: in a folder that takes none, as /proc does, Node.js would try for ever. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder);
}

async function checkDataDir(folder: string): Promise<void> {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    await makeFolder(folder);
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    throw new Failure(
      'DATA_DIR_UNWRITABLE',
      `DATA_DIR ${folder} cannot be written to (${(error as NodeJS.ErrnoException).code}); it should be a folder that this user may write to`,
    );
  }
}

/** `npm run dev`: the simulator with plugins that lie anywhere, each as if it had been added. */
async function developing(config: Config, folders: readonly string[], shipped: string): Promise<Config> {
  if (!config.simulator)
    throw new Failure(
      'CONFIG_INVALID',
      'LINE_CHANNEL_SECRET is set, and npm run dev plays LINE itself: it should be unset here',
    );
  const pluginsDir = join(config.dataDir, 'dev');
  // npm runs scripts in the folder of package.json, wherever it was called.
  const from = process.env['INIT_CWD'] ?? process.cwd();
  const given = folders.map((folder) => resolve(from, folder));
  // Those that lie in the house are loaded from there.
  await linkPlugins(
    given.filter((folder) => dirname(folder) !== shipped),
    pluginsDir,
  );
  return { ...config, pluginsDir };
}

/** A bundle of its own: whoever asks for no traces loads none of it. */
async function startTracing(file: string, settings: TracingSettings): Promise<tracingBundle.Tracing> {
  Object.assign(process.env, settings.variables);
  const bundle = (await import(pathToFileURL(file).href)) as typeof tracingBundle;
  return bundle.startTracing(settings);
}

function refuseToStart(error: unknown): never {
  if (!isFailure(error)) throw error;
  process.stderr.write(`tenko: ${error.code}: ${error.message}\n`);
  process.exit(EX_CONFIG);
}

async function main(): Promise<void> {
  let config: Config;
  let traces: TracingSettings | undefined;
  const [first, ...folders] = process.argv.slice(2);
  const wanted = first === '--dev' ? folders : undefined;
  const paths = installation(fileURLToPath(import.meta.url));
  try {
    checkRuntime();
    config = readConfig(process.env, process.cwd());
    traces = readTracing(process.env, process.cwd());
    await checkDataDir(config.dataDir);
    if (config.simulator && !wanted && process.stderr.isTTY)
      process.stderr.write('tenko: this is a virtual LINE; npm run setup connects a LINE bot of yours\n');
    if (wanted) config = await developing(config, wanted, paths.plugins);
  } catch (error) {
    return refuseToStart(error);
  }
  const dev = wanted && new Troubles();
  const book = config.consoleToken === undefined ? undefined : new LogBook();
  const tracing = traces && (await startTracing(paths.tracing, traces));
  const heard = dev && ((details: unknown) => dev.logged(details));
  const { log, flush } = buildLog(config.logLevel, heard, book?.add, tracing?.mixin);
  tracing?.tell(log);
  process.on('uncaughtExceptionMonitor', (error) => {
    log.fatal({ err: error }, 'the host ends: an error that nobody expected');
    flush();
  });
  let host: RunningHost;
  try {
    host = await runHost({
      config,
      log,
      paths,
      tracing,
      ...(book ? { book } : {}),
      ...(dev ? { dev, pinned: false } : {}),
    });
  } catch (error) {
    flush();
    return refuseToStart(error);
  }
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error('not everything ended in time');
      flush();
      process.exit(0);
    }, SHUTDOWN_LIMIT).unref();
    void host.stop().then(() => {
      log.info('stopped');
      flush();
      process.exit(0);
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  stopWithNpm(stop);
}

/**
 * `npm start` runs the host below a shell, which dies of a SIGTERM to npm without passing it on: the host would go on alone and keep
 * the port. Whoever loses the parent that npm gave it takes that as the signal.
 */
function stopWithNpm(stop: (signal: string) => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stop('npm ended'), 250).unref();
}

await main();
