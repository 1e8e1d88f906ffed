/** Manifests with one thing wrong, and what their author reads. */
import { isFailure } from '../../core/errors.ts';
import { readManifest } from '../../core/plugin/manifest.ts';

export const words = { en: 'Words' };
export const base = { name: 'dice', version: '1.0.0', api: 1, description: words };
export const roll = (parts: object): object => ({ commands: { roll: { description: words, ...parts } } });
export const options = (parts: object): object => roll({ options: parts });

const FIRST_LINE = 'plugin.json is not right:';

/** The lines that the author reads, without the first; any other error comes through. */
export function problems(json: unknown): string[] {
  try {
    readManifest(json, 'plugin.json');
  } catch (error) {
    if (!isFailure(error) || error.code !== 'MANIFEST_INVALID') throw error;
    const [first, ...lines] = error.message.split('\n');
    if (first !== FIRST_LINE) throw error;
    return lines.map((line) => line.trim());
  }
  return [];
}

/** The same for a manifest that is right but for `parts`. */
export const wrong = (parts: object): string[] =>
  problems({ commands: { roll: { description: words } }, ...base, ...parts });
