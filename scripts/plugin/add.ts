import { install } from './install.ts';
import { sourceOf } from './source.ts';
import type { Tool } from './tool.ts';

/** Shows what a plugin asks for before anything of it runs, asks, and installs it as it is now. */
export async function add(tool: Tool, given: string): Promise<void> {
  const added = await install(tool, await sourceOf(tool, given));
  if (!added) return tool.say('It is installed already, just as it is.');
  const { name, pin } = added;
  tool.say(`Added ${name} ${pin.version}, pinned as ${name}@${pin.hash}. It runs in an isolate of its own.
A running host takes it up within seconds. TRUSTED_PLUGINS=${name}@${pin.hash} would let it run in the host's own process, where it could do anything.`);
}
