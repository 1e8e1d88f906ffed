import { basename } from 'node:path';
import type { EventName } from '../chat/event.ts';
import { CommandTable } from '../command/table.ts';
import { Failure } from '../errors.ts';
import type { FailedPlugin, LoadedPlugin, Plugin } from './loader.ts';

/** A further name of a command that another plugin has already. */
interface Dropped {
  readonly word: string;
  readonly takenBy: string;
}

/** What a plugin became when it was taken in, and the aliases and localised names that it could not have. */
export interface Taken {
  readonly plugin: Plugin;
  readonly dropped: readonly Dropped[];
}

interface Arrangement {
  readonly commands: CommandTable;
  /** By name; of two plugins of one name, the second by its folder, so that the operator sees both. */
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly subscribers: ReadonlyMap<string, readonly LoadedPlugin[]>;
  /** By folder. */
  readonly taken: ReadonlyMap<string, Taken>;
}

function refused(plugin: Plugin, why: string): FailedPlugin {
  const { name, folder } = plugin;
  return { state: 'FAILED', name, folder, reason: new Failure('NAME_TAKEN', why, { plugin: name }) };
}

/** Who has which name and word: the first to use one has it, and a later one is FAILED with NAME_TAKEN. */
function arrange(given: readonly Plugin[]): Arrangement {
  const commands = new CommandTable();
  const plugins = new Map<string, Plugin>();
  const subscribers = new Map<string, LoadedPlugin[]>();
  const taken = new Map<string, Taken>();
  const take = (key: string, folder: string, plugin: Plugin, dropped: readonly Dropped[] = []): void => {
    plugins.set(key, plugin);
    taken.set(folder, { plugin, dropped });
  };
  for (const plugin of given) {
    const { name, folder } = plugin;
    const other = plugins.get(name);
    if (other) {
      const why = `the plugin in ${basename(other.folder)} is called ${name} too: give the one in ${basename(folder)} another name`;
      take(folder, folder, refused(plugin, why));
      continue;
    }
    if (plugin.state === 'FAILED') {
      take(name, folder, plugin);
      continue;
    }
    const added = commands.add(name, plugin.manifest);
    if (!added.ok) {
      const why = `the command /${added.taken.word} belongs to the plugin ${added.taken.plugin}: give this one another name`;
      take(name, folder, refused(plugin, why));
      continue;
    }
    take(name, folder, plugin, added.dropped);
    for (const event of plugin.manifest.events) subscribers.set(event, [...(subscribers.get(event) ?? []), plugin]);
  }
  return { commands, plugins, subscribers, taken };
}

/** The plugins of this host, the words that run them, and who listens to which event. */
export class Registry {
  /** As they were loaded, in the order in which they were added. */
  #given: readonly Plugin[] = [];
  #now = arrange([]);

  /** Takes a plugin in, after those that are there. */
  add(plugin: Plugin): Taken {
    this.#arrange([...this.#given, plugin]);
    return this.#now.taken.get(plugin.folder)!;
  }

  /**
   * Puts a plugin in the place of the one from the same folder, or takes it in. When the new one cannot run and the old one does, the
   * old one goes on: what comes back tells why the new one could not.
   */
  replace(plugin: Plugin): Taken {
    const at = this.#given.findIndex(({ folder }) => folder === plugin.folder);
    if (at < 0) return this.add(plugin);
    const next = arrange(this.#given.with(at, plugin));
    const taken = next.taken.get(plugin.folder)!;
    if (taken.plugin.state === 'FAILED' && this.at(plugin.folder)?.state === 'READY') return taken;
    this.#arrange(this.#given.with(at, plugin));
    return taken;
  }

  /** Takes the plugin of a folder out; words and names that others could not have for it are theirs now. */
  remove(folder: string): void {
    this.#arrange(this.#given.filter((plugin) => plugin.folder !== folder));
  }

  #arrange(given: readonly Plugin[]): void {
    this.#given = given;
    this.#now = arrange(given);
  }

  get commands(): CommandTable {
    return this.#now.commands;
  }

  /** What the plugin of a folder is now. */
  at(folder: string): Plugin | undefined {
    return this.#now.taken.get(folder)?.plugin;
  }

  /** The plugin of a folder as it was loaded, whether or not it has its name and words. */
  loaded(folder: string): Plugin | undefined {
    return this.#given.find((plugin) => plugin.folder === folder);
  }

  /** A plugin that runs. */
  ready(name: string): LoadedPlugin | undefined {
    const plugin = this.#now.plugins.get(name);
    return plugin?.state === 'READY' ? plugin : undefined;
  }

  all(): readonly Plugin[] {
    return [...this.#now.plugins.values()];
  }

  /** Plugins that may ask members where they are. */
  thatLocate(): readonly LoadedPlugin[] {
    return this.all().filter(
      (plugin): plugin is LoadedPlugin => plugin.state === 'READY' && plugin.manifest.permissions.includes('locations'),
    );
  }

  subscribers(event: EventName): readonly LoadedPlugin[] {
    return this.#now.subscribers.get(event) ?? [];
  }
}
