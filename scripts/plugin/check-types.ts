import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from './finding.ts';
import type { Tool } from './tool.ts';

const SHOWN = 10;

/** Settings for the compiler that lie outside of the plugin, so that its own cannot make it look better than it is. */
const settings = (root: string, folder: string) => ({
  extends: join(root, 'tsconfig.json'),
  compilerOptions: {
    rootDir: '/',
    noEmit: true,
    paths: {
      tenko: [join(root, 'core', 'index.ts')],
      'tenko/testing': [join(root, 'core', 'testing', 'index.ts')],
      tsyringe: [join(root, 'node_modules', 'tsyringe')],
      vitest: [join(root, 'node_modules', 'vitest')],
    },
    typeRoots: [join(root, 'node_modules', '@types')],
  },
  include: [join(folder, '**', '*.ts')],
  exclude: [join(folder, 'node_modules')],
});

const run = (program: string, args: readonly string[], cwd: string): Promise<string> =>
  new Promise((done) => {
    execFile(program, args, { cwd, maxBuffer: 10_000_000 }, (_error, output) => done(output));
  });

/** An interface may be added to elsewhere, so TypeScript does not take it for JSON. */
const hint = (error: string): string =>
  /'Json'/.test(error) ? '\n(write `type Place = { … }` and no `interface` for what Storage keeps)' : '';

/** What the compiler has against it, by strict settings. Nothing where there is no compiler. */
export async function checkTypes({ root }: Pick<Tool, 'root'>, folder: string): Promise<readonly Finding[]> {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(compiler)) return [{ wrong: false, text: 'not looked at: TypeScript is not installed here' }];
  const place = await mkdtemp(join(tmpdir(), 'tenko-types-'));
  try {
    const project = join(place, 'tsconfig.json');
    await writeFile(project, JSON.stringify(settings(root, folder)));
    const output = await run(process.execPath, [compiler, '-p', project, '--pretty', 'false'], folder);
    const errors = output.split('\n').filter((line) => line.includes('error TS'));
    const shown = errors.slice(0, SHOWN).map((text) => ({ wrong: true, text: text + hint(text) }));
    return errors.length > SHOWN ? [...shown, { wrong: false, text: `and ${errors.length - SHOWN} more` }] : shown;
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
