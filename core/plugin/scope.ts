import type { DependencyContainer } from 'tsyringe';
import { Failure } from '../errors.ts';
import type { Bridge } from './bridge.ts';
import { GRANTS } from './grants.ts';
import type { Manifest } from './manifest.ts';
import type { Messages } from './messages.ts';

/** A plugin's class, as its module exports it by default. */
// eslint-disable-next-line typescript/no-explicit-any -- what it takes is only known to the container
export type PluginClass = new (...dependencies: any[]) => object;

/** The token of a constructor parameter, as tsyringe's `@inject` leaves it on the class; `undefined` where there is no `@inject`. */
function injectedToken(target: PluginClass, index: number): unknown {
  const left = (Reflect.getOwnMetadata('injectionTokens', target) ?? {}) as Record<
    number,
    { token: unknown } | undefined
  >;
  return left[index]?.token;
}

/**
 * Checks what a plugin's class asks for against what its manifest was granted, down through the plugin's own classes, without running
 * any of its code. Throws PERMISSION_MISSING or PLUGIN_BROKEN with a sentence that says which line to add.
 */
export function checkInjection(target: PluginClass, manifest: Manifest, path: readonly PluginClass[] = []): void {
  if (path.includes(target)) throw new Failure('PLUGIN_BROKEN', `class ${target.name} asks for itself in a circle`);
  for (let index = 0; index < target.length; index++) {
    const token = injectedToken(target, index);
    const where = `parameter ${index + 1} of the constructor of ${target.name}`;
    if (token === undefined)
      throw new Failure('PLUGIN_BROKEN', `${where} has no token: write @inject(Storage), for example, before it`);
    const grant = GRANTS.find((entry) => entry.token === token);
    if (grant) {
      if (grant.permission && !manifest.permissions.includes(grant.permission))
        throw new Failure(
          'PERMISSION_MISSING',
          `${where} asks for ${grant.token.name}: add "${grant.permission}" to "permissions" in plugin.json`,
        );
    } else if (typeof token === 'function') {
      checkInjection(token as PluginClass, manifest, [...path, target]);
    } else {
      throw new Failure('PLUGIN_BROKEN', `${where} asks for ${String(token)}, which is not a token of tenko`);
    }
  }
}

/**
 * All of the scoping: root → plugin → invocation. The plugin's container knows the plugin's grants and nothing else, so what the host
 * keeps in the root is out of reach; an invocation's container holds the tokens of one command in one chat and goes with it.
 */
export class PluginScope {
  readonly #container: DependencyContainer;
  readonly #grants: typeof GRANTS;

  constructor(
    root: DependencyContainer,
    private readonly target: PluginClass,
    private readonly manifest: Manifest,
    private readonly messages: Messages,
  ) {
    this.#container = root.createChildContainer();
    this.#grants = GRANTS.filter(({ permission }) => !permission || manifest.permissions.includes(permission));
    // An abstract class that nobody registered would be built as an empty object: say no instead.
    for (const { token, permission } of GRANTS) {
      if (this.#grants.some((grant) => grant.token === token)) continue;
      this.#container.register(token as never, {
        useFactory: () => {
          throw new Failure('PERMISSION_MISSING', `${token.name} needs "${permission}" in plugin.json`);
        },
      });
    }
  }

  /** Builds the plugin for one invocation and runs one of its methods. The answer is whatever the handler returns. */
  run(method: string, argument: unknown, bridge: Bridge): unknown {
    const invocation = this.#container.createChildContainer();
    for (const { token, make } of this.#grants)
      invocation.register(token as never, { useFactory: once(() => make(bridge, this.messages)) });
    const plugin = invocation.resolve(this.target) as Record<string, unknown>;
    const handler = plugin[method];
    if (typeof handler !== 'function')
      throw new Failure('HANDLER_MISSING', `${this.manifest.name} has no method ${method}`);
    return handler.call(plugin, argument) as unknown;
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
