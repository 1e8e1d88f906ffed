import type { DependencyContainer } from 'tsyringe';
import * as tsyringe from 'tsyringe';
import * as tenko from '../index.ts';
import { Failure, isFailure } from '../errors.ts';
import { checkHandlers, methodsOf } from '../plugin/handlers.ts';
import { Messages } from '../plugin/messages.ts';
import { classOf, type BundleFunction } from '../plugin/plugin-class.ts';
import { checkInjection, PluginScope } from '../plugin/scope.ts';
import type { Cargo } from '../plugin/isolate/protocol.ts';
import { endowments } from './endowments.ts';

/** Lines that stand before the bundle when it is compiled: the host counts them off. */
const OPENING = '(function (exports, require, module) {\n';

const FORBIDDEN = /^Possible (import expression|direct eval expression) rejected/;

function compile({ code, file }: Cargo): BundleFunction {
  const compartment = new Compartment({ __options__: true, __noNamespaceBox__: true, globals: harden(endowments()) });
  try {
    return compartment.evaluate(`${OPENING}${code}\n})\n//# sourceURL=${file}`, {
      __evadeHtmlCommentTest__: true,
    }) as BundleFunction;
  } catch (error) {
    const what = FORBIDDEN.exec((error as Error).message)?.[1];
    if (what === undefined) throw error;
    throw new Failure(
      'PLUGIN_BROKEN',
      `its code has ${what.startsWith('import') ? '`import(`' : '`eval(`'}, be it in a text: an isolate takes no code that could load more code`,
    );
  }
}

/** A stack without the frames of what runs the plugin. */
const authors = (stack: string): string =>
  stack
    .split('\n')
    .filter((frame) => !/^ +at .*(?:tenko:isolate|node:)/.test(frame))
    .join('\n');

/** The plugin, ready to run, inside the isolate: loaded and checked as it would be in process. */
export function open(cargo: Cargo): { readonly scope: PluginScope; readonly methods: readonly string[] } {
  const modules = { tenko: { ...tenko }, tsyringe: { inject: tsyringe.inject, injectable: tsyringe.injectable } };
  try {
    const target = classOf(compile(cargo), modules, harden);
    const granted = checkInjection(target, cargo.manifest);
    checkHandlers(target, cargo.manifest);
    const root: DependencyContainer = tsyringe.container;
    return {
      scope: new PluginScope(root, target, granted, new Messages(cargo.locales), harden),
      methods: [...methodsOf(target)],
    };
  } catch (error) {
    if (isFailure(error)) throw error;
    const stack = error instanceof Error ? authors(error.stack ?? error.message) : String(error);
    throw new Failure('PLUGIN_BROKEN', `it threw while it was loaded: ${stack}`, {}, { cause: error });
  }
}
