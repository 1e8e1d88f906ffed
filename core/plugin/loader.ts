import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DependencyContainer } from 'tsyringe';
import { LANGUAGES, type Language } from '../command/definition.ts';
import { Failure, isFailure } from '../errors.ts';
import { bundlePlugin, type Bundle } from './bundle.ts';
import { authorsStack, evaluate } from './evaluate.ts';
import { readManifest, type Manifest } from './manifest.ts';
import type { PluginModules } from './plugin-class.ts';
import { checkHandlers, remembersMembers } from './handlers.ts';
import type { Isolation } from './isolate/isolation.ts';
import { LINES_ABOVE, type Cargo } from './isolate/protocol.ts';
import { Messages, type Locales } from './messages.ts';
import { checkInjection, PluginScope, type PluginClass, type Scope } from './scope.ts';

/** Trusted plugins run in process; foreign ones in an isolate, and may do less. It is never the plugin's own word. */
export type Trust = 'trusted' | 'foreign';

/** A plugin that can run. */
export interface LoadedPlugin {
  readonly state: 'READY';
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
  readonly scope: Scope;
  readonly trust: Trust;
  /** It has a method `onUnsend`. */
  readonly hearsUnsend: boolean;
  /** It keeps something for each chat and knows of its members: `onMemberForgotten` erases what it keeps of one. */
  readonly remembersMembers: boolean;
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
  /** Where foreign plugins run. */
  readonly isolation: Isolation;
  /** Whether an isolate that was started to look at a plugin is kept: somebody is about to use it. */
  readonly warm?: boolean;
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

async function readLocales(folder: string): Promise<Locales> {
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
  return locales;
}

function inProcess(
  bundle: Bundle,
  { manifest, file, locales }: Omit<Cargo, 'code'>,
  { root, modules }: LoaderOptions,
): PluginScope {
  let target: PluginClass;
  try {
    target = evaluate(bundle, file, modules);
  } catch (error) {
    if (isFailure(error) || !(error instanceof Error)) throw error;
    const stack = authorsStack(error.stack ?? error.message, file, bundle.map);
    throw new Failure('PLUGIN_BROKEN', `it threw while it was loaded: ${stack}`, {}, { cause: error });
  }
  const granted = checkInjection(target, manifest);
  checkHandlers(target, manifest);
  return new PluginScope(root, target, granted, new Messages(locales));
}

async function isolated(bundle: Bundle, cargo: Cargo, { isolation, warm = false }: LoaderOptions): Promise<Scope> {
  try {
    return await isolation.open(cargo, warm);
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw new Failure(error.code, authorsStack(error.message, cargo.file, bundle.map, LINES_ABOVE));
  }
}

/** What only the host's own plugins may ask for. */
const SHIPPED_ONLY = new Set<string>(['host']);

function checkForeign({ name, permissions }: Manifest, folder: string): void {
  if (name !== basename(folder))
    throw new Failure(
      'MANIFEST_INVALID',
      `it is called ${name}, and so must its folder be, which is ${basename(folder)}`,
    );
  const denied = permissions.find((permission) => SHIPPED_ONLY.has(permission));
  if (denied !== undefined)
    throw new Failure(
      'PERMISSION_MISSING',
      `it asks for "${denied}", which only a plugin that ships with Tenko may have`,
    );
}

async function load(folder: string, trust: Trust, options: LoaderOptions, hash?: string): Promise<LoadedPlugin> {
  const text = await readText(join(folder, 'plugin.json'));
  if (text === undefined) throw new Failure('MANIFEST_INVALID', 'it has no plugin.json');
  const manifest = readManifest(parseJson(text, 'plugin.json'), 'plugin.json');
  if (hash !== undefined) checkForeign(manifest, folder);
  const [bundle, locales]: [Bundle, Locales] = await Promise.all([
    bundlePlugin(folder, manifest.entry, options.cacheDir, hash),
    readLocales(folder),
  ]);
  const file = `tenko-plugin:${manifest.name}/${bundle.hash.slice(-8)}`;
  const cargo: Cargo = { code: bundle.code, file, manifest, locales };
  const scope = trust === 'trusted' ? inProcess(bundle, cargo, options) : await isolated(bundle, cargo, options);
  const above = trust === 'trusted' ? 0 : LINES_ABOVE;
  return {
    state: 'READY',
    name: manifest.name,
    folder,
    manifest,
    scope,
    trust,
    stackOf: (error) => authorsStack(error.stack ?? error.message, file, bundle.map, above),
    remembersMembers: remembersMembers(manifest),
    hearsUnsend: scope.has('onUnsend'),
  };
}

/**
 * Loads the plugin in `folder`. Never throws for what is wrong with the plugin: that comes back as state FAILED with its reason. `hash`
 * is that of everything in a folder that is not the host's own.
 */
export async function loadPlugin(folder: string, trust: Trust, options: LoaderOptions, hash?: string): Promise<Plugin> {
  try {
    return await load(folder, trust, options, hash);
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
