import { unwatchFile, watchFile } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Logger } from 'pino';
import { Failure, isFailure } from '../errors.ts';
import { Turns } from '../turns.ts';
import { loadPlugin, pluginFolders, type LoaderOptions, type Plugin, type Trust } from './loader.ts';
import { hashOfFolder, pinFile, readPins, type Pins } from './pin.ts';
import type { Registry } from './registry.ts';

export interface PluginPlaces {
  /** The repository's own plugins: trusted, and in process. */
  readonly shipped: string;
  /** Everybody else's, each in an isolate. */
  readonly foreign: string;
  /** `name@hash` of foreign plugins that the operator lets run in process. */
  readonly trusted: ReadonlySet<string>;
  /** Whether a foreign plugin must be as it was when it was added. Only a developer's host does without. */
  readonly pinned: boolean;
}

type Listener = (plugin: Plugin) => void;

/** How many isolates are started at a time when the host starts. */
const AT_ONCE = 2;
/** How often it is looked whether something was added, milliseconds. */
const LOOK = 1_000;

/** The folders that plugins come from, and what each of them became. Plugins are added, changed and removed while the host runs. */
export class PluginFolders {
  readonly #listeners = new Set<Listener>();
  /** One at a time, so that two changes of a folder cannot overtake each other. */
  readonly #reloads = new Turns();
  /** The pins as they were when they were last looked at. */
  #followed: Pins = new Map();

  constructor(
    private readonly registry: Registry,
    private readonly options: LoaderOptions,
    private readonly places: PluginPlaces,
    private readonly log: Logger,
  ) {}

  /** Calls `listener` with what each folder becomes when it is loaded again; returns how to stop that. */
  onReload(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Loads all that is there, shipped plugins first; what cannot be loaded is FAILED with its reason. */
  async load(): Promise<void> {
    const shipped = await pluginFolders(this.places.shipped);
    const foreign = await pluginFolders(this.places.foreign);
    if (this.places.pinned) this.#followed = await readPins(this.places.foreign);
    const loaded = await Promise.all(shipped.map((folder) => this.#open(folder)));
    for (let at = 0; at < foreign.length; at += AT_ONCE)
      loaded.push(...(await Promise.all(foreign.slice(at, at + AT_ONCE).map((folder) => this.#open(folder)))));
    for (const plugin of loaded) this.#tell(this.registry.add(plugin));
  }

  /**
   * Loads the plugin of a folder again, for the first time, or takes it out if it is gone. What runs ends on the version that it began
   * with. What comes back is what the folder holds now: when that cannot run, the version before goes on.
   */
  reload(folder: string): Promise<Plugin | undefined> {
    return this.#reloads.take(() => this.#reload(folder));
  }

  /** Follows what `npm run plugin` does while the host runs: what was added, updated or removed there is so here a moment later. */
  watch(): void {
    if (this.places.pinned) watchFile(pinFile(this.places.foreign), { interval: LOOK, persistent: false }, this.#look);
  }

  readonly #look = (): void => {
    void this.#follow().catch((error: unknown) => this.log.error({ err: error }, 'the pins cannot be read'));
  };

  async #follow(): Promise<void> {
    const pins = await readPins(this.places.foreign);
    const names = new Set([...pins.keys(), ...this.#followed.keys()]);
    const changed = [...names].filter((name) => pins.get(name)?.hash !== this.#followed.get(name)?.hash);
    this.#followed = pins;
    for (const name of changed) await this.reload(join(this.places.foreign, name));
  }

  /** Ends every plugin; resolves when no process of theirs is left. */
  async stop(): Promise<void> {
    unwatchFile(pinFile(this.places.foreign), this.#look);
    await this.#reloads.over();
    for (const { folder } of this.registry.all()) await this.#end(this.registry.loaded(folder));
  }

  async #reload(folder: string): Promise<Plugin | undefined> {
    const before = this.registry.loaded(folder);
    if (!(await isFolder(folder))) {
      this.registry.remove(folder);
      if (before) this.log.info({ plugin: before.name }, 'plugin removed');
      void this.#end(before);
      return undefined;
    }
    const plugin = await this.#open(folder, true);
    const taken = this.registry.replace(plugin);
    const serves = this.registry.loaded(folder);
    this.#tell(taken, serves === plugin ? undefined : serves);
    if (taken.plugin.state === 'READY') this.log.info({ plugin: plugin.name }, 'plugin loaded');
    void this.#end(serves === plugin ? before : plugin);
    for (const listener of this.#listeners) listener(taken.plugin);
    return taken.plugin;
  }

  async #end(plugin: Plugin | undefined): Promise<void> {
    if (plugin?.state === 'READY') await plugin.scope.end();
  }

  async #open(folder: string, warm = false): Promise<Plugin> {
    try {
      const { trust, hash } = await this.#trust(folder);
      return await loadPlugin(folder, trust, { ...this.options, warm }, hash);
    } catch (error) {
      if (!isFailure(error)) throw error;
      return { state: 'FAILED', name: basename(folder), folder, reason: error };
    }
  }

  /** Never by a name alone, and never by what a manifest says. */
  async #trust(folder: string): Promise<{ trust: Trust; hash?: string }> {
    const name = basename(folder);
    if (dirname(folder) === this.places.shipped) return { trust: 'trusted' };
    const hash = await hashOfFolder(folder);
    if (!this.places.pinned) return { trust: 'foreign', hash };
    const pin = (await readPins(this.places.foreign)).get(name);
    if (pin?.hash !== hash)
      throw new Failure(
        'NOT_PINNED',
        `${pin ? 'it is not what it was when it was added' : 'nobody has added it'}: see what it asks for and run npm run plugin -- add ${join(this.places.foreign, name)}`,
      );
    return { trust: this.places.trusted.has(`${name}@${hash}`) ? 'trusted' : 'foreign', hash };
  }

  #tell({ plugin, dropped }: ReturnType<Registry['add']>, serves?: Plugin): void {
    for (const { word, takenBy } of dropped)
      this.log.warn(
        { plugin: plugin.name, word, takenBy },
        'a further name of a command is taken; the command runs by its others',
      );
    if (plugin.state === 'FAILED')
      this.log.error(
        { plugin: plugin.name, code: plugin.reason.code },
        `plugin FAILED: ${plugin.reason.message}${serves ? '\nthe version before goes on' : ''}`,
      );
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
