import { SourceMap } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { compileFunction } from 'node:vm';
import { PLUGIN_GLOBALS } from './ambient.ts';
import type { Bundle } from './bundle.ts';
import { classOf, type BundleFunction, type PluginModules } from './plugin-class.ts';
import type { PluginClass } from './scope.ts';

/** V8 keeps the text of whatever it compiles in a cache of its own, and does not let go of it: a plugin's is compiled beside that. */
function uncached<T>(compile: () => T): T {
  setFlagsFromString('--no-compilation-cache');
  try {
    return compile();
  } finally {
    setFlagsFromString('--compilation-cache');
  }
}

/**
 * Runs a bundle in process and returns the class that it exports. `compileFunction` and not `import()`: a module that was imported is
 * never forgotten, and a plugin that is reloaded five hundred times would keep five hundred copies.
 */
export function evaluate(bundle: Bundle, file: string, modules: PluginModules): PluginClass {
  const run = uncached(() =>
    compileFunction(bundle.code, ['exports', 'require', 'module', ...Object.keys(PLUGIN_GLOBALS)], { filename: file }),
  ) as (...given: [...Parameters<BundleFunction>, ...unknown[]]) => void;
  return classOf((...given) => run(...given, ...Object.values(PLUGIN_GLOBALS)), modules);
}

/**
 * Rewrites the frames of `file` in a stack so that they name the author's lines: the runtime maps only modules that it loaded itself.
 * `above`: how many lines were put before the bundle when it was compiled.
 */
export function authorsStack(stack: string, file: string, map: string, above = 0): string {
  if (map === '' || !stack.includes(file)) return stack;
  const source = new SourceMap(JSON.parse(map));
  return stack
    .split('\n')
    .map((frame) => {
      const at = frame.lastIndexOf(`${file}:`);
      const position = at < 0 ? null : /^(\d+):(\d+)/.exec(frame.slice(at + file.length + 1));
      if (!position) return frame;
      const origin = source.findEntry(Number(position[1]) - 1 - above, Number(position[2]) - 1);
      if (!('originalSource' in origin)) return frame;
      const end = frame.slice(at + file.length + 1 + position[0].length);
      return `${frame.slice(0, at)}${origin.originalSource}:${origin.originalLine + 1}:${origin.originalColumn + 1}${end}`;
    })
    .join('\n');
}
