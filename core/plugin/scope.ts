import type { DependencyContainer } from 'tsyringe';
import { Failure } from '../errors.ts';
import { ambient } from './ambient.ts';
import type { Bridge } from './bridge.ts';
import { chanceFrom } from './guest/chance.ts';
import { GRANTS, type Grant } from './grants.ts';
import { methodsOf } from './handlers.ts';
import type { Manifest } from './manifest.ts';
import type { Messages } from './messages.ts';

/** Where a plugin's code runs: in this process or in one of its own. */
export interface Scope {
  /** Whether the class has this method. */
  has(method: string): boolean;
  /**
   * Builds the plugin for one invocation and runs one of its methods. The answer is whatever the handler returns. Rejects with
   * `RunAgain` when the invocation came to nothing through no fault of its own.
   */
  run(method: string, argument: unknown, bridge: Bridge, again?: RunAgain): unknown;
  /** It ends a handler that takes too long by itself. */
  readonly keepsTime: boolean;
  /** Takes no new invocations from the host; what is under way ends well. Resolves when nothing of the plugin is left. */
  end(): Promise<void>;
}

/** What an invocation did so far is to be forgotten, and the invocation run again with this in hand: it is not charged for it. */
export class RunAgain extends Error {
  readonly tries: number;
  /** It may have been the one at fault: it runs alone, so that no other is blamed for it. */
  readonly alone: boolean;
  constructor(tries: number, alone: boolean) {
    super('the isolate ended');
    this.tries = tries;
    this.alone = alone;
  }
}

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

const lineFor = (permission: string): string =>
  permission === 'fetch'
    ? 'add "fetch": ["api.example.com"] to plugin.json, with the hosts that it asks'
    : `add "${permission}" to "permissions" in plugin.json`;

/**
 * Checks what a plugin's class asks for against what its manifest was granted, down through the plugin's own classes, without running
 * any of its code. Returns the grants that it will need. Throws PERMISSION_MISSING or PLUGIN_BROKEN with a sentence that says which
 * line to add.
 */
export function checkInjection(
  target: PluginClass,
  manifest: Manifest,
  path: readonly PluginClass[] = [],
): ReadonlySet<Grant> {
  const needed = new Set<Grant>();
  if (path.includes(target)) throw new Failure('PLUGIN_BROKEN', `class ${target.name} asks for itself in a circle`);
  for (let index = 0; index < target.length; index++) {
    const token = injectedToken(target, index);
    const where = `parameter ${index + 1} of the constructor of ${target.name}`;
    if (token === undefined)
      throw new Failure('PLUGIN_BROKEN', `${where} has no token: write @inject(Storage), for example, before it`);
    const grant = GRANTS.find((entry) => entry.token === token);
    if (grant) {
      if (grant.permission && !manifest.permissions.includes(grant.permission))
        throw new Failure('PERMISSION_MISSING', `${where} asks for ${grant.token.name}: ${lineFor(grant.permission)}`);
      needed.add(grant);
    } else if (typeof token === 'function') {
      for (const below of checkInjection(token as PluginClass, manifest, [...path, target])) needed.add(below);
    } else {
      const name = typeof token === 'string' ? token : 'something';
      throw new Failure('PLUGIN_BROKEN', `${where} asks for ${name}, which is not a token of tenko`);
    }
  }
  return needed;
}

/**
 * All of the scoping: root → plugin → invocation. The plugin's container refuses every token that the plugin was not granted; an
 * invocation's container holds the tokens of one command in one chat, and goes with it.
 */
export class PluginScope implements Scope {
  readonly keepsTime = false;
  readonly #container: DependencyContainer;
  readonly #target: PluginClass;
  readonly #granted: readonly Grant[];
  readonly #messages: Messages;
  readonly #methods: ReadonlySet<string>;
  readonly #seal: (token: object) => object;

  /** `granted`: what `checkInjection` found that the class needs. `seal`: what is done to each token before the plugin has it. */
  constructor(
    root: DependencyContainer,
    target: PluginClass,
    granted: ReadonlySet<Grant>,
    messages: Messages,
    seal: (token: object) => object = (token) => token,
  ) {
    this.#container = root.createChildContainer();
    this.#target = target;
    this.#granted = [...granted];
    this.#messages = messages;
    this.#methods = methodsOf(target);
    this.#seal = seal;
    this.#register(target);
    // An abstract class that nobody registered would be built as an empty object: say no instead.
    for (const grant of GRANTS) if (!granted.has(grant)) this.#refuse(grant);
  }

  has(method: string): boolean {
    return this.#methods.has(method);
  }

  /** Nothing but what runs holds on to it. */
  async end(): Promise<void> {}

  run(method: string, argument: unknown, bridge: Bridge): unknown {
    const invocation = this.#container.createChildContainer();
    for (const grant of this.#granted)
      invocation.registerInstance(grant.token as never, this.#seal(grant.make(bridge, this.#messages)) as never);
    const plugin = invocation.resolve(this.#target) as Record<string, unknown>;
    const handler = plugin[method];
    if (typeof handler !== 'function') throw new Failure('HANDLER_MISSING', `the class has no method ${method}`);
    const { now, seed } = bridge.snapshot;
    let draw: (() => number) | undefined;
    return ambient.run(
      { now, draw: () => (draw ??= chanceFrom(seed))() },
      () => handler.call(plugin, argument) as unknown,
    );
  }

  /** How the plugin's classes are built, each with what its constructor asks for. */
  #register(target: PluginClass): void {
    const tokens = Array.from({ length: target.length }, (_, index) => injectedToken(target, index));
    this.#container.register(target, {
      useFactory: (from) => new target(...tokens.map((token): unknown => from.resolve(token as never))),
    });
    for (const token of tokens)
      if (typeof token === 'function' && !GRANTS.some((grant) => grant.token === token))
        this.#register(token as PluginClass);
  }

  #refuse({ token }: Grant): void {
    const useFactory = (): never => {
      throw new Failure('PERMISSION_MISSING', `${token.name} was not granted to this plugin`);
    };
    this.#container.register(token as never, { useFactory });
  }
}
