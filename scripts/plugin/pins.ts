import { rename, writeFile } from 'node:fs/promises';
import { pinFile, readPins, type Pin } from '../../core/plugin/pin.ts';

/** Writes one plugin's pin, or takes it away; a host that reads meanwhile finds the old file or the new one. */
export async function setPin(pluginsDir: string, name: string, pin: Pin | undefined): Promise<void> {
  const pins = new Map(await readPins(pluginsDir));
  if (pin) pins.set(name, pin);
  else pins.delete(name);
  const sorted = Object.fromEntries([...pins].sort(([a], [b]) => (a < b ? -1 : 1)));
  const draft = `${pinFile(pluginsDir)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(sorted, null, 2)}\n`);
  await rename(draft, pinFile(pluginsDir));
}
