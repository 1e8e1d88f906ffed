import type { Plugin } from '../plugin/loader.ts';

/** What is wrong with a plugin, for its author to read: where, and in a sentence. */
export interface Trouble {
  readonly plugin: string;
  /** `index.ts:32`, where it is known. */
  readonly place?: string;
  readonly text: string;
}

/** The author's own line in a stack: the first that leads into no package, no part of Node.js and not into the host. */
export function placeIn(stack: string): string | undefined {
  for (const line of stack.split('\n').slice(1)) {
    const [, place] = /\(?((?:[\w.@-]+\/)*[\w.@-]+\.m?[jt]sx?:\d+):\d+\)?$/.exec(line) ?? [];
    if (place !== undefined && !/node_modules\/|node:|^core\/|\bcore\/(plugin|host)\//.test(line)) return place;
  }
  return undefined;
}

/** What is wrong with the plugins of a developer's host right now: why one does not load, and what last failed in one that does. */
export class Troubles {
  readonly #byPlugin = new Map<string, Trouble>();
  #tell: (troubles: readonly Trouble[]) => void = () => undefined;

  /** `tell` is called with all of them at once and whenever that changes. */
  follow(tell: (troubles: readonly Trouble[]) => void): void {
    this.#tell = tell;
    this.#changed();
  }

  /** A folder was loaded, or loaded again. */
  loaded(plugin: Plugin): void {
    if (plugin.state === 'FAILED')
      this.#byPlugin.set(plugin.name, { plugin: plugin.name, text: plugin.reason.message });
    else this.#byPlugin.delete(plugin.name);
    this.#changed();
  }

  /** A line of the host's log. */
  logged(details: unknown): void {
    const { plugin, stack } = (details ?? {}) as { readonly plugin?: unknown; readonly stack?: unknown };
    if (typeof plugin !== 'string' || typeof stack !== 'string') return;
    const place = placeIn(stack);
    const text = stack.split('\n', 1)[0] ?? '';
    this.#byPlugin.set(plugin, { plugin, text, ...(place === undefined ? {} : { place }) });
    this.#changed();
  }

  #changed(): void {
    this.#tell([...this.#byPlugin.values()]);
  }
}
