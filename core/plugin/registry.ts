import { basename } from 'node:path';
import type { EventName } from '../chat/event.ts';
import { CommandTable } from '../command/table.ts';
import { Failure } from '../errors.ts';
import type { FailedPlugin, LoadedPlugin, Plugin } from './loader.ts';

/** The plugins of this host, the words that run them, and who listens to which event. */
export class Registry {
  readonly commands = new CommandTable();
  readonly #plugins = new Map<string, Plugin>();
  readonly #subscribers = new Map<string, LoadedPlugin[]>();

  /**
   * Takes a plugin in, in the order in which they are added: the first to use a name or a command word has it, and a later one is
   * FAILED with NAME_TAKEN. Returns what it became, and the aliases and localised names that it could not have.
   */
  add(plugin: Plugin): { plugin: Plugin; dropped: readonly { word: string; takenBy: string }[] } {
    const other = this.#plugins.get(plugin.name);
    if (other)
      return this.#refuse(
        plugin,
        `the plugin in ${basename(other.folder)} is called ${plugin.name} too: give the one in ${basename(plugin.folder)} another name`,
      );
    if (plugin.state === 'FAILED') {
      this.#plugins.set(plugin.name, plugin);
      return { plugin, dropped: [] };
    }
    const added = this.commands.add(plugin.name, plugin.manifest);
    if (!added.ok)
      return this.#refuse(
        plugin,
        `the command /${added.taken.word} belongs to the plugin ${added.taken.plugin}: give this one another name`,
      );
    this.#plugins.set(plugin.name, plugin);
    for (const event of plugin.manifest.events)
      this.#subscribers.set(event, [...(this.#subscribers.get(event) ?? []), plugin]);
    return { plugin, dropped: added.dropped };
  }

  #refuse(plugin: Plugin, why: string) {
    const failed: FailedPlugin = {
      state: 'FAILED',
      name: plugin.name,
      folder: plugin.folder,
      reason: new Failure('NAME_TAKEN', why, { plugin: plugin.name }),
    };
    // Two plugins of one name: the second is kept under its folder, so that the operator sees both.
    this.#plugins.set(this.#plugins.has(plugin.name) ? plugin.folder : plugin.name, failed);
    return { plugin: failed, dropped: [] };
  }

  /** A plugin that runs. */
  ready(name: string): LoadedPlugin | undefined {
    const plugin = this.#plugins.get(name);
    return plugin?.state === 'READY' ? plugin : undefined;
  }

  all(): readonly Plugin[] {
    return [...this.#plugins.values()];
  }

  subscribers(event: EventName): readonly LoadedPlugin[] {
    return this.#subscribers.get(event) ?? [];
  }
}
