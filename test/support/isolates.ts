import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tsyringe from 'tsyringe';
import { container } from 'tsyringe';
import * as tenko from '../../core/index.ts';
import type { Bridge } from '../../core/plugin/bridge.ts';
import { Isolation } from '../../core/plugin/isolate/isolation.ts';
import {
  loadPlugin,
  type LoadedPlugin,
  type LoaderOptions,
  type Plugin,
  type Trust,
} from '../../core/plugin/loader.ts';

interface Told {
  readonly level: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** Loads plugins without a host: in this process or in isolates, with limits of the test's own. */
export function isolates(cache: string, limits: { handlerTimeout?: number; keptFor?: number; guest?: string } = {}) {
  const told: Told[] = [];
  const isolation = new Isolation({
    guest: fileURLToPath(new URL('../../dist/guest.cjs', import.meta.url)),
    handlerTimeout: 2_000,
    ...limits,
    tell: (level, details, message) => void told.push({ level, details, message }),
  });
  const root = container.createChildContainer();
  const loaded: LoadedPlugin[] = [];
  const options: LoaderOptions = {
    root,
    modules: { tenko, tsyringe: { inject: tsyringe.inject, injectable: tsyringe.injectable } },
    cacheDir: join(cache, '.cache'),
    isolation,
  };
  const load = async (folder: string, trust: Trust = 'foreign'): Promise<Plugin> => {
    const plugin = await loadPlugin(folder, trust, options);
    if (plugin.state === 'READY') loaded.push(plugin);
    return plugin;
  };
  return {
    told,
    isolation,
    options,
    load,
    async ready(folder: string, trust: Trust = 'foreign'): Promise<LoadedPlugin> {
      const plugin = await load(folder, trust);
      if (plugin.state === 'FAILED') throw plugin.reason;
      return plugin;
    },
    async stop(): Promise<void> {
      for (const { scope } of loaded) await scope.end();
    },
  };
}

/** An invocation's way to a host that is not there: the calls are those of the test. */
export function bridge(calls: Readonly<Record<string, (...args: never[]) => unknown>> = {}, seed = 'seed'): Bridge {
  return {
    snapshot: {
      chat: { kind: 'group', platform: 'line', can: [] },
      caller: { id: 'U1', by: 'message' },
      language: 'en',
      timeZone: 'Asia/Tokyo',
      now: 1_800_000_000_000,
      seed,
    },
    calls,
  } as unknown as Bridge;
}
