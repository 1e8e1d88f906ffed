import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../../core/plugin/manifest.ts';
import { hashOfFolder, readPins, type Pin } from '../../core/plugin/pin.ts';
import { asksOf, introduced, inWords } from './asks.ts';
import { loadIsolated } from './isolated-load.ts';
import { manifestOf } from './manifest-of.ts';
import { setPin } from './pins.ts';
import { bring, installPackages, written, type Source } from './source.ts';
import { Refused, type Tool } from './tool.ts';

const STAGE = '.adding-';

async function agreed({ yes, terminal, say }: Tool, question: string): Promise<boolean> {
  if (yes) return true;
  if (!terminal) throw new Refused('nobody is here to say yes: add --yes once you have read this');
  const asked = terminal();
  try {
    const answer = await asked.question(`${question} [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    asked.close();
    say('');
  }
}

/** Shows what it asks for, and asks. An update that wants nothing more than was agreed to is not asked about. */
async function consent(tool: Tool, manifest: Manifest, before: Pin | undefined, isUpdate: boolean): Promise<void> {
  const more = before && asksOf(manifest).filter((ask) => !before.permissions.includes(ask));
  if (isUpdate && more?.length === 0) return;
  for (const line of introduced(manifest)) tool.say(line);
  if (more && more.length > 0) {
    tool.say(`Since version ${before.version} it wants more:`);
    for (const ask of more) tool.say(`  + ${inWords(ask)}  [${ask}]`);
  }
  const question = before ? `Update ${manifest.name}?` : `Add ${manifest.name}?`;
  if (!(await agreed(tool, question))) throw new Refused('nothing was changed');
}

function checkName({ root }: Tool, { name }: Manifest, expected: string | undefined): void {
  if (expected !== undefined && name !== expected)
    throw new Refused(`it is called ${name} now, and was called ${expected}: remove the one and add the other`);
  if (existsSync(join(root, 'plugins', name))) throw new Refused(`a plugin called ${name} ships with Tenko`);
}

/** What an earlier run left that was ended before its time. */
async function sweep(pluginsDir: string): Promise<void> {
  const left = (await readdir(pluginsDir)).filter((name) => name.startsWith(STAGE));
  await Promise.all(left.map((name) => rm(join(pluginsDir, name), { recursive: true, force: true })));
}

/** Moves the new folder to where plugins are, and pins it; the one before goes when that is done. */
async function settle(pluginsDir: string, stage: string, name: string, pin: Pin): Promise<void> {
  const place = join(pluginsDir, name);
  const old = join(stage, 'old');
  const had = existsSync(place);
  if (had) await rename(place, old);
  try {
    await rename(join(stage, name), place);
    await setPin(pluginsDir, name, pin);
  } catch (error) {
    await rm(place, { recursive: true, force: true });
    if (had) await rename(old, place);
    throw error;
  }
}

/** `undefined`: it is what is installed already. `expected`: the name of the plugin that it is to be a newer version of. */
export async function install(
  tool: Tool,
  source: Source,
  expected?: string,
): Promise<{ name: string; pin: Pin } | undefined> {
  const { pluginsDir } = tool;
  await mkdir(pluginsDir, { recursive: true });
  await sweep(pluginsDir);
  const stage = join(pluginsDir, `${STAGE}${process.pid}`);
  const unnamed = join(stage, 'new');
  await mkdir(unnamed, { recursive: true });
  try {
    await bring(source, unnamed);
    const manifest = await manifestOf(unnamed);
    const { name, version } = manifest;
    checkName(tool, manifest, expected);
    const before = (await readPins(pluginsDir)).get(name);
    // A host takes a plugin's folder for what it is called.
    const folder = join(stage, name);
    if (folder !== unnamed) await rename(unnamed, folder);
    await consent(tool, manifest, before, expected !== undefined);
    await installPackages(folder);
    const hash = await hashOfFolder(folder);
    if (
      before?.hash === hash &&
      existsSync(join(pluginsDir, name)) &&
      (await hashOfFolder(join(pluginsDir, name))) === hash
    )
      return undefined;
    await loadIsolated(tool, folder);
    const pin = { hash, version, permissions: asksOf(manifest), source: written(source), at: new Date().toISOString() };
    await settle(pluginsDir, stage, name, pin);
    return { name, pin };
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}
