import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DependencyContainer } from 'tsyringe';
import { LANGUAGES, type Language } from '../command/definition.ts';
import { eventMethodName, methodName } from '../command/method.ts';
import { Failure, isFailure } from '../errors.ts';
import { bundlePlugin, type Bundle } from './bundle.ts';
import { authorsStack, evaluate, type PluginModules } from './evaluate.ts';
import { readManifest, type Manifest } from './manifest.ts';
import { Messages } from './messages.ts';
import { checkInjection, PluginScope, type PluginClass } from './scope.ts';

/** A plugin that can run. */
export interface LoadedPlugin {
  readonly state: 'READY';
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
  readonly scope: PluginScope;
  /** It has a method `onUnsend`. */
  readonly hearsUnsend: boolean;
  /** The stack of an error with the author's own lines. */
  stackOf(error: Error): string;
}

/** A plugin that cannot run, and why. A value and not a crash: the host lives on. */
export interface FailedPlugin {
  readonly state: 'FAILED';
  readonly name: string;
  readonly folder: string;
  readonly reason: Failure;
}

export type Plugin = LoadedPlugin | FailedPlugin;

export interface LoaderOptions {
  readonly root: DependencyContainer;
  readonly modules: PluginModules;
  /** Where bundles are kept between starts. */
  readonly cacheDir: string;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failure('MANIFEST_INVALID', `${where} is not JSON: ${(error as Error).message}`);
  }
}

async function readLocales(folder: string): Promise<Messages> {
  const locales: Partial<Record<Language, Record<string, string>>> = {};
  await Promise.all(
    LANGUAGES.map(async (language) => {
      const where = join('locales', `${language}.json`);
      const text = await readText(join(folder, where));
      if (text === undefined) return;
      const json = parseJson(text, where);
      const flat = typeof json === 'object' && json !== null && !Array.isArray(json);
      if (!flat || Object.values(json).some((value) => typeof value !== 'string'))
        throw new Failure('MANIFEST_INVALID', `${where} should be an object of texts: { "key": "text" }`);
      locales[language] = json as Record<string, string>;
    }),
  );
  return new Messages(locales);
}

/** Every command, subcommand and event of the manifest has its method, or HANDLER_MISSING says which one to write. */
function checkHandlers(target: PluginClass, manifest: Manifest): void {
  const methods = target.prototype as Record<string, unknown>;
  const need = (method: string, what: string): void => {
    if (typeof methods[method] !== 'function')
      throw new Failure(
        'HANDLER_MISSING',
        `class ${target.name} has no method \`${method}\`, which runs ${what}: write \`${method}(…) { … }\``,
      );
  };
  for (const [name, { subcommands = {} }] of Object.entries(manifest.commands)) {
    need(methodName(name), `/${name}`);
    for (const sub of Object.keys(subcommands)) need(methodName(name, sub), `/${name} ${sub}`);
  }
  for (const event of manifest.events) need(eventMethodName(event), `the event ${event}`);
}

async function load(folder: string, options: LoaderOptions): Promise<LoadedPlugin> {
  const text = await readText(join(folder, 'plugin.json'));
  if (text === undefined) throw new Failure('MANIFEST_INVALID', 'it has no plugin.json');
  const manifest = readManifest(parseJson(text, 'plugin.json'), 'plugin.json');
  const [bundle, messages]: [Bundle, Messages] = await Promise.all([
    bundlePlugin(folder, manifest.entry, options.cacheDir),
    readLocales(folder),
  ]);
  const file = `tenko-plugin:${manifest.name}/${bundle.hash.slice(0, 8)}`;
  const stackOf = (error: Error): string => authorsStack(error.stack ?? error.message, file, bundle.map);
  let target: PluginClass;
  try {
    target = evaluate(bundle, file, options.modules);
  } catch (error) {
    if (isFailure(error) || !(error instanceof Error)) throw error;
    throw new Failure('PLUGIN_BROKEN', `it threw while it was loaded: ${stackOf(error)}`, {}, { cause: error });
  }
  const granted = checkInjection(target, manifest);
  checkHandlers(target, manifest);
  return {
    state: 'READY',
    name: manifest.name,
    folder,
    manifest,
    scope: new PluginScope(options.root, target, granted, messages),
    hearsUnsend: typeof (target.prototype as { onUnsend?: unknown }).onUnsend === 'function',
    stackOf,
  };
}

/** Loads the plugin in `folder`. Never throws for what is wrong with the plugin: that comes back as state FAILED with its reason. */
export async function loadPlugin(folder: string, options: LoaderOptions): Promise<Plugin> {
  try {
    return await load(folder, options);
  } catch (error) {
    const reason = isFailure(error)
      ? error
      : new Failure('PLUGIN_BROKEN', error instanceof Error ? error.message : String(error), {}, { cause: error });
    return { state: 'FAILED', name: basename(folder), folder, reason };
  }
}

/** The plugin folders of `parent`, links to folders too, in the order of their names; none when it does not exist. */
export async function pluginFolders(parent: string): Promise<string[]> {
  let entries;
  try {
    entries = await readdir(parent, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const isFolder = await Promise.all(
    entries.map(async (entry) => {
      if (!entry.isSymbolicLink()) return entry.isDirectory();
      const target = await stat(join(parent, entry.name)).catch(() => undefined);
      return target?.isDirectory() ?? false;
    }),
  );
  const folders = entries.filter((entry, index) => isFolder[index] && !entry.name.startsWith('.'));
  return folders.map((entry) => join(parent, entry.name)).sort();
}
