import { readPins } from '../../core/plugin/pin.ts';
import { install } from './install.ts';
import { sourceOf } from './source.ts';
import { Refused, type Tool } from './tool.ts';

/** Installs plugins again from where they came from. One that fails does not hold up the others. */
export async function update(tool: Tool, names: readonly string[]): Promise<void> {
  const pins = await readPins(tool.pluginsDir);
  const unknown = names.find((name) => !pins.has(name));
  if (unknown !== undefined) throw new Refused(`no plugin ${unknown} was added`);
  const failed: string[] = [];
  for (const name of names.length > 0 ? names : pins.keys()) {
    const { source, version } = pins.get(name)!;
    try {
      const updated = await install(tool, await sourceOf(tool, source), name);
      tool.say(
        updated
          ? `${name} ${version} → ${updated.pin.version}, pinned as ${name}@${updated.pin.hash}`
          : `${name} ${version} is as it was`,
      );
    } catch (error) {
      failed.push(name);
      tool.say(`${name} ${version} stays: ${(error as Error).message}`);
    }
  }
  if (failed.length > 0) throw new Refused(`not updated: ${failed.join(', ')}`);
}
