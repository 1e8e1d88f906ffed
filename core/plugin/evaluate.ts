import { SourceMap } from 'node:module';
import { compileFunction } from 'node:vm';
import { Failure } from '../errors.ts';
import { PLUGIN_GLOBALS } from './ambient.ts';
import type { Bundle } from './bundle.ts';
import type { PluginClass } from './scope.ts';

/** The modules that a plugin may import besides its own; the host's own copies, so that tokens are the same objects. */
export type PluginModules = Readonly<Record<'tenko' | 'tsyringe', object>>;

type Decorator = (target: object) => unknown;

/** tsyringe as a plugin gets it: it is noted which classes are decorated, and nothing outlives an invocation. */
function forPlugins(tsyringe: object, decorated: WeakSet<object>): object {
  const { injectable } = tsyringe as { injectable: (...options: unknown[]) => Decorator };
  return {
    ...tsyringe,
    injectable:
      (...options: unknown[]): Decorator =>
      (target) => {
        decorated.add(target);
        return injectable(...options)(target);
      },
    singleton: () => {
      throw new Failure(
        'PLUGIN_BROKEN',
        'it has a @singleton(), which would keep the tokens of its first command for all others: write @injectable()',
      );
    },
  };
}

/**
 * Runs a bundle in process and returns the class that it exports. `compileFunction` and not `import()`: a module that was imported is
 * never forgotten, and a plugin that is reloaded five hundred times would keep five hundred copies.
 */
export function evaluate(bundle: Bundle, file: string, modules: PluginModules): PluginClass {
  const run = compileFunction(bundle.code, ['exports', 'require', 'module', ...Object.keys(PLUGIN_GLOBALS)], {
    filename: file,
  }) as (
    exports: object,
    require: (name: string) => object,
    module: { exports: { default?: unknown } },
    ...globals: unknown[]
  ) => void;
  const module: { exports: { default?: unknown } } = { exports: {} };
  const decorated = new WeakSet<object>();
  const given: PluginModules = { tenko: modules.tenko, tsyringe: forPlugins(modules.tsyringe, decorated) };
  const require = (name: string): object => {
    if (name === 'tenko' || name === 'tsyringe') return given[name];
    throw new Failure(
      'PLUGIN_BROKEN',
      `it imports ${JSON.stringify(name)}; a plugin imports 'tenko', 'tsyringe' and its own files`,
    );
  };
  run(module.exports, require, module, ...Object.values(PLUGIN_GLOBALS));
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

/** Rewrites the frames of `file` in a stack so that they name the author's lines: the runtime maps only modules that it loaded itself. */
export function authorsStack(stack: string, file: string, map: string): string {
  if (map === '' || !stack.includes(file)) return stack;
  const source = new SourceMap(JSON.parse(map));
  return stack
    .split('\n')
    .map((frame) => {
      const at = frame.lastIndexOf(`${file}:`);
      const position = at < 0 ? null : /^(\d+):(\d+)/.exec(frame.slice(at + file.length + 1));
      if (!position) return frame;
      const origin = source.findEntry(Number(position[1]) - 1, Number(position[2]) - 1);
      if (!('originalSource' in origin)) return frame;
      const end = frame.slice(at + file.length + 1 + position[0].length);
      return `${frame.slice(0, at)}${origin.originalSource}:${origin.originalLine + 1}:${origin.originalColumn + 1}${end}`;
    })
    .join('\n');
}
