import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { schemaProblems } from '../core/plugin/manifest-schema.ts';
import { precompiledValidator } from '../scripts/precompiled-validator.mjs';
import { base, options, roll, words } from './support/manifest-problems.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** One mistake of each kind that the schema knows, and none. */
const MANIFESTS: readonly unknown[] = [
  { ...base, ...roll({}) },
  [],
  {},
  { ...base, name: 'Dice', version: '1', api: 2, entry: '../x.ts', permission: [] },
  { ...base, permissions: ['storge'], events: ['memberJoin', 'memberJoin'] },
  { ...base, description: 'words', ...roll({ description: { en: '' }, names: {}, aliases: ['a b', 'x'.repeat(40)] }) },
  { ...base, ...roll({ chats: [], hidden: false, subcommands: { 'Not one': {} } }) },
  {
    ...base,
    ...options({ sides: { int: {}, description: words }, both: { string: {}, text: {}, description: words } }),
  },
  { ...base, ...options({ when: { time: {}, required: 'yes', default: [], list: { min: -1 }, description: words } }) },
];

test('the built host says of a manifest what the source says', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenko-validator-'));
  const outfile = join(folder, 'manifest-schema.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['core/plugin/manifest-schema.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    plugins: [precompiledValidator(root)],
  });
  const built = (await import(pathToFileURL(outfile).href)) as { schemaProblems: typeof schemaProblems };
  rmSync(folder, { recursive: true });
  for (const manifest of MANIFESTS) {
    const problems = schemaProblems(manifest);
    expect(built.schemaProblems(manifest)).toEqual(problems);
    expect([manifest, problems.length > 0]).toEqual([manifest, manifest !== MANIFESTS[0]]);
  }
});
