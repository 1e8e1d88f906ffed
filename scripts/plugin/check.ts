import { resolve } from 'node:path';
import { isFailure } from '../../core/errors.ts';
import type { Manifest } from '../../core/plugin/manifest.ts';
import { plain } from '../plain.ts';
import { introduced } from './asks.ts';
import { checkBundle } from './check-bundle.ts';
import { checkTexts } from './check-texts.ts';
import { checkTypes } from './check-types.ts';
import type { Finding } from './finding.ts';
import { loadIsolated } from './isolated-load.ts';
import { manifestOf } from './manifest-of.ts';
import { Refused, type Tool } from './tool.ts';

type Look = (tool: Tool, folder: string, manifest: Manifest) => Promise<readonly Finding[]>;

/** In an isolate, as a host would: class, handlers, what its constructor asks for, and code that an isolate takes. */
const checkLoading: Look = async (tool, folder) => {
  try {
    await loadIsolated(tool, folder);
    return [];
  } catch (error) {
    if (!isFailure(error)) throw error;
    return [{ wrong: true, text: `${error.code}: ${error.message}` }];
  }
};

const LOOKS: readonly (readonly [what: string, look: Look])[] = [
  ['what it imports, and how large it is', (_tool, folder, manifest) => checkBundle(folder, manifest)],
  ['it loads in an isolate, with a handler for everything and no more than it was granted', checkLoading],
  ['texts in four languages', (_tool, folder, manifest) => checkTexts(folder, manifest)],
  ['types', (tool, folder) => checkTypes(tool, folder)],
];

/** What a reviewer looks at. Runs none of the plugin's code outside of an isolate. */
export async function check(tool: Tool, folder: string): Promise<void> {
  const path = resolve(tool.cwd, folder);
  const manifest = await manifestOf(path);
  for (const line of introduced(manifest)) tool.say(line);
  tool.say('\n✓ manifest');
  let wrong = 0;
  for (const [what, look] of LOOKS) {
    const findings = await look(tool, path, manifest);
    const faults = findings.filter((finding) => finding.wrong).length;
    wrong += faults;
    tool.say(`${faults > 0 ? '✗' : '✓'} ${what}`);
    for (const finding of findings) tool.say(`  ${finding.wrong ? '✗' : '·'} ${inLines(finding.text)}`);
  }
  if (wrong > 0) throw new Refused(`${manifest.name} has ${wrong} ${wrong === 1 ? 'fault' : 'faults'}`);
  tool.say(`\n${manifest.name} ${manifest.version} is in order`);
}

const inLines = (text: string): string => text.split('\n').map(plain).join('\n    ');
