import { Failure } from '../errors.ts';
import type { PluginClass } from './scope.ts';

/** The modules that a plugin may import besides its own; the host's own copies, so that tokens are the same objects. */
export type PluginModules = Readonly<Record<'tenko' | 'tsyringe', object>>;

/** A bundle, compiled: a CommonJS module's function. */
export type BundleFunction = (
  exports: object,
  require: (name: string) => object,
  module: { exports: { default?: unknown } },
) => void;

/**
 * tsyringe as a plugin gets it. Its own `injectable` keeps every class that it ever saw, and would keep each version of a plugin that is
 * loaded again: here it is only noted which classes are decorated, and the plugin's scope builds them. Nothing outlives an invocation.
 */
function forPlugins(tsyringe: object, decorated: WeakSet<object>): object {
  return {
    ...tsyringe,
    injectable: () => (target: object) => void decorated.add(target),
    singleton: () => {
      throw new Failure(
        'PLUGIN_BROKEN',
        'it has a @singleton(), which would keep the tokens of its first command for all others: write @injectable()',
      );
    },
  };
}

/** Runs a bundle and returns the class that it exports. `seal` makes what the plugin is given safe to give, where it must be. */
export function classOf(
  run: BundleFunction,
  modules: PluginModules,
  seal: (given: object) => object = (given) => given,
): PluginClass {
  const module: { exports: { default?: unknown } } = { exports: {} };
  const decorated = new WeakSet<object>();
  const given: PluginModules = {
    tenko: seal(modules.tenko),
    tsyringe: seal(forPlugins(modules.tsyringe, decorated)),
  };
  const require = (name: string): object => {
    if (name === 'tenko' || name === 'tsyringe') return given[name];
    throw new Failure(
      'PLUGIN_BROKEN',
      `it imports ${JSON.stringify(name)}; a plugin imports 'tenko', 'tsyringe' and its own files`,
    );
  };
  run(module.exports, seal(require) as typeof require, module);
  const found = module.exports.default;
  // An arrow function has no prototype, and could not be built.
  if (typeof found !== 'function' || typeof found.prototype !== 'object')
    throw new Failure(
      'PLUGIN_BROKEN',
      'its entry exports no class: write `export default class … implements Commands<typeof manifest>`',
    );
  // tsyringe would say so too, but only when a member runs its first command.
  if (found.length > 0 && !decorated.has(found))
    throw new Failure('PLUGIN_BROKEN', `class ${found.name} is not injectable: write @injectable() above it`);
  return found as PluginClass;
}
