import { execFile } from 'node:child_process';
import { env, execPath, platform } from 'node:process';
import { Refused } from './tool.ts';

/** npm without scripts, and without what it likes to say besides. */
const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--no-update-notifier'];

/** Runs npm; resolves with what it printed. */
export function npm(args: readonly string[], cwd: string): Promise<string> {
  // npm's own script, where npm started us: on Windows `npm` is a .cmd, which cannot be spawned without a shell.
  const script = env['npm_execpath'];
  const [program, first] = script ? [execPath, [script]] : [platform === 'win32' ? 'npm.cmd' : 'npm', []];
  return new Promise((done, reject) => {
    execFile(program, [...first, ...args, ...QUIET], { cwd, maxBuffer: 10_000_000 }, (error, output, told) => {
      if (!error) return done(output);
      const lines = told.split('\n').filter((line) => /^npm (error|ERR!)/.test(line) && !/A complete log/.test(line));
      const why = lines.map((line) => line.replace(/^npm \S+ ?/, '')).filter((line) => line.trim() !== '');
      reject(new Refused(`npm ${args[0]}: ${why.slice(0, 3).join('; ') || error.message}`));
    });
  });
}
