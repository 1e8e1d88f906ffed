import { eventMethodName, methodName } from '../command/method.ts';
import { Failure } from '../errors.ts';
import type { Manifest } from './manifest.ts';
import type { PluginClass } from './scope.ts';

/** The methods of a plugin's class, those that it inherits too. */
export function methodsOf(target: PluginClass): ReadonlySet<string> {
  const found = new Set<string>();
  for (
    let at = target.prototype as object | null;
    at && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  )
    for (const name of Object.getOwnPropertyNames(at))
      if (name !== 'constructor' && typeof Object.getOwnPropertyDescriptor(at, name)?.value === 'function')
        found.add(name);
  return found;
}

/** Every command, subcommand and event of the manifest has its method, or HANDLER_MISSING says which one to write. */
export function checkHandlers(target: PluginClass, manifest: Manifest): void {
  const methods = methodsOf(target);
  const need = (method: string, what: string): void => {
    if (!methods.has(method))
      throw new Failure(
        'HANDLER_MISSING',
        `class ${target.name} has no method \`${method}\`, which runs ${what}: write \`${method}(…) { … }\``,
      );
  };
  for (const [name, { subcommands = {} }] of Object.entries(manifest.commands)) {
    need(methodName(name), `/${name}`);
    for (const sub of Object.keys(subcommands)) need(methodName(name, sub), `/${name} ${sub}`);
  }
  for (const event of manifest.events) need(eventMethodName(event), `the event ${event}`);
  if (remembersMembers(manifest) && !methods.has('onMemberForgotten'))
    throw new Failure(
      'HANDLER_MISSING',
      `class ${target.name} has no method \`onMemberForgotten\`: with "storage" and "members" a plugin may keep something of a member, so it must erase that when it is asked to: write \`async onMemberForgotten(memberId: string) { … }\``,
    );
}

/** What is kept for a chat may be about its members: then the plugin can be told to forget one. */
export const remembersMembers = ({ permissions }: Manifest): boolean =>
  permissions.includes('storage') && permissions.includes('members');
