import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Refused, type Tool } from './tool.ts';

/** Runs a program to its end, in sight of the operator; resolves with its exit code. */
function runInSight(command: string, args: readonly string[], cwd: string, env = process.env): Promise<number> {
  return new Promise((done, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', (code) => done(code ?? 1));
  });
}

/** Runs the tests in a plugin's folder on this installation's vitest and `tenko/testing`. */
export async function testPlugin({ root, cwd }: Tool, folder: string, more: readonly string[]): Promise<void> {
  const path = resolve(cwd, folder);
  if (!existsSync(join(path, 'plugin.json'))) throw new Refused(`there is no plugin.json in ${path}`);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const config = join(root, 'scripts', 'plugin', 'vitest.config.ts');
  const code = await runInSight(process.execPath, [vitest, 'run', '--root', path, '--config', config, ...more], path);
  if (code !== 0) throw new Refused('its tests do not pass', code);
}
