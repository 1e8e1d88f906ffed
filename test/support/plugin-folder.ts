import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'tenko-plugins-'));

/** Writes a plugin into `parent`: its manifest with what every manifest needs filled in, and its files. */
export function writePlugin(parent: string, manifest: Record<string, unknown>, files: Record<string, string>): string {
  const name = String(manifest['name']);
  const folder = join(parent, name);
  const whole = {
    version: '1.0.0',
    api: 1,
    entry: 'index.ts',
    description: { en: name },
    permissions: [],
    ...manifest,
  };
  const all = { 'plugin.json': JSON.stringify(whole), ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

export const command = (options: Record<string, unknown> = {}) => ({ description: { en: 'A command' }, ...options });
