import { watch } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { pluginFolders } from '../plugin/loader.ts';

/** An editor writes a file in several steps, and saves several files at once. */
const QUIET = 100;
const NOT_OURS = /(^|[\\/])(node_modules|\.git)([\\/]|$)/;

/** Calls `reload` with the plugin's folder when something below it changed. Returns how to stop. */
export async function watchPlugins(
  { shipped, foreign }: { readonly shipped: string; readonly foreign: string },
  reload: (folder: string) => void,
): Promise<() => void> {
  const waiting = new Map<string, NodeJS.Timeout>();
  const changed = (folder: string): void => {
    clearTimeout(waiting.get(folder));
    waiting.set(
      folder,
      setTimeout(() => {
        waiting.delete(folder);
        reload(folder);
      }, QUIET),
    );
  };
  const watchers = [
    watch(shipped, { recursive: true }, (_event, file) => {
      const [name] = file?.split(/[\\/]/) ?? [];
      if (name !== undefined && !name.startsWith('.') && !NOT_OURS.test(file!) && /[\\/]/.test(file!))
        changed(join(shipped, name));
    }),
  ];
  for (const folder of await pluginFolders(foreign))
    watchers.push(
      watch(await realpath(folder), { recursive: true }, (_event, file) => {
        if (file !== null && !NOT_OURS.test(file)) changed(folder);
      }),
    );
  return () => {
    for (const watcher of watchers) watcher.close();
    for (const timer of waiting.values()) clearTimeout(timer);
  };
}
