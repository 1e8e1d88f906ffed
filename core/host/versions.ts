import { inject, injectable } from 'tsyringe';
import { Registry } from '../plugin/registry.ts';
import type { Held } from './claims.ts';
import type { InboxRow } from './store.ts';

/** A version that no living host has may come back with a host that starts again; after this long another one does. */
const PATIENCE = 10_000;
const LOOK_AGAIN = 250;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Which host runs a row while hosts with different versions of a plugin live side by side, as in a rolling upgrade: one that has the
 * version that understood it.
 */
@injectable()
export class Versions {
  /** `name@version` of what living hosts have loaded. */
  private loaded: ReadonlySet<string> = new Set();
  private names: ReadonlySet<string> = new Set();
  /** Since when nobody has had what somebody waits for. */
  private readonly missing = new Map<string, number>();

  constructor(@inject(Registry) private readonly registry: Registry) {}

  /** What this host has. */
  get own(): readonly string[] {
    return this.registry.all().flatMap((plugin) => {
      return plugin.state === 'READY' ? [`${plugin.name}@${plugin.manifest.version}`] : [];
    });
  }

  /** The version with which this host understands what it accepts for a plugin. */
  of(plugin: string): { readonly version?: string } {
    const version = this.registry.ready(plugin)?.manifest.version;
    return version === undefined ? {} : { version };
  }

  living(loaded: ReadonlySet<string>): void {
    this.loaded = loaded;
    this.names = new Set([...loaded].map((one) => one.slice(0, one.lastIndexOf('@'))));
    for (const one of [...loaded, ...this.names]) this.missing.delete(one);
  }

  /** False: another host is to have the chat. Waits for a while when nobody alive has what the row needs. */
  async isMine({ plugin, version }: InboxRow, held: Held): Promise<boolean> {
    const wanted = version === undefined ? plugin : `${plugin}@${version}`;
    for (; !held.lost; await pause(LOOK_AGAIN)) {
      const own = this.registry.ready(plugin);
      if (own && (version === undefined || version === own.manifest.version)) return true;
      if (this.loaded.has(wanted) || this.names.has(wanted)) return false;
      const since = this.missing.getOrInsert(wanted, performance.now());
      if (performance.now() - since >= PATIENCE) break;
    }
    return true;
  }
}
